import { createHash, randomBytes } from 'node:crypto';
import type * as Files from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Duplex, Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '../common/ids.js';
import type { BlobKey } from './blob-store.js';

/** What the next draft's file refuses to be written with; nothing: it is written. */
let diskError: NodeJS.ErrnoException | undefined;

jest.unstable_mockModule('node:fs/promises', () => {
  const files = jest.requireActual<typeof Files>('node:fs/promises');
  return {
    ...files,
    open: async (...given: Parameters<typeof files.open>) => {
      const file = await files.open(...given);
      if (diskError) file.createWriteStream = (() => fullDisk(file)) as never;
      return file;
    },
  };
});

/** Takes one chunk; then there is no room. */
function fullDisk(file: Files.FileHandle): Writable {
  return Duplex.from(async (chunks: AsyncIterable<Buffer>) => {
    try {
      let taken = 0;
      for await (const _ of chunks) if ((taken += 1) > 1) throw diskError!;
    } finally {
      await file.close();
    }
  });
}

const { DiskBlobStore } = await import('./disk-blob-store.js');

const MIB = 1024 * 1024;
let root: string;
let key: BlobKey;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'johang-blobs-'));
  key = { workspaceId: newId(), documentId: newId() };
  diskError = undefined;
});
afterEach(() => rm(root, { recursive: true }));

function pathOf({ workspaceId, documentId }: BlobKey): string {
  return join(root, workspaceId, documentId.slice(-2), documentId);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function listed(before: number): Promise<BlobKey[]> {
  const keys: BlobKey[] = [];
  for await (const each of new DiskBlobStore(root).list(before)) keys.push(each);
  return keys;
}

describe(DiskBlobStore.name, () => {
  it('keeps the bytes, tells their number, hash and beginning, and gives them back', async () => {
    const store = new DiskBlobStore(root);
    const bytes = randomBytes(3 * MIB + 17);
    const blob = await store.write(key, Readable.from([bytes.subarray(0, 5000), bytes.subarray(5000)]), 4 * MIB);
    expect(blob).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      head: bytes.subarray(0, 8192),
    });
    expect(Buffer.concat(await (await store.read(key)).toArray()).equals(bytes)).toBe(true);
    expect((await store.withFile(key, (path) => readFile(path))).equals(bytes)).toBe(true);
    expect((await stat(pathOf(key))).mode & 0o777).toBe(0o600);
  });

  it('takes a file as large as may be, and nothing of one a byte larger', async () => {
    const store = new DiskBlobStore(root);
    expect(await store.write(key, Readable.from([Buffer.alloc(600), Buffer.alloc(400)]), 1000)).toMatchObject({
      bytes: 1000,
    });
    const other = { ...key, documentId: newId() };
    await expect(store.write(other, Readable.from([Buffer.alloc(1001)]), 1000)).rejects.toMatchObject({
      code: 'upload.too_large',
      message: 'The file is larger than 1000 bytes',
    });
    expect(await filesIn(root)).toEqual([key.documentId]);
  });

  it('stores an empty file', async () => {
    const store = new DiskBlobStore(root);
    expect(await store.write(key, Readable.from([]), 1000)).toMatchObject({ bytes: 0, head: Buffer.alloc(0) });
    expect(await text(await store.read(key))).toBe('');
  });

  describe.each([
    ['breaks off', undefined, 'upload.interrupted'],
    ['is reset', 'ECONNRESET', 'upload.interrupted'],
    ['fails otherwise', 'EIO', 'EIO'],
  ])('a stream that %s', (_, failure, code) => {
    const end = (stream: Readable) =>
      stream.destroy(failure ? Object.assign(new Error(failure), { code: failure }) : undefined);

    it('leaves nothing, and nobody alone with the error, before it flows', async () => {
      const stream = new Readable({ read() {} });
      const written = new DiskBlobStore(root).write(key, stream, MIB);
      end(stream);
      await expect(written).rejects.toMatchObject({ code });
      expect(await filesIn(root)).toEqual([]);
    });

    it('leaves nothing half way', async () => {
      let chunks = 0;
      const stream = new Readable({
        highWaterMark: 1000,
        read() {
          if ((chunks += 1) < 300) this.push(Buffer.alloc(1000));
          else end(this);
        },
      });
      await expect(new DiskBlobStore(root).write(key, stream, MIB)).rejects.toMatchObject({ code });
      expect(chunks).toBe(300);
      expect(await filesIn(root)).toEqual([]);
    });
  });

  it.each(['ENOSPC', 'EDQUOT'])('answers %s with storage.full and leaves nothing', async (code) => {
    diskError = Object.assign(new Error('no room'), { code });
    const source = Readable.from([Buffer.alloc(1000), Buffer.alloc(1000)]);
    await expect(new DiskBlobStore(root).write(key, source, MIB)).rejects.toMatchObject({
      code: 'storage.full',
      cause: diskError,
    });
    expect(await filesIn(root)).toEqual([]);
  });

  it('says of a blob that is not there that it is missing, and erases it without complaint', async () => {
    const store = new DiskBlobStore(root);
    await expect(store.read(key)).rejects.toMatchObject({ code: 'storage.missing' });
    await expect(store.withFile(key, async () => 1)).rejects.toMatchObject({ code: 'storage.missing' });
    await expect(store.delete(key)).resolves.toBeUndefined();
  });

  it('erases one blob and no other', async () => {
    const store = new DiskBlobStore(root);
    const other = { ...key, documentId: newId() };
    for (const each of [key, other]) await store.write(each, Readable.from(['x'].map((x) => Buffer.from(x))), 10);
    await store.delete(key);
    expect(await filesIn(root)).toEqual([other.documentId]);
  });

  it('takes no path for a key', async () => {
    const store = new DiskBlobStore(root);
    for (const documentId of ['../../x', '', 'x']) {
      await expect(store.read({ ...key, documentId })).rejects.toThrow('A blob key is two ids');
    }
  });

  it('lists blobs older than asked for, sweeps drafts of that age, and passes over what is not its own', async () => {
    const old = { ...key, documentId: newId() };
    const draft = `${pathOf({ ...key, documentId: newId() })}.part`;
    const fresh = `${pathOf({ ...key, documentId: newId() })}.part`;
    const foreign = join(root, 'lost+found', newId());
    for (const path of [pathOf(key), pathOf(old), draft, fresh, foreign, join(dirname(pathOf(old)), 'notes.txt')]) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'x');
    }
    const hourAgo = new Date(Date.now() - 3600_000);
    for (const path of [pathOf(old), draft, foreign]) await utimes(path, hourAgo, hourAgo);
    expect(await listed(Date.now() - 60_000)).toEqual([old]);
    expect((await filesIn(root)).toSorted()).toEqual(
      [key.documentId, old.documentId, fresh, foreign, 'notes.txt'].map((path) => path.split('/').at(-1)!).toSorted(),
    );
  });

  it('lists nothing where nothing was ever stored', async () => {
    root = join(root, 'absent');
    await expect(listed(Date.now())).resolves.toEqual([]);
    root = dirname(root);
  });
});
