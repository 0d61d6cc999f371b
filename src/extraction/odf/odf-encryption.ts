import { argon2, createDecipheriv, createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { AppError } from '../../common/errors/app-error.js';
import { notOpened } from '../containers/encryption/password.js';
import { ZipLimitError } from '../containers/zip.js';

/** How a part is encrypted. Sizes are in bytes. */
export interface Encryption {
  size: number;
  checksumType: string;
  checksum: Buffer;
  algorithm: string;
  iv: Buffer;
  derivation: string;
  keySize: number;
  iterations: number;
  salt: Buffer;
  startKey: string;
  /** Passes, KiB and lanes of Argon2. */
  argon2: { passes: number; memory: number; parallelism: number };
}

const KEY_BYTES = 32;

const derive = promisify(pbkdf2);
const deriveArgon2 = promisify(argon2);
const inflate = promisify<Buffer, { finishFlush: number; maxOutputLength: number }, Buffer>(inflateRaw);

/** LibreOffice writes 100,000; far more is an attempt to keep the reader busy. */
const MAX_ITERATIONS = 5_000_000;

/** LibreOffice takes 64 MiB, three passes and four lanes. */
const MAX_ARGON2 = { memory: 256 * 1024, passes: 16, parallelism: 16 };

/** `Z_SYNC_FLUSH`: the padding of the cipher after the end of the packed data does not matter. */
const TOLERANT = 2;

/** How much of a part its checksum is taken of. */
const CHECKED = 1024;

/** Deciphers the parts of one file with one password. */
export class PartKeys {
  readonly #keys = new Map<string, Promise<Buffer>>();

  constructor(private readonly password: string | undefined) {}

  /**
   * The unpacked content of a part.
   *
   * @throws AppError `extract.encrypted` without a password or when the cipher is not known,
   * `extract.wrong_password`, `extract.damaged`; ZipLimitError when it expands to more than `maxBytes`.
   */
  async decipher(data: Buffer, encryption: Encryption, maxBytes: number): Promise<Buffer> {
    const { algorithm } = encryption;
    const decrypt = CIPHERS.find(([name]) => name.test(algorithm))?.[1];
    if (!decrypt) throw notOpened(`the cipher ${cipherName(algorithm)} of OpenDocument`);
    if (!this.password) throw new AppError('extract.encrypted');
    const packed = decrypt(data, await this.#key(encryption), encryption);
    if (!packed) throw new AppError('extract.wrong_password');
    try {
      return await inflate(packed, { finishFlush: TOLERANT, maxOutputLength: maxBytes });
    } catch (error) {
      if (error instanceof RangeError) throw new ZipLimitError('an encrypted part expands beyond its claim');
      throw new AppError('extract.damaged', 'The encrypted file is damaged', { cause: error });
    }
  }

  #key(encryption: Encryption): Promise<Buffer> {
    const { startKey, salt, iterations, keySize, derivation } = encryption;
    if (keySize !== KEY_BYTES) throw damaged();
    const hash = /sha256$/i.test(startKey) ? 'sha256' : 'sha1';
    const id = `${derivation} ${hash} ${salt.toString('base64')} ${iterations}`;
    const start = createHash(hash)
      .update(this.password ?? '', 'utf8')
      .digest();
    const known = this.#keys.get(id) ?? deriveKey(start, encryption);
    this.#keys.set(id, known);
    return known;
  }
}

function deriveKey(start: Buffer, encryption: Encryption): Promise<Buffer> {
  const { derivation, salt, iterations } = encryption;
  if (/argon2id$/i.test(derivation)) return deriveByArgon2(start, encryption);
  if (!/pbkdf2$/i.test(derivation)) throw notOpened('a key derivation of OpenDocument that is not known');
  if (!(iterations >= 1 && iterations <= MAX_ITERATIONS)) throw damaged();
  return derive(start, salt, iterations, KEY_BYTES, 'sha1');
}

/** More than LibreOffice ever asks for is an attempt to keep the reader busy. */
function deriveByArgon2(start: Buffer, { salt, argon2: { passes, memory, parallelism } }: Encryption): Promise<Buffer> {
  const isSane =
    passes >= 1 &&
    passes <= MAX_ARGON2.passes &&
    parallelism >= 1 &&
    parallelism <= MAX_ARGON2.parallelism &&
    memory >= 8 * parallelism &&
    memory <= MAX_ARGON2.memory &&
    salt.length >= 8;
  if (!isSane) throw damaged();
  return deriveArgon2('argon2id', { message: start, nonce: salt, passes, memory, parallelism, tagLength: KEY_BYTES });
}

function damaged(): AppError {
  return new AppError('extract.damaged', 'The encryption of the file is damaged');
}

function cipherName(algorithm: string): string {
  return algorithm.slice(Math.max(algorithm.lastIndexOf('#'), algorithm.lastIndexOf(':')) + 1).slice(0, 40);
}

/** What a part was before it was encrypted, still packed; undefined when the key does not fit. */
type Decrypt = (data: Buffer, key: Buffer, encryption: Encryption) => Buffer | undefined;

const CIPHERS: readonly (readonly [RegExp, Decrypt])[] = [
  [/aes256-cbc$/i, decryptCbc],
  [/aes256-gcm$/i, decryptGcm],
];

function decryptCbc(data: Buffer, key: Buffer, encryption: Encryption): Buffer | undefined {
  const { iv } = encryption;
  if (iv.length !== 16 || data.length === 0 || data.length % 16 !== 0) throw damaged();
  const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const packed = Buffer.concat([cipher.update(data), cipher.final()]);
  return isIntact(packed, encryption) ? packed : undefined;
}

/** The initialisation vector stands before the data once more (XML Encryption 1.1, 5.2.4), and 16 bytes prove the key. */
function decryptGcm(data: Buffer, key: Buffer, { iv }: Encryption): Buffer | undefined {
  const body = data.subarray(0, iv.length).equals(iv) ? data.subarray(iv.length) : data;
  if (iv.length !== 12 || body.length < 16) throw damaged();
  const cipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(body.subarray(-16));
  const packed = cipher.update(body.subarray(0, -16));
  try {
    cipher.final();
    return packed;
  } catch {
    return undefined;
  }
}

/** Whether the checksum fits; with what pads the last block and without, since writers differ. */
function isIntact(packed: Buffer, { checksumType, checksum }: Encryption): boolean {
  if (checksum.length === 0) return true;
  const hash = /sha256/i.test(checksumType) ? 'sha256' : 'sha1';
  const padding = packed.at(-1) ?? 0;
  const unpadded = packed.subarray(0, packed.length - Math.min(16, padding));
  const isOfStart = /1k$/i.test(checksumType);
  return [unpadded, packed].some((bytes) =>
    createHash(hash)
      .update(isOfStart ? bytes.subarray(0, CHECKED) : bytes)
      .digest()
      .equals(checksum),
  );
}
