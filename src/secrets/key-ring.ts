import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../common/errors/app-error.js';

/** Key material: the one that seals, and those that still open what was sealed before. */
export interface KeyRing {
  current: string;
  previous: readonly string[];
}

/** An AES key, and the name by which a sealed value says that it needs this one. */
export interface Key {
  id: string;
  bytes: Buffer;
}

/** @param material any text of at least 32 characters; the AES key is its SHA-256. @throws AppError `config.invalid` */
export function keyOf(material: string): Key {
  if (material.length < 32) throw new AppError('config.invalid', 'The secret key needs at least 32 characters');
  const bytes = createHash('sha256').update(material).digest();
  // Says nothing of the key: a hash of a hash of it.
  const id = createHash('sha256').update('johang key id').update(bytes).digest('base64url').slice(0, 8);
  return { id, bytes };
}

/** The keys of a process: as configured, else of the key file; what the file holds opens in both cases. */
export function configuredRing(file: string, given: { current?: string; previous?: string }): KeyRing {
  const previous = [given.previous, ...[`${file}.previous`, file].map(readKey)].filter((key) => key !== undefined);
  return { current: given.current ?? keyFromFile(file), previous };
}

function readKey(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** The key file of a data directory, made on first use with mode 0600. Of processes starting at once, the first one's key wins. */
export function keyFromFile(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    const draft = writeDraft(file, newKey());
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft);
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

/**
 * Puts a new key into the file and keeps the old one beside it, where every process finds it. When a rotation was begun and not
 * ended, that one goes on. By one process at a time.
 */
export function beginRotation(file: string): void {
  const current = keyFromFile(file);
  const previous = readKey(`${file}.previous`);
  if (previous !== undefined && previous !== current) return;
  renameSync(writeDraft(file, current), `${file}.previous`);
  renameSync(writeDraft(file, newKey()), file);
}

/** Forgets the old key. */
export function endRotation(file: string): void {
  rmSync(`${file}.previous`, { force: true });
}

function newKey(): string {
  return randomBytes(48).toString('base64url');
}

function writeDraft(file: string, key: string): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, key, { mode: 0o600, flush: true });
  return draft;
}
