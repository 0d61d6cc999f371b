import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '../common/errors/app-error.js';
import { environmentVariable, loadConfig } from './config.js';
import { packageRoot } from './paths.js';

function refusal(environment: NodeJS.ProcessEnv): AppError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe(loadConfig.name, () => {
  it('needs nothing: loopback, the embedded database, directories in the package', () => {
    expect(loadConfig({})).toMatchObject({
      test: false,
      databaseUrl: undefined,
      dataDir: join(packageRoot, '.johang'),
      uploadsDir: join(packageRoot, 'uploads'),
      host: '127.0.0.1',
      port: 8080,
      role: 'all',
      logLevel: 'info',
      commandLogLevel: 'error',
      secretKey: undefined,
      upload: { maxBytes: 200 * 1024 * 1024, maxFiles: 100 },
      extraction: { timeoutMs: 120_000, memoryMb: 1024 },
      allowPrivateModels: true,
      batches: { pollSeconds: 30, gatherSeconds: 60 },
    });
  });

  it('takes a variable that is set to nothing as not set', () => {
    const empty = Object.fromEntries(
      ['DATABASE_URL', 'JOHANG_PORT', 'JOHANG_ROLE', 'JOHANG_POOL_SIZE', 'JOHANG_DATA_DIR', 'JOHANG_LOG_LEVEL'].map(
        (name) => [name, ' '],
      ),
    );
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('makes directories absolute, and keeps the uploads of another data directory in it', () => {
    expect(loadConfig({ JOHANG_DATA_DIR: 'some/where' })).toMatchObject({
      dataDir: resolve('some/where'),
      uploadsDir: resolve('some/where/uploads'),
    });
    expect(loadConfig({ JOHANG_DATA_DIR: '/data', JOHANG_UPLOADS_DIR: '/mnt/files' }).uploadsDir).toBe('/mnt/files');
  });

  it('shows a command’s user errors only, unless asked for more', () => {
    expect(loadConfig({ JOHANG_LOG_LEVEL: 'debug' })).toMatchObject({ logLevel: 'debug', commandLogLevel: 'debug' });
  });

  it.each([
    ['NODE_ENV', 'test', { test: true }],
    ['DATABASE_URL', 'postgresql://u:p@db:5432/johang', { databaseUrl: 'postgresql://u:p@db:5432/johang' }],
    ['JOHANG_PORT', '0', { port: 0 }],
    ['JOHANG_ROLE', 'worker', { role: 'worker' }],
    ['JOHANG_EXTRACT_TIMEOUT_SECONDS', '5', { extraction: { timeoutMs: 5000 } }],
    ['JOHANG_OCR', 'off', { extraction: { recognition: undefined } }],
    ['JOHANG_OCR_MAX_PAGES', '7', { extraction: { recognition: { timeoutMs: 120_000, maxPages: 7 } } }],
    ['JOHANG_ALLOW_PRIVATE_MODELS', 'no', { allowPrivateModels: false }],
  ])('reads %s=%s', (name, value, expected) => {
    expect(loadConfig({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ['DATABASE_URL', 'mysql://u:hunter2@db/johang'],
    ['DATABASE_URL', 'hunter2'],
    ['JOHANG_PORT', '65536'],
    ['JOHANG_PORT', 'http'],
    ['JOHANG_ROLE', 'boss'],
    ['JOHANG_LOG_LEVEL', 'loud'],
    ['JOHANG_SECRET_KEY', 'hunter2'],
    ['JOHANG_POOL_SIZE', '1'],
    ['JOHANG_MAX_UPLOAD_BYTES', '1.5'],
    ['JOHANG_MAX_UPLOAD_FILES', '0'],
    ['JOHANG_EXTRACT_TIMEOUT_SECONDS', '-1'],
    ['JOHANG_EXTRACT_MEMORY_MB', '1'],
    ['JOHANG_EXTRACT_THREADS', '65'],
    ['JOHANG_OCR', 'maybe'],
    ['JOHANG_OCR_PAGE_TIMEOUT_SECONDS', '0'],
    ['JOHANG_OCR_MAX_PAGES', '0'],
    ['JOHANG_ANALYSIS_CONCURRENCY', '0'],
    ['JOHANG_ALLOW_PRIVATE_MODELS', 'perhaps'],
  ])('refuses %s=%s by its name, without the value of what may be secret', (name, value) => {
    const { code, message } = refusal({ [name]: value });
    expect(code).toBe('config.invalid');
    expect(message).toMatch(new RegExp(`^The configuration is not valid: ${name}: `));
    expect(message).not.toContain('hunter2');
  });

  it('names every variable that is wrong', () => {
    const { message } = refusal({ JOHANG_PORT: 'x', JOHANG_ROLE: 'x', JOHANG_POOL_SIZE: 'x' });
    for (const name of ['JOHANG_PORT', 'JOHANG_ROLE', 'JOHANG_POOL_SIZE']) expect(message).toContain(`${name}: `);
  });
});

describe(environmentVariable.name, () => {
  it('reads the variable that was named', () => {
    expect(environmentVariable('PATH')).toBeTruthy();
    expect(environmentVariable('JOHANG_NO_SUCH_VARIABLE')).toBeUndefined();
  });
});
