import { createHash } from 'node:crypto';
import { notOpened, tryPasswords } from './password.js';
import { type KeyOfBlock, Rc4 } from './rc4.js';

const CRYPTO_API_MINOR = 2;
const RC4_ALGORITHM = 0x6801;
const FORTY_BITS = 5;

/** Wants the password of a file in one of the RC4 schemes. */
type Unlock = (password: string) => KeyOfBlock | undefined;

/**
 * Opens a file of Office 97 to 2003 that is enciphered with RC4 ([MS-OFFCRYPTO] 2.3.5 and 2.3.6).
 *
 * @param header the encryption header, from its version on.
 * @throws AppError `extract.encrypted`, also for schemes that are not known; `extract.wrong_password`.
 */
export function unlockRc4(header: Buffer, password: string | undefined): KeyOfBlock {
  const scheme = schemeOf(header);
  return tryPasswords(password, scheme);
}

function schemeOf(header: Buffer): Unlock {
  if (header.length < 4) throw notOpened('a scheme that its header does not tell');
  const major = header.readUInt16LE(0);
  const minor = header.readUInt16LE(2);
  if (major === 1 && minor === 1) return binaryRc4(header);
  if (major >= 2 && major <= 4 && minor === CRYPTO_API_MINOR) return cryptoApi(header);
  throw notOpened(`encryption of version ${major}.${minor}`);
}

const md5 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();
const sha1 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();

function little(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** 40-bit RC4 ([MS-OFFCRYPTO] 2.3.6): version, salt, verifier and its hash, each of the three 16 bytes. */
function binaryRc4(header: Buffer): Unlock {
  if (header.length < 52) throw notOpened('RC4 with a broken header');
  const salt = header.subarray(4, 20);
  return (password) => {
    const short = md5(Buffer.from(password, 'utf16le')).subarray(0, FORTY_BITS);
    const base = md5(...Array.from({ length: 16 }, () => [short, salt]).flat()).subarray(0, FORTY_BITS);
    const keyOf: KeyOfBlock = (block) => md5(base, little(block));
    const { verifier, hash } = decipherVerifier(keyOf(0), header.subarray(20, 36), header.subarray(36, 52));
    return md5(verifier).equals(hash) ? keyOf : undefined;
  };
}

/** RC4 CryptoAPI ([MS-OFFCRYPTO] 2.3.5): version, flags, size of the header, header, verifier. */
function cryptoApi(header: Buffer): Unlock {
  const size = header.length < 12 ? 0 : header.readUInt32LE(8);
  const verifierAt = 12 + size;
  if (size < 24 || header.length < verifierAt + 60) throw notOpened('RC4 with a broken header');
  const algorithm = header.readUInt32LE(20);
  if (algorithm !== RC4_ALGORITHM && algorithm !== 0) throw notOpened(`cipher ${algorithm.toString(16)}`);
  const bits = header.readUInt32LE(28) || 40;
  if (bits < 40 || bits > 128 || bits % 8 !== 0) throw notOpened(`RC4 with keys of ${bits} bits`);
  const salt = header.subarray(verifierAt + 4, verifierAt + 20);
  return (password) => {
    const base = sha1(salt, Buffer.from(password, 'utf16le'));
    const keyOf: KeyOfBlock = (block) => {
      const key = sha1(base, little(block)).subarray(0, bits / 8);
      // Keys of 40 bits are used as 128 bits, the rest zeros.
      return bits === 40 ? Buffer.concat([key, Buffer.alloc(16 - FORTY_BITS)]) : key;
    };
    const { verifier, hash } = decipherVerifier(
      keyOf(0),
      header.subarray(verifierAt + 20, verifierAt + 36),
      header.subarray(verifierAt + 40, verifierAt + 60),
    );
    return sha1(verifier).equals(hash) ? keyOf : undefined;
  };
}

/** The verifier and its hash are one after the other in the key stream of the first block. */
function decipherVerifier(key: Uint8Array, verifier: Buffer, hash: Buffer): { verifier: Buffer; hash: Buffer } {
  const cipher = new Rc4(key);
  const plain = { verifier: Buffer.from(verifier), hash: Buffer.from(hash) };
  cipher.apply(plain.verifier);
  cipher.apply(plain.hash);
  return plain;
}
