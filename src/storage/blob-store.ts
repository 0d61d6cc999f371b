import type { Readable } from 'node:stream';

export interface StoredBlob {
  bytes: number;
  /** SHA-256 of the bytes, hex. */
  sha256: string;
  /** The first bytes, at most 8 KiB, to tell the format by. */
  head: Buffer;
}

/** Where a blob belongs. One blob a document: nothing is shared, so that erasing one document cannot touch another. */
export interface BlobKey {
  workspaceId: string;
  documentId: string;
}

/** Keeps the bytes of uploaded files. Blobs are written once and never changed. */
export abstract class BlobStore {
  /**
   * Streams bytes into the store, hashing on the way; at no time are they all in memory. On any error nothing is kept.
   * @throws AppError `upload.too_large` past `maxBytes`, `upload.interrupted`, `storage.full`
   */
  abstract write(key: BlobKey, source: Readable, maxBytes: number): Promise<StoredBlob>;
  /** @throws AppError `storage.missing` */
  abstract read(key: BlobKey): Promise<Readable>;
  /** Gives `work` the blob as a local file, for as long as it runs. */
  abstract withFile<T>(key: BlobKey, work: (path: string) => Promise<T>): Promise<T>;
  /** Erases; that there is nothing to erase is no error. */
  abstract delete(key: BlobKey): Promise<void>;
  /** Blobs written before `before` (Unix ms), to find those whose document never came to be. */
  abstract list(before: number): AsyncIterable<BlobKey>;
}
