import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { isId } from '../ids.js';

/** A page of a list, newest first. `nextCursor` is null on the last page. */
export interface Listing<T> {
  items: T[];
  nextCursor: string | null;
}

export function listingSchema<T extends z.ZodType>(item: T, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
}

/** Ids are ordered by time, so a cursor is the last id seen. It is opaque to clients. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** @throws AppError `request.cursor_invalid` */
export function decodeCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isId(id)) throw new AppError('request.cursor_invalid');
  return id;
}

/** Cuts a result of `limit + 1` rows to a page. */
export function toListing<T extends { id: string }>(rows: T[], limit: number): Listing<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null };
}
