import { open } from 'node:fs/promises';

/** Random access to bytes. `read` returns fewer bytes than asked for at the end of what there is. */
export interface ByteSource {
  /** Undefined when only the beginning of the file is at hand. */
  size: number | undefined;
  read(offset: number, length: number): Promise<Buffer>;
}

/** The beginning of a file whose rest is not at hand. */
export function headSource(head: Buffer): ByteSource {
  return { size: undefined, read: (offset, length) => Promise.resolve(head.subarray(offset, offset + length)) };
}

/** A whole file in memory. */
export function bufferSource(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) };
}

/** Opens a file for the time of `use`. */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await use({
      size,
      read: async (offset, length) => {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}
