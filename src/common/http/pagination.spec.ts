import { describe, expect, it } from '@jest/globals';
import { newId } from '../ids.js';
import { decodeCursor, encodeCursor, toListing } from './pagination.js';

describe(decodeCursor.name, () => {
  it('gives back what was encoded, in characters that need no escape in a URL', () => {
    for (let round = 0; round < 100; round += 1) {
      const id = newId();
      const cursor = encodeCursor(id);
      expect(cursor).toMatch(/^[\w-]{22}$/);
      expect(decodeCursor(cursor)).toBe(id);
    }
  });

  it.each(['', 'x', 'ㄱㄴㄷ', encodeCursor(newId()).slice(1), `${encodeCursor(newId())}AAAA`, newId()])(
    'refuses %j',
    (cursor) => {
      expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'request.cursor_invalid' }));
    },
  );
});

describe(toListing.name, () => {
  const rows = [newId(), newId(), newId()].map((id) => ({ id }));

  it('cuts the row beyond the page and points at the last one shown', () => {
    const { items, nextCursor } = toListing(rows, 2);
    expect(items).toEqual(rows.slice(0, 2));
    expect(decodeCursor(nextCursor!)).toBe(rows[1]!.id);
  });

  it('has no cursor on the last page, be it full or empty', () => {
    expect(toListing(rows, 3)).toEqual({ items: rows, nextCursor: null });
    expect(toListing([], 3)).toEqual({ items: [], nextCursor: null });
  });
});
