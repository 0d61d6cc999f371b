import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { AppError } from '../../../common/errors/app-error.js';
import { type Attributes, walkXml } from '../../docx/xml.js';
import { inflateWithin, type UnpackBudget } from '../inflate.js';
import { localName, numberOf } from './names.js';

/** How a part is enciphered, as the manifest says (OpenDocument 1.2 part 3, 3.4 and 3.8). */
export interface PartCipher {
  algorithm: string;
  checksum: Buffer;
  iv: Buffer;
  salt: Buffer;
  rounds: number;
}

const AES_256 = 'aes256-cbc';
const KEY_BYTES = 32;

/** Hangul writes 1,024; what asks for many more is made to take time. */
const MAX_ROUNDS = 200_000;

/** The checksum is of the beginning of a part. */
const CHECKED = 1024;

/** The ciphers of the parts by their names in lower case; none for a document that is not encrypted. */
export function partCiphers(manifest: string): Map<string, PartCipher> {
  const ciphers = new Map<string, PartCipher>();
  let path = '';
  let cipher: PartCipher | undefined;
  const bytes = (value: string | undefined): Buffer => Buffer.from(value ?? '', 'base64');
  const open: Readonly<Record<string, (attributes: Attributes) => void>> = {
    'file-entry': (attributes) => {
      path = (attributes['full-path'] ?? '').toLowerCase();
    },
    'encryption-data': (attributes) => {
      const empty = Buffer.alloc(0);
      cipher = { algorithm: '', checksum: bytes(attributes['checksum']), iv: empty, salt: empty, rounds: 0 };
      ciphers.set(path, cipher);
    },
    algorithm: (attributes) => {
      if (!cipher) return;
      cipher.algorithm = attributes['algorithm-name'] ?? '';
      cipher.iv = bytes(attributes['initialisation-vector']);
    },
    'key-derivation': (attributes) => {
      if (!cipher) return;
      cipher.salt = bytes(attributes['salt']);
      cipher.rounds = numberOf(attributes, 'iteration-count');
    },
  };
  walkXml(manifest, { open: (name, attributes) => open[localName(name)]?.(attributes) });
  return ciphers;
}

/**
 * Opens a part: PBKDF2 of the password's SHA-256, AES-256, then deflate. Which hash PBKDF2 is made with is not said.
 *
 * @throws AppError `extract.wrong_password`, `extract.encrypted` for other ciphers, `extract.memory`.
 */
export async function decipherPart(
  bytes: Buffer,
  { algorithm, checksum, iv, salt, rounds }: PartCipher,
  password: string,
  budget: UnpackBudget,
): Promise<Buffer> {
  if (
    !algorithm.toLowerCase().endsWith(AES_256) ||
    iv.length !== 16 ||
    salt.length === 0 ||
    rounds < 1 ||
    rounds > MAX_ROUNDS
  )
    throw new AppError(
      'extract.encrypted',
      'The HWPX file is encrypted in a way that is not known; save it without a password',
    );
  const start = createHash('sha256').update(password, 'utf8').digest();
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 16));
  for (const digest of ['sha1', 'sha256']) {
    const key = pbkdf2Sync(start, salt, rounds, KEY_BYTES, digest);
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const packed = Buffer.concat([decipher.update(whole), decipher.final()]);
    const { bytes: plain, damaged } = await inflateWithin(packed, budget);
    const sum = createHash('sha256').update(plain.subarray(0, CHECKED)).digest();
    if (!damaged && (checksum.length === 0 || sum.equals(checksum))) return plain;
  }
  throw new AppError('extract.wrong_password');
}
