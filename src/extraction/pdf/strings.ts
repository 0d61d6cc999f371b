import type { Pdfium, Pointer } from './pdfium.js';

/** No name or value that anyone reads is longer, in bytes. */
const MAX_BYTES = 1024 * 1024;

const decoder = new TextDecoder('utf-16le');

/**
 * A string as PDFium hands it out: `fill` is asked for its length in bytes first, then for its UTF-16 with a zero at the end.
 * Empty where there is none.
 */
export function readUtf16(engine: Pdfium, fill: (buffer: Pointer, bytes: number) => number): string {
  const bytes = fill(0, 0);
  if (bytes <= 2 || bytes > MAX_BYTES) return '';
  const buffer = engine.allocate(bytes);
  try {
    fill(buffer, bytes);
    return decoder.decode(engine.bytes.slice(buffer, buffer + bytes - 2));
  } finally {
    engine.functions.free(buffer);
  }
}

/** Runs `use` with the address of a name as C has it. */
export function withName<T>(engine: Pdfium, name: string, use: (pointer: Pointer) => T): T {
  const pointer = engine.put(new TextEncoder().encode(`${name}\0`));
  try {
    return use(pointer);
  } finally {
    engine.functions.free(pointer);
  }
}
