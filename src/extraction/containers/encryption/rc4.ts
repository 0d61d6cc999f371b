/** The RC4 key stream. OpenSSL 3 has RC4 only in its legacy provider, which Node does not load. */
export class Rc4 {
  readonly #state = new Uint8Array(256);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = this.#state;
    for (let index = 0; index < 256; index++) state[index] = index;
    let swap = 0;
    for (let index = 0; index < 256; index++) {
      swap = (swap + state[index]! + (key[index % key.length] ?? 0)) & 0xff;
      [state[index], state[swap]] = [state[swap]!, state[index]!];
    }
  }

  /** Enciphers or deciphers the next bytes, in place. */
  apply(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) bytes[index] = bytes[index]! ^ this.#next();
  }

  skip(count: number): void {
    for (let index = 0; index < count; index++) this.#next();
  }

  #next(): number {
    const state = this.#state;
    this.#i = (this.#i + 1) & 0xff;
    const a = state[this.#i]!;
    this.#j = (this.#j + a) & 0xff;
    const b = state[this.#j]!;
    state[this.#i] = b;
    state[this.#j] = a;
    return state[(a + b) & 0xff]!;
  }
}

/** The key of a block of a stream, counted from 0. */
export type KeyOfBlock = (block: number) => Uint8Array;

/**
 * Deciphers a part of a stream, in place; every block of it has a key stream of its own.
 *
 * @param offset where in the stream the bytes stand.
 */
export function decipherBlocks(
  bytes: Buffer,
  { keyOf, blockSize, offset }: { keyOf: KeyOfBlock; blockSize: number; offset: number },
): void {
  for (let at = 0; at < bytes.length;) {
    const position = offset + at;
    const within = position % blockSize;
    const length = Math.min(blockSize - within, bytes.length - at);
    const cipher = new Rc4(keyOf(Math.floor(position / blockSize)));
    cipher.skip(within);
    cipher.apply(bytes.subarray(at, at + length));
    at += length;
  }
}
