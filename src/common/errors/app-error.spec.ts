import { describe, expect, it } from '@jest/globals';
import { AppError, toStoredError } from './app-error.js';

describe(AppError.name, () => {
  it('takes message and status from the catalogue, unless it is given a message', () => {
    expect(new AppError('document.not_found')).toMatchObject({ message: 'There is no such document', status: 404 });
    expect(new AppError('upload.empty', 'a.pdf is empty')).toMatchObject({ message: 'a.pdf is empty', status: 422 });
  });

  it('keeps its cause, and has none when it was given none', () => {
    const cause = new Error('socket closed');
    expect(new AppError('database.unavailable', undefined, { cause }).cause).toBe(cause);
    expect('cause' in new AppError('internal.error')).toBe(false);
  });
});

describe(toStoredError.name, () => {
  it('stores code and message of ours, and of anything else only that it happened', () => {
    expect(toStoredError(new AppError('extract.damaged', 'The file is cut short'))).toEqual({
      code: 'extract.damaged',
      message: 'The file is cut short',
    });
    for (const unknown of [new Error('password=hunter2'), 'password=hunter2', undefined]) {
      expect(toStoredError(unknown)).toEqual({ code: 'internal.error', message: 'Something went wrong on our side' });
    }
  });
});
