/** The data end before what they say. */
export class EndOfDataError extends Error {
  override readonly name = 'EndOfDataError';
}

/** Reads numbers one after the other. Every read beyond the end throws an `EndOfDataError`. */
export class Cursor {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  u8(): number {
    return this.take(1).readUInt8(0);
  }

  u16(): number {
    return this.take(2).readUInt16LE(0);
  }

  u32(): number {
    return this.take(4).readUInt32LE(0);
  }

  take(length: number): Buffer {
    if (length > this.left) throw new EndOfDataError('the data end early');
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  skip(length: number): void {
    this.take(length);
  }
}
