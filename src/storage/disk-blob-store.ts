import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../common/errors/app-error.js';
import { isId } from '../common/ids.js';
import { type BlobKey, BlobStore, type StoredBlob } from './blob-store.js';

const HEAD_BYTES = 8192;

/** Files under `<root>/<workspace>/<last two of the id>/<document>`. A name is taken only by a whole, synced file. */
export class DiskBlobStore extends BlobStore {
  constructor(private readonly root: string) {
    super();
  }

  async write(key: BlobKey, source: Readable, maxBytes: number): Promise<StoredBlob> {
    const path = this.pathOf(key);
    const draft = `${path}.part`;
    const meter = new Meter(maxBytes);
    // A source that fails before it flows must find a listener; the pipeline then sees what it failed of.
    source.once('error', () => {});
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(draft, 'wx', 0o600);
      await pipeline(source, meter, file.createWriteStream({ flush: true }));
      await rename(draft, path);
      await syncFolder(dirname(path));
      return meter.result();
    } catch (error) {
      await rm(draft, { force: true });
      throw writeError(error);
    }
  }

  async read(key: BlobKey): Promise<Readable> {
    const path = this.pathOf(key);
    await assertThere(path);
    return createReadStream(path);
  }

  async withFile<T>(key: BlobKey, work: (path: string) => Promise<T>): Promise<T> {
    const path = this.pathOf(key);
    await assertThere(path);
    return work(path);
  }

  async delete(key: BlobKey): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async *list(before: number): AsyncIterable<BlobKey> {
    for (const workspaceId of (await readdir(this.root).catch(() => [])).filter(isId)) {
      for await (const entry of await opendir(join(this.root, workspaceId), { recursive: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const age = await stat(path).catch(() => null);
        if (!age || age.mtimeMs >= before) continue;
        if (isId(entry.name)) yield { workspaceId, documentId: entry.name };
        else if (entry.name.endsWith('.part')) await rm(path, { force: true });
      }
    }
  }

  private pathOf({ workspaceId, documentId }: BlobKey): string {
    if (!isId(workspaceId) || !isId(documentId)) throw new Error('A blob key is two ids');
    return join(this.root, workspaceId, documentId.slice(-2), documentId);
  }
}

/** Counts and hashes what passes, and keeps its beginning. */
class Meter extends Transform {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private head = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) {
      done(new AppError('upload.too_large', `The file is larger than ${this.maxBytes} bytes`));
      return;
    }
    if (this.head.length < HEAD_BYTES) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, HEAD_BYTES - this.head.length)]);
    }
    this.hash.update(chunk);
    done(null, chunk);
  }

  result(): StoredBlob {
    return { bytes: this.bytes, sha256: this.hash.digest('hex'), head: this.head };
  }
}

/** Makes a new name last: without it a power failure may take back the rename of a file whose document is in the database. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function assertThere(path: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw new AppError('storage.missing', undefined, { cause });
  });
}

function writeError(error: unknown): unknown {
  const { code } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('storage.full', undefined, { cause: error });
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'ABORT_ERR') {
    return new AppError('upload.interrupted', undefined, { cause: error });
  }
  return error;
}
