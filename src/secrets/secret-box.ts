import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../common/errors/app-error.js';

const CIPHER = 'aes-256-gcm';
/** Without it Node accepts shorter tags, which are easier to forge. */
const TAG = { authTagLength: 16 };

/**
 * Seals secrets for storage with AES-256-GCM. `context` (what and whose) is authenticated with the secret, so that a
 * sealed value copied to another row does not open there. Form: `v1.<iv>.<tag>.<ciphertext>`, base64url.
 */
export class SecretBox {
  private readonly key: Buffer;

  /** @param material any text of at least 32 characters; the AES key is its SHA-256. */
  constructor(material: string) {
    if (material.length < 32) throw new AppError('config.invalid', 'The secret key needs at least 32 characters');
    this.key = createHash('sha256').update(material).digest();
  }

  seal(secret: string, context: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv(CIPHER, this.key, iv, TAG).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return [
      'v1',
      iv.toString('base64url'),
      cipher.getAuthTag().toString('base64url'),
      sealed.toString('base64url'),
    ].join('.');
  }

  /** @throws AppError `config.invalid` when the key is another one, or the value was changed. */
  open(sealed: string, context: string): string {
    const [version, iv = '', tag = '', data = ''] = sealed.split('.');
    try {
      if (version !== 'v1') throw new Error(`unknown form ${version}`);
      const decipher = createDecipheriv(CIPHER, this.key, Buffer.from(iv, 'base64url'), TAG).setAAD(
        Buffer.from(context),
      );
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new AppError(
        'config.invalid',
        'A stored secret does not open with this secret key (JOHANG_SECRET_KEY, or the file secret.key)',
        { cause },
      );
    }
  }
}

/** The key file of a data directory, made on first use with mode 0600. Of processes starting at once, the first one's key wins. */
export function keyFromFile(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true });
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
