import { createCipheriv, createHash } from 'node:crypto';
import { Rc4 } from '../../src/extraction/containers/encryption/rc4.js';
import { makeCompoundFile } from './compound-file.js';

type KeyOf = (block: number) => Buffer;

const SALT = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const VERIFIER = Buffer.from('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'hex');

export function u16(...values: number[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16LE(value & 0xffff);
      return bytes;
    }),
  );
}

export function u32(...values: number[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value >>> 0);
      return bytes;
    }),
  );
}

const digest = (name: string, ...parts: Buffer[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest();

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** Enciphers with RC4: what it does twice is undone. */
export function rc4(key: Buffer, ...parts: Buffer[]): Buffer[] {
  const cipher = new Rc4(key);
  return parts.map((part) => {
    const bytes = Buffer.from(part);
    cipher.apply(bytes);
    return bytes;
  });
}

/** The header of RC4 CryptoAPI ([MS-OFFCRYPTO] 2.3.5.1) and the keys of its blocks. */
export function cryptoApi(password: string, bits: 40 | 128): { header: Buffer; keyOf: KeyOf } {
  const base = digest('sha1', SALT, utf16(password));
  const keyOf: KeyOf = (block) => {
    const key = digest('sha1', base, u32(block)).subarray(0, bits / 8);
    return bits === 40 ? Buffer.concat([key, Buffer.alloc(11)]) : key;
  };
  const [verifier = SALT, hash = SALT] = rc4(keyOf(0), VERIFIER, digest('sha1', VERIFIER));
  const provider = Buffer.concat([utf16('Base Provider'), u16(0)]);
  const inner = Buffer.concat([u32(4, 0, 0x6801, 0x8004, bits, 1, 0, 0), provider]);
  const header = Buffer.concat([u16(2, 2), u32(4, inner.length), inner, u32(16), SALT, verifier, u32(20), hash]);
  return { header, keyOf };
}

/** Enciphers the blocks of a stream from an offset on. */
export function encipherBlocks(stream: Buffer, keyOf: KeyOf, blockSize: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < stream.length; at += blockSize)
    blocks.push(...rc4(keyOf(at / blockSize), stream.subarray(at, at + blockSize)));
  return Buffer.concat(blocks);
}

function aes(mode: 'ecb' | 'cbc', key: Buffer, iv: Buffer | null, plain: Buffer): Buffer {
  const whole = Buffer.concat([plain, Buffer.alloc((16 - (plain.length % 16)) % 16)]);
  const cipher = createCipheriv(`aes-${key.length * 8}-${mode}`, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(whole), cipher.final()]);
}

function encryptedFile(info: Buffer, plain: Buffer, data: Buffer): Buffer {
  return makeCompoundFile([
    { path: 'EncryptionInfo', content: info },
    { path: 'EncryptedPackage', content: Buffer.concat([u32(plain.length, 0), data]) },
  ]);
}

/** A package in the standard encryption of Office 2007 ([MS-OFFCRYPTO] 2.3.4.5), with AES of 128 bits. */
export function standardPackage(plain: Buffer, password: string): Buffer {
  let spun = digest('sha1', SALT, utf16(password));
  for (let count = 0; count < 50_000; count++) spun = digest('sha1', u32(count), spun);
  const final = digest('sha1', spun, u32(0));
  const block = Buffer.alloc(64, 0x36);
  for (const [index, byte] of final.entries()) block[index] = byte ^ 0x36;
  const key = digest('sha1', block).subarray(0, 16);
  const inner = Buffer.concat([u32(0x24, 0, 0x660e, 0x8004, 128, 24, 0, 0), utf16('AES'), u16(0)]);
  const verifier = aes('ecb', key, null, VERIFIER);
  const hash = aes('ecb', key, null, digest('sha1', VERIFIER));
  const header = Buffer.concat([u16(3, 2), u32(0x24, inner.length), inner, u32(16), SALT, verifier, u32(20), hash]);
  return encryptedFile(header, plain, aes('ecb', key, null, plain));
}

/** A package in agile encryption ([MS-OFFCRYPTO] 2.3.4.10), with AES of 256 bits in CBC and SHA-512. */
export function agilePackage(
  plain: Buffer,
  password: string,
  { spinCount = 1000, claimedSpin }: { spinCount?: number; claimedSpin?: number } = {},
): Buffer {
  const name = 'sha512';
  let spun = digest(name, SALT, utf16(password));
  for (let count = 0; count < spinCount; count++) spun = digest(name, u32(count), spun);
  const packageKey = digest('sha256', VERIFIER);
  const keyData = digest('md5', VERIFIER);
  const wrap = (block: string, value: Buffer): string =>
    aes('cbc', digest(name, spun, Buffer.from(block, 'hex')).subarray(0, 32), SALT, value).toString('base64');
  const cipher =
    'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"';
  const xml =
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" ' +
    'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">' +
    `<keyData ${cipher} saltValue="${keyData.toString('base64')}"/><keyEncryptors><keyEncryptor uri="x">` +
    `<p:encryptedKey spinCount="${claimedSpin ?? spinCount}" ${cipher} saltValue="${SALT.toString('base64')}" ` +
    `encryptedVerifierHashInput="${wrap('fea7d2763b4b9e79', VERIFIER)}" ` +
    `encryptedVerifierHashValue="${wrap('d7aa0f6d3061344e', digest(name, VERIFIER))}" ` +
    `encryptedKeyValue="${wrap('146e0be7abacd0d6', packageKey)}"/></keyEncryptor></keyEncryptors></encryption>`;
  const segments: Buffer[] = [];
  for (let at = 0; at < plain.length; at += 4096) {
    const iv = digest(name, keyData, u32(at / 4096)).subarray(0, 16);
    segments.push(aes('cbc', packageKey, iv, plain.subarray(at, at + 4096)));
  }
  const info = Buffer.concat([u16(4, 4), u32(0x40), Buffer.from(xml)]);
  return encryptedFile(info, plain, Buffer.concat(segments));
}
