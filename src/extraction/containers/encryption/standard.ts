import { createDecipheriv, hash } from 'node:crypto';
import { notOpened, tryPasswords } from './password.js';

const SPIN_COUNT = 50_000;
const HASH_SIZE = 20;
const AES_BITS: Readonly<Record<number, number>> = { 0x660e: 128, 0x660f: 192, 0x6610: 256 };

/**
 * Opens a package in the standard encryption of Office 2007 ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9).
 *
 * @param info the encryption info from its version on. @param data the enciphered package without its length.
 * @throws AppError `extract.encrypted`, also for ciphers that are not known; `extract.wrong_password`.
 */
export function openStandard(info: Buffer, data: Buffer, password: string | undefined): Buffer {
  const headerSize = info.length < 12 ? 0 : info.readUInt32LE(8);
  const verifierAt = 12 + headerSize;
  if (headerSize < 24 || info.length < verifierAt + 72) throw notOpened('standard encryption with a broken header');
  const algorithm = info.readUInt32LE(20);
  const bits = AES_BITS[algorithm];
  if (bits === undefined) throw notOpened(`cipher ${algorithm.toString(16)}`);
  const salt = info.subarray(verifierAt + 4, verifierAt + 20);
  const verifier = info.subarray(verifierAt + 20, verifierAt + 36);
  const verifierHash = info.subarray(verifierAt + 40, verifierAt + 72);
  const key = tryPasswords(password, (candidate) => {
    const derived = deriveKey(salt, candidate, bits / 8);
    const actual = hash('sha1', decipher(derived, verifier), 'buffer');
    return decipher(derived, verifierHash).subarray(0, HASH_SIZE).equals(actual) ? derived : undefined;
  });
  return decipher(key, data.subarray(0, data.length - (data.length % 16)));
}

function decipher(key: Buffer, bytes: Buffer): Buffer {
  const cipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

function deriveKey(salt: Buffer, password: string, length: number): Buffer {
  const sha1 = (...parts: Buffer[]): Buffer => hash('sha1', Buffer.concat(parts), 'buffer');
  let spun = sha1(salt, Buffer.from(password, 'utf16le'));
  const round = Buffer.concat([Buffer.alloc(4), spun]);
  for (let count = 0; count < SPIN_COUNT; count++) {
    round.writeUInt32LE(count);
    spun = sha1(round);
    spun.copy(round, 4);
  }
  const final = sha1(spun, Buffer.alloc(4));
  const padded = (filler: number): Buffer => {
    const block = Buffer.alloc(64, filler);
    for (const [index, byte] of final.entries()) block[index] = byte ^ filler;
    return sha1(block);
  };
  return Buffer.concat([padded(0x36), padded(0x5c)]).subarray(0, length);
}
