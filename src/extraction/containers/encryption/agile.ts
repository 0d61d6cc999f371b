import { createDecipheriv, hash } from 'node:crypto';
import { walkXml } from '../../docx/xml.js';
import { notOpened, tryPasswords } from './password.js';

/** The most that [MS-OFFCRYPTO] 2.3.4.10 allows. */
const MAX_SPIN_COUNT = 10_000_000;

const SEGMENT = 4096;
const MAX_SALT = 65_536;

const VERIFIER_INPUT = Buffer.from('fea7d2763b4b9e79', 'hex');
const VERIFIER_VALUE = Buffer.from('d7aa0f6d3061344e', 'hex');
const KEY_VALUE = Buffer.from('146e0be7abacd0d6', 'hex');

/** How something is enciphered: `keyData` of the package and `encryptedKey` of the password say it in the same words. */
interface CipherParameters {
  salt: Buffer;
  hashName: string;
  hashSize: number;
  cipherName: string;
  blockSize: number;
  keyBytes: number;
}

interface PasswordKey extends CipherParameters {
  spinCount: number;
  verifierInput: Buffer;
  verifierValue: Buffer;
  keyValue: Buffer;
}

/**
 * Opens a package in agile encryption ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15).
 *
 * @param xml the encryption info. @param data the enciphered package without its length.
 * @throws AppError `extract.encrypted`, also for ciphers that are not known; `extract.wrong_password`.
 */
export function openAgile(xml: string, data: Buffer, password: string | undefined): Buffer {
  const { keyData, passwordKey } = parseInfo(xml);
  const key = tryPasswords(password, (candidate) => packageKey(passwordKey, candidate));
  const segments: Buffer[] = [];
  for (let at = 0, segment = 0; at < data.length; at += SEGMENT, segment++) {
    const iv = fit(digest(keyData.hashName, keyData.salt, little(segment)), keyData.blockSize);
    segments.push(decipher(keyData, key, iv, data.subarray(at, at + SEGMENT)));
  }
  return Buffer.concat(segments);
}

function packageKey(key: PasswordKey, password: string): Buffer | undefined {
  let spun = digest(key.hashName, key.salt, Buffer.from(password, 'utf16le'));
  const round = Buffer.concat([Buffer.alloc(4), spun]);
  for (let count = 0; count < key.spinCount; count++) {
    round.writeUInt32LE(count);
    spun = hash(key.hashName, round, 'buffer');
    spun.copy(round, 4);
  }
  const iv = fit(key.salt, key.blockSize);
  const open = (block: Buffer, value: Buffer): Buffer =>
    decipher(key, fit(digest(key.hashName, spun, block), key.keyBytes), iv, value);
  const expected = open(VERIFIER_VALUE, key.verifierValue).subarray(0, key.hashSize);
  const actual = digest(key.hashName, open(VERIFIER_INPUT, key.verifierInput).subarray(0, key.salt.length));
  return expected.length > 0 && actual.subarray(0, expected.length).equals(expected)
    ? open(KEY_VALUE, key.keyValue).subarray(0, key.keyBytes)
    : undefined;
}

function digest(name: string, ...parts: Buffer[]): Buffer {
  return hash(name, Buffer.concat(parts), 'buffer');
}

/** Cut to a length, or filled up to it with 0x36. */
function fit(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length), 0x36)]).subarray(0, length);
}

function little(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** Bytes beyond the last whole block are no part of what was enciphered. */
function decipher({ cipherName, blockSize }: CipherParameters, key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % blockSize));
  const cipher = createDecipheriv(cipherName, key.subarray(0, keyLength(cipherName)), iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(whole), cipher.final()]);
}

function keyLength(cipherName: string): number {
  return Number(/\d+/.exec(cipherName)?.[0] ?? 0) / 8;
}

function parseInfo(xml: string): { keyData: CipherParameters; passwordKey: PasswordKey } {
  let keyData: CipherParameters | undefined;
  let passwordKey: PasswordKey | undefined;
  walkXml(xml, {
    open: (name, attributes) => {
      const local = name.slice(name.indexOf(':') + 1);
      if (local === 'keyData') keyData ??= parameters(attributes);
      if (local === 'encryptedKey' && attributes['spinCount'] !== undefined)
        passwordKey ??= { ...parameters(attributes), ...passwordValues(attributes) };
    },
  });
  if (!keyData || !passwordKey) throw notOpened('a key that is no password');
  return { keyData, passwordKey };
}

type Values = Readonly<Record<string, string>>;

const HASHES: Readonly<Record<string, string>> = {
  SHA1: 'sha1',
  'SHA-1': 'sha1',
  SHA256: 'sha256',
  'SHA-256': 'sha256',
  SHA384: 'sha384',
  'SHA-384': 'sha384',
  SHA512: 'sha512',
  'SHA-512': 'sha512',
  MD5: 'md5',
  'RIPEMD-160': 'ripemd160',
};

/** Cipher feedback of Office has a window of 8 bits. */
const MODES: Readonly<Record<string, string>> = { ChainingModeCBC: 'cbc', ChainingModeCFB: 'cfb8' };

function parameters(values: Values): CipherParameters {
  const hashName = HASHES[(values['hashAlgorithm'] ?? '').toUpperCase()];
  const mode = MODES[values['cipherChaining'] ?? ''];
  const bits = Number(values['keyBits']);
  const blockSize = Number(values['blockSize']);
  const salt = Buffer.from(values['saltValue'] ?? '', 'base64');
  const known = values['cipherAlgorithm'] === 'AES' && hashName && mode && [128, 192, 256].includes(bits);
  if (!known || blockSize !== 16 || salt.length === 0 || salt.length > MAX_SALT)
    throw notOpened(`the cipher ${values['cipherAlgorithm']} with ${values['hashAlgorithm']}`);
  const hashSize = Number(values['hashSize']);
  return { salt, hashName, hashSize, cipherName: `aes-${bits}-${mode}`, blockSize, keyBytes: bits / 8 };
}

function passwordValues(values: Values): Omit<PasswordKey, keyof CipherParameters> {
  const spinCount = Number(values['spinCount']);
  if (!Number.isInteger(spinCount) || spinCount < 0 || spinCount > MAX_SPIN_COUNT)
    throw notOpened(`a password that is hashed ${values['spinCount']} times`);
  const value = (name: string): Buffer => Buffer.from(values[name] ?? '', 'base64');
  return {
    spinCount,
    verifierInput: value('encryptedVerifierHashInput'),
    verifierValue: value('encryptedVerifierHashValue'),
    keyValue: value('encryptedKeyValue'),
  };
}
