import { describe, expect, it } from '@jest/globals';
import { isId, newId } from './ids.js';

describe(newId.name, () => {
  it('is a UUID of version 7 with the time in front', () => {
    const now = Date.now() + 1000;
    const id = newId(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    expect(isId(id)).toBe(true);
  });

  it('sorts in the order of creation, more ids in a millisecond than the counter holds', () => {
    const now = Date.now() + 2000;
    const ids = Array.from({ length: 10_000 }, () => newId(now));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('never goes back when the clock does', () => {
    const later = newId(Date.now() + 60_000);
    expect(newId(0) > later).toBe(true);
  });
});

describe(isId.name, () => {
  it.each([
    '',
    'x',
    '01A208A8-E639-750A-949A-41306A7DADBA',
    ' 01a208a8-e639-750a-949a-41306a7dadba',
    '../../etc/passwd',
  ])('refuses %j', (value) => {
    expect(isId(value)).toBe(false);
  });
});
