import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import { type Key, keyOf, type KeyRing } from './key-ring.js';

export { keyFromFile } from './key-ring.js';

const CIPHER = 'aes-256-gcm';
/** Without it Node accepts shorter tags, which are easier to forge. */
const TAG = { authTagLength: 16 };

/**
 * Seals secrets for storage with AES-256-GCM. `context` (what and whose) is authenticated with the secret, so that a
 * sealed value copied to another row does not open there. Form: `v2.<key>.<iv>.<tag>.<ciphertext>`, base64url, with the id
 * of the key; values of the form before, `v1` without an id, open as well.
 */
export class SecretBox {
  readonly #source: () => KeyRing;
  #current: Key;
  #all: readonly Key[];

  /**
   * @param keys key material of at least 32 characters, or where to look for it: asked at the beginning, before sealing, and
   *   when a value needs a key that is not known yet, since another process may have changed the keys.
   */
  constructor(keys: string | (() => KeyRing)) {
    this.#source = typeof keys === 'string' ? () => ({ current: keys, previous: [] }) : keys;
    [this.#current, this.#all] = this.#load();
  }

  seal(secret: string, context: string): string {
    this.#reload();
    const { id, bytes } = this.#current;
    const iv = randomBytes(12);
    const cipher = createCipheriv(CIPHER, bytes, iv, TAG).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
    return ['v2', id, ...parts].join('.');
  }

  /** @throws AppError `config.invalid` when no key opens it, or the value was changed. */
  open(sealed: string, context: string): string {
    const [version, ...parts] = sealed.split('.');
    try {
      if (version === 'v2') return open(this.#key(parts[0]), parts.slice(1), context);
      if (version === 'v1') return openWithAny(this.#all, parts, context);
      throw new Error('unknown form');
    } catch (cause) {
      throw new AppError(
        'config.invalid',
        'A stored secret does not open with this secret key (JOHANG_SECRET_KEY, or the file secret.key)',
        { cause },
      );
    }
  }

  /** What every value begins with that was sealed with the current key. */
  get currentPrefix(): string {
    this.#reload();
    return `v2.${this.#current.id}.`;
  }

  #key(id: string | undefined): Key {
    const known = (): Key | undefined => this.#all.find((key) => key.id === id);
    const key = known() ?? (this.#reload(), known());
    if (!key) throw new Error('sealed with a key that is not known');
    return key;
  }

  #reload(): void {
    [this.#current, this.#all] = this.#load();
  }

  #load(): [Key, Key[]] {
    const { current, previous } = this.#source();
    const key = keyOf(current);
    return [key, [key, ...previous.map(keyOf)]];
  }
}

function open({ bytes }: Key, [iv = '', tag = '', data = '']: readonly string[], context: string): string {
  const decipher = createDecipheriv(CIPHER, bytes, Buffer.from(iv, 'base64url'), TAG).setAAD(Buffer.from(context));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8');
}

function openWithAny(keys: readonly Key[], parts: readonly string[], context: string): string {
  let reason: unknown;
  for (const key of keys) {
    try {
      return open(key, parts, context);
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}
