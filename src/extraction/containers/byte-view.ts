/**
 * Little-endian numbers of a structure that a file claims to have: what lies beyond its end reads as 0 and as no bytes, so
 * that no claim about lengths and places can do harm.
 */
export class ByteView {
  constructor(readonly bytes: Buffer) {}

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.#has(at, 1) ? this.bytes.readUInt8(at) : 0;
  }

  u16(at: number): number {
    return this.#has(at, 2) ? this.bytes.readUInt16LE(at) : 0;
  }

  i16(at: number): number {
    return this.#has(at, 2) ? this.bytes.readInt16LE(at) : 0;
  }

  u32(at: number): number {
    return this.#has(at, 4) ? this.bytes.readUInt32LE(at) : 0;
  }

  i32(at: number): number {
    return this.#has(at, 4) ? this.bytes.readInt32LE(at) : 0;
  }

  f64(at: number): number {
    return this.#has(at, 8) ? this.bytes.readDoubleLE(at) : 0;
  }

  /** Bytes of the structure, fewer where it ends. */
  slice(at: number, length: number): Buffer {
    const start = Math.max(0, at);
    return this.bytes.subarray(
      Math.min(start, this.length),
      Math.max(start, Math.min(start + Math.max(0, length), this.length)),
    );
  }

  view(at: number, length: number): ByteView {
    return new ByteView(this.slice(at, length));
  }

  utf16(at: number, units: number): string {
    const bytes = this.slice(at, units * 2);
    return bytes.toString('utf16le', 0, bytes.length - (bytes.length % 2));
  }

  #has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.length;
  }
}
