import { tryPasswords } from './password.js';

/** What a shorter password is filled up with. */
const PADDING = Buffer.from('bbffffbaffffb98000be0f00bf0f00', 'hex');
const LENGTH = 16;
const MAX_PASSWORD = 15;

/** How far a byte of the key is rotated left: in workbooks, in documents. */
const ROTATION = { xls: 2, doc: 7 } as const;

/**
 * The XOR obfuscation of Office 95 and 97 ([MS-OFFCRYPTO] 2.3.7): 16 bytes that repeat.
 *
 * @param stored the key and the hash of the password, as the file holds them.
 * @throws AppError `extract.encrypted`, `extract.wrong_password`.
 */
export function unlockXor(
  stored: { key: number; hash: number },
  password: string | undefined,
  kind: keyof typeof ROTATION,
): Uint8Array {
  return tryPasswords(password, (candidate) => {
    for (const bytes of passwordBytes(candidate)) {
      const key = xorKey(bytes);
      if (isStored(stored, key, xorHash(bytes))) return obfuscation(bytes, key, ROTATION[kind]);
    }
    return undefined;
  });
}

/** Workbooks write the key before the hash; of documents both orders are told. */
function isStored(stored: { key: number; hash: number }, key: number, hash: number): boolean {
  return (key === stored.key && hash === stored.hash) || (key === stored.hash && hash === stored.key);
}

/** Passwords were in the code page of the machine; the spec folds UTF-16 to bytes, which is the same for Western text. */
function passwordBytes(password: string): Buffer[] {
  const folded = Buffer.from(
    Array.from({ length: Math.min(password.length, MAX_PASSWORD) }, (_, index) => {
      const unit = password.charCodeAt(index);
      return (unit & 0xff) === 0 ? unit >> 8 : unit & 0xff;
    }),
  );
  return folded.length === 0 ? [] : [folded];
}

/** The key ([MS-OFFCRYPTO] 2.3.7.2, CreateXorKey_Method1), whose matrix is a shift register with the polynomial 0x1021. */
function xorKey(password: Uint8Array): number {
  let base = 0x8000;
  let end = 0xffff;
  let key = 0;
  for (const byte of password.toReversed()) {
    for (let bit = 0; bit < 8; bit++) {
      base = shift(base);
      end = shift(end);
      if (bit < 7 && (byte >> bit) & 1) key ^= base;
    }
  }
  return key ^ end;
}

function shift(value: number): number {
  const rotated = ((value << 1) & 0xffff) | (value >> 15);
  return rotated & 1 ? rotated ^ 0x1020 : rotated;
}

/** The hash ([MS-OFFCRYPTO] 2.3.7.1, CreatePasswordVerifier_Method1). */
function xorHash(password: Uint8Array): number {
  let hash = 0;
  for (const byte of [...password.toReversed(), password.length]) {
    hash = (((hash << 1) & 0x7fff) | (hash >> 14)) ^ byte;
  }
  return hash ^ 0xce4b;
}

function obfuscation(password: Uint8Array, key: number, rotation: number): Uint8Array {
  const filled = Buffer.concat([password, PADDING]).subarray(0, LENGTH);
  return filled.map((byte, index) => rotateLeft(byte ^ (index % 2 === 0 ? key & 0xff : key >> 8), rotation));
}

function rotateLeft(byte: number, by: number): number {
  return ((byte << by) | (byte >> (8 - by))) & 0xff;
}

/** Deciphers bytes of a workbook, in place. @param start where in the 16 bytes the first of them stands. */
export function decipherXlsXor(bytes: Buffer, key: Uint8Array, start: number): void {
  for (let at = 0; at < bytes.length; at++) bytes[at] = rotateLeft(bytes[at]!, 3) ^ key[(start + at) % LENGTH]!;
}

/** Deciphers bytes of a document, in place: zeros, and what would become a zero, stay. @param offset in the stream. */
export function decipherDocXor(bytes: Buffer, key: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const plain = byte ^ key[(offset + at) % LENGTH]!;
    if (byte !== 0 && plain !== 0) bytes[at] = plain;
  }
}
