import { createDecipheriv, createHash } from 'node:crypto';
import { Tag } from './records.js';

const KEY_SEED = 0xec;

/**
 * Opens a stream of a document with a password (`EncryptVersion` 4, Hangul 7 and later): AES-128 in 1-bit cipher feedback, whose
 * key is the SHA-1 of the password's bytes, before each of which stands the byte before it, rotated.
 */
export function decryptWithPassword(bytes: Buffer, password: string): Buffer {
  const plain = Buffer.from(password, 'utf8');
  const mixed = Buffer.alloc(2 * plain.length);
  for (const [index, byte] of plain.entries()) {
    const previous = index === 0 ? KEY_SEED : (plain[index - 1] ?? 0);
    mixed[2 * index] = ((previous << 1) | (previous >> 7)) & 0xff;
    mixed[2 * index + 1] = byte;
  }
  const key = createHash('sha1').update(mixed).digest().subarray(0, 16);
  const decipher = createDecipheriv('aes-128-cfb1', key, Buffer.alloc(16));
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

const DISTRIBUTION_SIZE = 256;
const BLOCK = 16;

/**
 * Opens a section of a document for distribution, which anybody may read but not edit: its first record hides the key of the
 * rest (AES-128, block by block) behind random numbers that begin with the record's own first four bytes.
 *
 * @returns undefined when the section does not begin with that record: then it is not encrypted.
 */
export function decryptDistribution(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4 || (bytes.readUInt32LE(0) & 0x3ff) !== Tag.distribution) return undefined;
  const start = bytes.readUInt32LE(0) >>> 20 === 0xfff ? 8 : 4;
  if (bytes.length < start + DISTRIBUTION_SIZE) return undefined;
  const record = Buffer.from(bytes.subarray(start, start + DISTRIBUTION_SIZE));
  unmask(record);
  const keyAt = 4 + ((record[0] ?? 0) & 0xf);
  const body = bytes.subarray(start + DISTRIBUTION_SIZE);
  const whole = body.subarray(0, body.length - (body.length % BLOCK));
  const decipher = createDecipheriv('aes-128-ecb', record.subarray(keyAt, keyAt + BLOCK), null).setAutoPadding(false);
  return Buffer.concat([decipher.update(whole), decipher.final()]);
}

/** The random numbers of Microsoft's C library; each of them masks a run of bytes. */
function unmask(record: Buffer): void {
  let seed = record.readUInt32LE(0);
  const random = (): number => {
    seed = (Math.imul(seed, 214_013) + 2_531_011) >>> 0;
    return (seed >>> 16) & 0x7fff;
  };
  let mask = 0;
  let left = 0;
  for (let at = 0; at < record.length; at++, left--) {
    if (left === 0) {
      mask = random() & 0xff;
      left = (random() & 0xf) + 1;
    }
    if (at >= 4) record[at] = (record[at] ?? 0) ^ mask;
  }
}
