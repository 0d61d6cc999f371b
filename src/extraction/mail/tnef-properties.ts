import { decodeAnsi, isoTime } from './msg-storage.js';
import { withoutEnd } from './tnef.js';

/** Types of properties ([MS-OXCDATA] 2.11.1). */
const OBJECT = 0x000d;
const STRING8 = 0x001e;
const UNICODE = 0x001f;
const BINARY = 0x0102;
const MULTIPLE = 0x1000;

/** Bytes of a value of fixed size, padded to four. */
const FIXED: ReadonlyMap<number, number> = new Map([
  [0x0001, 0],
  [0x0002, 4],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 4],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);

/** Properties from this id on have a name, which says what they are. */
const FIRST_NAMED = 0x8000;
const GUID_BYTES = 16;

interface Property {
  type: number;
  value: Buffer;
}

/** What stands before an embedded object tells its kind; of a message (IID_IMessage) the rest is a TNEF stream of its own. */
const MESSAGE_KIND = Buffer.from('0703020000000000c000000000000046', 'hex');

/** The properties that a TNEF stream holds of a message, a recipient or an attachment ([MS-OXTNEF] 2.1.3.4). */
export class TnefProperties {
  readonly #properties = new Map<number, Property>();

  constructor(private readonly codePage: number) {}

  /** Reads a list of properties, as far as it is one. @returns where it ends; undefined where it is cut off or of an unknown kind */
  read(bytes: Buffer, start = 0): number | undefined {
    const cursor = new Cursor(bytes, start);
    const count = cursor.number();
    for (let index = 0; index < (count ?? 0); index++) {
      const tag = cursor.number();
      if (tag === undefined) return undefined;
      const type = tag & 0xffff;
      const id = tag >>> 16;
      if (id >= FIRST_NAMED && !cursor.skipName()) return undefined;
      const value = cursor.value(type);
      if (value === undefined) return undefined;
      if (id < FIRST_NAMED) this.#properties.set(id, { type, value });
    }
    return count === undefined ? undefined : cursor.at;
  }

  text(id: number): Promise<string> {
    const { type, value } = this.#properties.get(id) ?? {};
    if (value && type === UNICODE) return Promise.resolve(value.toString('utf16le').replace(/\0+$/, ''));
    return Promise.resolve(value && type === STRING8 ? decodeAnsi(withoutEnd(value), this.codePage) : '');
  }

  binary(id: number): Promise<Buffer | undefined> {
    const { type, value } = this.#properties.get(id) ?? {};
    return Promise.resolve(type === BINARY ? value : undefined);
  }

  number(id: number): Promise<number | undefined> {
    const { value } = this.#properties.get(id) ?? {};
    return Promise.resolve(value && value.length >= 4 ? value.readInt32LE(0) : undefined);
  }

  time(id: number): string {
    const { type, value } = this.#properties.get(id) ?? {};
    return type === 0x0040 && value ? isoTime(value.readBigUInt64LE(0)) : '';
  }

  /** An embedded object: the stream of a message, or undefined within of any other; undefined where there is no object. */
  object(id: number): { message: Buffer | undefined } | undefined {
    const { type, value } = this.#properties.get(id) ?? {};
    if (type !== OBJECT || !value) return undefined;
    const isMessage = value.subarray(0, GUID_BYTES).equals(MESSAGE_KIND);
    return { message: isMessage ? value.subarray(GUID_BYTES) : undefined };
  }
}

/** Goes through values one after the other; undefined is what the bytes do not hold. */
class Cursor {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  number(): number | undefined {
    return this.#take(4)?.readUInt32LE(0);
  }

  /** The name of a property: a set, and a number or a text in it. */
  skipName(): boolean {
    this.#take(GUID_BYTES);
    const kind = this.number();
    const length = this.number();
    return kind !== undefined && length !== undefined && (kind === 0 || this.#padded(length) !== undefined);
  }

  /** The value; of several the first. */
  value(type: number): Buffer | undefined {
    const single = type & ~MULTIPLE;
    const fixed = FIXED.get(single);
    const isSized = [OBJECT, STRING8, UNICODE, BINARY].includes(single);
    if (fixed === undefined && !isSized) return undefined;
    const count = isSized || type !== single ? this.number() : 1;
    if (count === undefined) return undefined;
    let first: Buffer | undefined;
    for (let index = 0; index < count; index++) {
      const size = fixed ?? this.number();
      const value = size === undefined ? undefined : this.#padded(size);
      if (value === undefined) return undefined;
      first ??= value;
      // Nothings are no reason to go on.
      if (size === 0 && fixed === 0) break;
    }
    return first ?? Buffer.alloc(0);
  }

  #padded(size: number): Buffer | undefined {
    const value = this.#take(size);
    this.at += (4 - (size % 4)) % 4;
    return value;
  }

  #take(size: number): Buffer | undefined {
    if (this.at + size > this.bytes.length) return undefined;
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}
