import { randomBytes } from 'node:crypto';
import { chown, link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** True for an error of the system with one of these codes. Not by `instanceof`: Node's errors may be of another realm. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return isRecord(error) && typeof error.code === 'string' && codes.includes(error.code);
}

export function messageOf(error: unknown): string {
  return isRecord(error) && typeof error.message === 'string' ? error.message : String(error);
}

/** The text of a file; undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** A parsed JSON object; undefined where the file is missing or holds anything else. */
export async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  return parseObject(await readIfThere(path));
}

export function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new one, and after a power failure one of the two is
 * there. Mode 0600; what root writes belongs to the directory's owner, who can then go on without root.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = await writeDraft(path, text);
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Creates a file with all of its text in one step. False where a file of that name is already there. */
export async function createFile(path: string, text: string): Promise<boolean> {
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}-${randomBytes(6).toString('hex')}.draft`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (process.getuid?.() === 0) {
      const owner = await stat(dirname(path));
      await chown(draft, owner.uid, owner.gid);
    }
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return draft;
}
