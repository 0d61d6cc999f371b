import {
  appendFileSync,
  chownSync,
  closeSync,
  copyFileSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';

const maximumBytes = 4 * 1024 * 1024;

/** Makes sure of the file before PostgreSQL opens it. What root makes belongs to the directory's owner. */
export function prepareLog(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The end of what was written since the file had the given size. */
export function readSince(path: string, offset: number, maximum = 8_000): string {
  const end = sizeOf(path);
  const start = Math.max(offset > end ? 0 : offset, end - maximum);
  const buffer = Buffer.alloc(end - start);
  const file = openSync(path, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, start));
  } finally {
    closeSync(file);
  }
}

/** Adds a line of our own. A log that cannot be written stops nothing. */
export function appendLine(path: string, line: string): void {
  try {
    appendFileSync(path, `${new Date().toISOString()} guardian: ${line}\n`);
  } catch {
    // Nowhere left to say so.
  }
}

/**
 * Keeps the log to {@link maximumBytes} and one older part of that size. PostgreSQL appends to the same open file, so it
 * is copied and emptied, not renamed; what is written in between is lost.
 */
export function trimLog(path: string): void {
  try {
    if (sizeOf(path) <= maximumBytes) return;
    rmSync(`${path}.1`, { force: true });
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
  } catch {
    // Tried again at the next look.
  }
}
