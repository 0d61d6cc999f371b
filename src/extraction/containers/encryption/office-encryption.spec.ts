import { describe, expect, it } from '@jest/globals';
import { makeCompoundFile } from '../../../../test/support/compound-file.js';
import { agilePackage, cryptoApi, standardPackage, u16, u32 } from '../../../../test/support/office-crypto.js';
import { bufferSource } from '../byte-source.js';
import { unlockRc4 } from './legacy-rc4.js';
import { openEncryptedPackage } from './office-encryption.js';
import { Rc4 } from './rc4.js';
import { decipherXlsXor, unlockXor } from './xor.js';

const PLAIN = Buffer.from(Array.from({ length: 9001 }, (_, index) => (index * 31) % 256));
const MIB = 1024 * 1024;

async function open(file: Buffer, password?: string, budget = MIB): Promise<Buffer> {
  const source = await openEncryptedPackage(bufferSource(file), password, budget);
  return source.read(0, source.size ?? 0);
}

describe(openEncryptedPackage, () => {
  it.each([
    ['agile', agilePackage(PLAIN, 'pass word')],
    ['standard', standardPackage(PLAIN, 'pass word')],
  ])('opens a package in %s encryption with its password alone', async (_, file) => {
    expect((await open(file, 'pass word')).equals(PLAIN)).toBe(true);
    await expect(open(file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(open(file, '')).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(open(file, 'Pass word')).rejects.toMatchObject({ code: 'extract.wrong_password' });
  });

  it('tries the password that Excel uses by itself', async () => {
    const file = agilePackage(PLAIN, 'VelvetSweatshop', { spinCount: 10 });
    expect((await open(file)).equals(PLAIN)).toBe(true);
  });

  it('refuses what the specification does not allow, before it computes', async () => {
    const file = agilePackage(PLAIN, 'pass word', { spinCount: 1, claimedSpin: 10_000_001 });
    await expect(open(file, 'pass word')).rejects.toMatchObject({
      code: 'extract.encrypted',
      message: expect.stringContaining('10000001'),
    });
  });

  it.each([
    ['extensible encryption', Buffer.concat([u16(3, 3), u32(0)]), 'extensible'],
    ['an unknown version', Buffer.concat([u16(9, 9), u32(0)]), '9.9'],
    ['a key that is no password', Buffer.concat([u16(4, 4), u32(0x40), Buffer.from('<encryption/>')]), 'no password'],
  ])('names %s', async (_, info, message) => {
    const file = makeCompoundFile([
      { path: 'EncryptionInfo', content: info },
      { path: 'EncryptedPackage', content: Buffer.alloc(32) },
    ]);
    await expect(open(file, 'x')).rejects.toMatchObject({
      code: 'extract.encrypted',
      message: expect.stringContaining(message),
    });
  });

  it('names rights management, an older format, and damage', async () => {
    const managed = makeCompoundFile([
      { path: '\u0006DataSpaces/TransformInfo/DRMEncryptedTransform/\u0006Primary', content: Buffer.alloc(8) },
      { path: 'EncryptedPackage', content: Buffer.alloc(32) },
    ]);
    await expect(open(managed, 'x')).rejects.toMatchObject({ code: 'extract.drm' });
    const older = makeCompoundFile([{ path: 'WordDocument', content: Buffer.alloc(32) }]);
    await expect(open(older, 'x')).rejects.toMatchObject({ code: 'format.mismatch' });
    const half = makeCompoundFile([{ path: 'EncryptedPackage', content: Buffer.alloc(32) }]);
    await expect(open(half, 'x')).rejects.toMatchObject({ code: 'extract.damaged' });
  });

  it('refuses a package that is larger than granted', async () => {
    await expect(open(agilePackage(PLAIN, 'x'), 'x', 5000)).rejects.toMatchObject({ code: 'extract.memory' });
  });
});

describe(unlockRc4, () => {
  it.each([40, 128] as const)('opens RC4 CryptoAPI with keys of %d bits', (bits) => {
    const { header, keyOf } = cryptoApi('pass word', bits);
    expect(Buffer.from(unlockRc4(header, 'pass word')(3))).toEqual(keyOf(3));
    expect(() => unlockRc4(header, undefined)).toThrow(expect.objectContaining({ code: 'extract.encrypted' }));
    expect(() => unlockRc4(header, 'password')).toThrow(expect.objectContaining({ code: 'extract.wrong_password' }));
  });

  it('names a cipher that it does not know, and a broken header', () => {
    const { header } = cryptoApi('x', 128);
    const other = Buffer.from(header);
    other.writeUInt32LE(0x660e, 20);
    expect(() => unlockRc4(other, 'x')).toThrow(expect.objectContaining({ message: expect.stringContaining('660e') }));
    for (const length of [0, 3, 11, 60])
      expect(() => unlockRc4(header.subarray(0, length), 'x')).toThrow(
        expect.objectContaining({ code: 'extract.encrypted' }),
      );
  });
});

describe(Rc4, () => {
  it('makes the key stream that is published', () => {
    const bytes = Buffer.from('Plaintext');
    new Rc4(Buffer.from('Key')).apply(bytes);
    expect(bytes.toString('hex')).toBe('bbf316e8d940af0ad3');
  });
});

describe(unlockXor, () => {
  /** What Excel writes for the password that it uses by itself: FILEPASS 59 B3 0A 9A. */
  const STORED = { key: 0xb359, hash: 0x9a0a };

  it('knows the key and the hash of a password', () => {
    const key = unlockXor(STORED, undefined, 'xls');
    const bytes = Buffer.from('plain text of a record');
    const hidden = Buffer.from(bytes.map((byte, at) => rotateRight(byte ^ key[(5 + at) % 16]!, 3)));
    decipherXlsXor(hidden, key, 5);
    expect(String(hidden)).toBe(String(bytes));
  });

  it('takes no other password', () => {
    expect(() => unlockXor({ key: 1, hash: 2 }, 'x', 'doc')).toThrow(
      expect.objectContaining({ code: 'extract.wrong_password' }),
    );
    expect(() => unlockXor({ key: 1, hash: 2 }, undefined, 'doc')).toThrow(
      expect.objectContaining({ code: 'extract.encrypted' }),
    );
  });
});

function rotateRight(byte: number, by: number): number {
  return ((byte >> by) | (byte << (8 - by))) & 0xff;
}
