import { randomBytes } from 'node:crypto';
import { AppError } from '../../common/errors/app-error.js';
import { hasCode, readJson, replaceFile } from './files.js';

export interface Secrets {
  /** Of the superuser `postgres`. */
  password: string;
  /** For the role the application connects as; what is done with it is the caller's business. */
  appPassword: string;
}

/** URL-safe, 256 bits. */
export function newSecrets(): Secrets {
  return { password: randomBytes(32).toString('base64url'), appPassword: randomBytes(32).toString('base64url') };
}

export async function readSecrets(path: string): Promise<Secrets | undefined> {
  try {
    const { password, appPassword } = (await readJson(path)) ?? {};
    return typeof password === 'string' && typeof appPassword === 'string' ? { password, appPassword } : undefined;
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM')) throw error;
    throw new AppError(
      'database.unavailable',
      `${path} belongs to another user. Run Johang as the user who owns the data directory, or use another JOHANG_DATA_DIR.`,
      { cause: error },
    );
  }
}

export async function writeSecrets(path: string, secrets: Secrets): Promise<void> {
  await replaceFile(path, `${JSON.stringify(secrets, undefined, 2)}\n`);
}
