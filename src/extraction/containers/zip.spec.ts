import { describe, expect, it } from '@jest/globals';
import { makeZip } from '../../../test/support/zip.js';
import { bufferSource } from './byte-source.js';
import { namesInHead, readZipDirectory, readZipEntry, streamZipEntry, ZipError, ZipLimitError } from './zip.js';

const LIMIT = 1_000_000;

async function only(archive: Buffer) {
  const source = bufferSource(archive);
  const [entry] = await readZipDirectory(source);
  return { source, entry: entry! };
}

describe(readZipDirectory, () => {
  it('lists the entries', async () => {
    const archive = makeZip([
      { name: 'a.txt', content: 'aaaa' },
      { name: '폴더/b.bin', content: 'b', stored: true },
    ]);
    expect(await readZipDirectory(bufferSource(archive))).toMatchObject([
      { name: 'a.txt', size: 4, method: 8 },
      { name: '폴더/b.bin', size: 1, method: 0 },
    ]);
    const withComment = Buffer.concat([archive, Buffer.alloc(300, 0x20)]);
    expect(await readZipDirectory(bufferSource(withComment))).toHaveLength(2);
  });

  it.each([
    ['no archive', Buffer.from('not an archive at all, only some words')],
    ['one without its end', makeZip([{ name: 'a', content: 'a' }]).subarray(0, 40)],
    ['one that claims too many entries', withCount(makeZip([{ name: 'a', content: 'a' }]), 9)],
  ])('refuses %s', async (_, bytes) => {
    await expect(readZipDirectory(bufferSource(bytes))).rejects.toThrow(ZipError);
  });
});

function withCount(archive: Buffer, count: number): Buffer {
  archive.writeUInt16LE(count, archive.length - 12);
  return archive;
}

describe(readZipEntry, () => {
  it('reads stored and deflated entries', async () => {
    for (const stored of [true, false]) {
      const { source, entry } = await only(makeZip([{ name: 'a', content: 'content', stored }]));
      expect(String(await readZipEntry(source, entry, LIMIT))).toBe('content');
    }
  });

  it('stops a bomb, whether it says its size or lies', async () => {
    const content = Buffer.alloc(20 * LIMIT);
    const honest = await only(makeZip([{ name: 'a', content }]));
    const lying = await only(makeZip([{ name: 'a', content, claimedSize: 10 }]));
    await expect(readZipEntry(honest.source, honest.entry, LIMIT)).rejects.toThrow(ZipLimitError);
    await expect(readZipEntry(lying.source, lying.entry, LIMIT)).rejects.toThrow(ZipLimitError);
  });

  it('refuses what it cannot read', async () => {
    const archive = makeZip([{ name: 'a', content: 'content' }]);
    const { source, entry } = await only(archive);
    await expect(readZipEntry(source, { ...entry, encrypted: true }, LIMIT)).rejects.toThrow(ZipError);
    await expect(readZipEntry(source, { ...entry, method: 14 }, LIMIT)).rejects.toThrow(ZipError);
    await expect(readZipEntry(source, { ...entry, headerOffset: 5 }, LIMIT)).rejects.toThrow(ZipError);
    await expect(readZipEntry(source, { ...entry, compressedSize: 5000 }, LIMIT)).rejects.toThrow(ZipError);
    await expect(readZipEntry(source, { ...entry, compressedSize: 2 }, LIMIT)).rejects.toThrow(ZipError);
  });
});

describe(namesInHead, () => {
  it('walks the local headers it has', () => {
    const archive = makeZip([
      { name: 'mimetype', content: 'x/y', stored: true },
      { name: 'b', content: 'b' },
    ]);
    expect(namesInHead(archive)).toEqual({ names: ['mimetype', 'b'], firstContent: 'x/y' });
    expect(namesInHead(archive.subarray(0, 45)).names).toEqual(['mimetype']);
    expect(namesInHead(Buffer.from('PK\u0003\u0004')).names).toEqual([]);
  });
});

describe(streamZipEntry, () => {
  const content = Buffer.from('0123456789'.repeat(200_000));

  it.each([true, false])('unpacks piece by piece (stored: %p)', async (stored) => {
    const { source, entry } = await only(makeZip([{ name: 'a', content, stored }]));
    const chunks: Buffer[] = [];
    const total = await streamZipEntry(source, entry, 3 * LIMIT, (chunk) => chunks.push(Buffer.from(chunk)));
    expect(total).toBe(content.length);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('stops a bomb, and where its consumer stops', async () => {
    const { source, entry } = await only(makeZip([{ name: 'a', content, claimedSize: 10 }]));
    await expect(streamZipEntry(source, entry, LIMIT, () => undefined)).rejects.toThrow(ZipLimitError);
    const stop = () => {
      throw new Error('enough');
    };
    await expect(streamZipEntry(source, entry, 3 * LIMIT, stop)).rejects.toThrow('enough');
  });

  it('says when an entry is broken', async () => {
    const archive = makeZip([{ name: 'a', content }]);
    const { source, entry } = await only(archive);
    const cut = { ...entry, compressedSize: entry.compressedSize - 100 };
    await expect(streamZipEntry(source, cut, 3 * LIMIT, () => undefined)).rejects.toThrow(ZipError);
    await expect(
      streamZipEntry(source, { ...entry, compressedSize: archive.length }, 3 * LIMIT, () => undefined),
    ).rejects.toThrow(ZipError);
    archive.fill(0xff, 40, 60);
    await expect(streamZipEntry(source, entry, 3 * LIMIT, () => undefined)).rejects.toThrow(ZipError);
  });
});
