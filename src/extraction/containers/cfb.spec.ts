import { describe, expect, it } from '@jest/globals';
import { makeCompoundFile } from '../../../test/support/compound-file.js';
import { bufferSource } from './byte-source.js';
import { CompoundFileError, CompoundFileLimitError, openCompoundFile } from './cfb.js';

const LARGE = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
const FILE = makeCompoundFile([
  { path: 'Small', content: Buffer.from('a few bytes') },
  { path: 'Storage/Large', content: LARGE },
  { path: 'Storage/Inner/Empty', content: Buffer.alloc(0) },
]);

const open = (bytes: Buffer, maxBytes = 1_000_000) => openCompoundFile(bufferSource(bytes), { maxBytes });

/** Where the FAT lies, and the first sector of the directory. */
const fatAt = 512 * (FILE.readUInt32LE(76) + 1);
const directoryAt = 512 * (FILE.readUInt32LE(48) + 1);

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(FILE);
  change(bytes);
  return bytes;
}

/** A file with sectors of 4,096 bytes: the FAT, the directory, and a stream of two sectors. */
function largeSectors(): Buffer {
  const header = Buffer.alloc(4096, 0);
  header.write('d0cf11e0a1b11ae1', 'hex');
  header.writeUInt16LE(4, 26);
  header.writeUInt16LE(12, 30);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(0xfffffffe, 60);
  header.writeUInt32LE(0xfffffffe, 68);
  header.fill(0xff, 80, 512);
  const fat = Buffer.alloc(4096, 0xff);
  [0xfffffffd, 0xfffffffe, 3, 0xfffffffe].forEach((value, index) => fat.writeUInt32LE(value, 4 * index));
  const directory = Buffer.alloc(4096);
  const entry = (at: number, name: string, kind: number, links: [child: number, start: number, size: number]): void => {
    directory.write(name, at, 'utf16le');
    directory.writeUInt16LE(2 * name.length + 2, at + 64);
    directory[at + 66] = kind;
    directory.fill(0xff, at + 68, at + 76);
    directory.writeUInt32LE(links[0], at + 76);
    directory.writeUInt32LE(links[1], at + 116);
    directory.writeBigUInt64LE(BigInt(links[2]), at + 120);
  };
  entry(0, 'Root Entry', 5, [1, 0xfffffffe, 0]);
  entry(128, 'Big', 2, [0xffffffff, 2, LARGE.length]);
  return Buffer.concat([header, fat, directory, LARGE, Buffer.alloc(8192 - LARGE.length)]);
}

describe(openCompoundFile, () => {
  it('lists storages and streams, and reads streams by their paths', async () => {
    const file = await open(FILE);
    expect(file.entries.map(({ path, kind, size }) => `${kind} ${path} ${size}`).sort()).toEqual([
      'storage Storage 0',
      'storage Storage/Inner 0',
      'stream Small 11',
      'stream Storage/Inner/Empty 0',
      'stream Storage/Large 5000',
    ]);
    expect(String(await file.stream('small'))).toBe('a few bytes');
    expect(await file.stream('Storage/Large')).toEqual(LARGE);
    expect(await file.stream('Storage/Inner/Empty')).toHaveLength(0);
    await expect(file.stream('Storage')).rejects.toThrow(CompoundFileError);
  });

  it('reads sectors of 4,096 bytes', async () => {
    expect(await (await open(largeSectors())).stream('Big')).toEqual(LARGE);
  });

  it('gives what there is of a stream that is cut off, when asked to', async () => {
    const cut = await open(FILE.subarray(0, FILE.length - 1));
    expect(await cut.stream('Storage/Large')).toEqual(LARGE);
    const broken = await open(changed((bytes) => bytes.writeUInt32LE(0xfffffffe, fatAt + 4)));
    await expect(broken.stream('Storage/Large')).rejects.toThrow(CompoundFileError);
    expect(await broken.stream('Storage/Large', { partial: true })).toEqual(LARGE.subarray(0, 1024));
  });

  it('ends chains and trees that run in circles', async () => {
    const circle = await open(changed((bytes) => bytes.writeUInt32LE(0, fatAt)));
    expect(await circle.stream('Storage/Large', { partial: true })).toHaveLength(512);
    const tree = await open(
      changed((bytes) => {
        for (let entry = 0; entry < 4; entry++) bytes.writeUInt32LE(1, directoryAt + 128 * entry + 76);
      }),
    );
    expect(tree.entries.length).toBeLessThanOrEqual(5);
  });

  it('reads no more than allowed, whatever a stream claims', async () => {
    const file = await open(FILE, 6000);
    await file.stream('Storage/Large');
    await expect(file.stream('Storage/Large')).rejects.toThrow(CompoundFileLimitError);
    const lying = await open(
      changed((bytes) => {
        const at = bytes.indexOf(Buffer.from('Large', 'utf16le'), directoryAt);
        bytes.writeUInt32LE(0x7fffffff, at + 120);
      }),
    );
    await expect(lying.stream('Storage/Large')).rejects.toThrow(CompoundFileError);
    expect((await lying.stream('Storage/Large', { partial: true })).length).toBeLessThanOrEqual(FILE.length);
    const few = openCompoundFile(bufferSource(FILE), { maxBytes: 1, maxEntries: 2 });
    await expect(few).rejects.toThrow(CompoundFileLimitError);
  });

  it.each([
    ['something else', Buffer.alloc(2000, 1)],
    ['a header alone', FILE.subarray(0, 512)],
    ['sectors of an unknown size', changed((bytes) => bytes.writeUInt16LE(7, 30))],
    ['a directory that is not there', changed((bytes) => bytes.writeUInt32LE(0xfffff, 48))],
  ])('refuses %s', async (_, bytes) => {
    await expect(open(bytes)).rejects.toThrow(CompoundFileError);
  });
});
