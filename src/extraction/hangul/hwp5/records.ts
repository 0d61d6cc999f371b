/** Tags of the records that are read (HWP 5.0, tables 13 and 57). */
export const Tag = {
  documentProperties: 16,
  idMappings: 17,
  numbering: 23,
  bullet: 24,
  paragraphShape: 25,
  distribution: 28,
  trackChange: 96,
  trackChangeAuthor: 97,
  paragraph: 66,
  text: 67,
  lines: 69,
  ranges: 70,
  control: 71,
  list: 72,
  pageDefinition: 73,
  footnoteShape: 74,
  shape: 76,
  table: 77,
  ole: 84,
  picture: 85,
  equation: 88,
  textArt: 90,
  form: 91,
  memoList: 93,
} as const;

/** The most records that are read of a stream: more would take more memory than its text. */
const MAX_RECORDS = 2_000_000;

/** A stream holds more records than are read. */
export class RecordLimitError extends Error {
  override readonly name = 'RecordLimitError';
}

/**
 * The records of a stream (HWP 5.0, 4.1): each has a tag, a level that tells whose child it is, and its bytes. Only their places
 * are kept. A stream that is cut off yields the records before that.
 */
export class RecordList {
  readonly #tags: number[] = [];
  readonly #levels: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Whether the bytes end within a record. */
  readonly isCutOff: boolean;

  /** @throws RecordLimitError */
  constructor(private readonly bytes: Buffer) {
    let at = 0;
    let cut = false;
    while (at + 4 <= bytes.length) {
      const header = bytes.readUInt32LE(at);
      let size = header >>> 20;
      at += 4;
      if (size === 0xfff) {
        cut = at + 4 > bytes.length;
        if (cut) break;
        size = bytes.readUInt32LE(at);
        at += 4;
      }
      cut = at + size > bytes.length;
      const end = Math.min(at + size, bytes.length);
      if (this.#tags.length >= MAX_RECORDS) throw new RecordLimitError('too many records');
      this.#tags.push(header & 0x3ff);
      this.#levels.push((header >>> 10) & 0x3ff);
      this.#starts.push(at);
      this.#ends.push(end);
      at = end;
    }
    this.isCutOff = cut;
  }

  get length(): number {
    return this.#tags.length;
  }

  tag(index: number): number {
    return this.#tags[index] ?? 0;
  }

  level(index: number): number {
    return this.#levels[index] ?? 0;
  }

  fields(index: number): Fields {
    return new Fields(this.bytes.subarray(this.#starts[index] ?? 0, this.#ends[index] ?? 0));
  }

  /** The first record after `index` that is no descendant of it, at most `end`. */
  after(index: number, end: number): number {
    const level = this.level(index);
    let next = index + 1;
    while (next < end && this.level(next) > level) next += 1;
    return next;
  }
}

/** The fields of a record. What lies beyond its end is 0 or empty: versions of the format differ in what they write. */
export class Fields {
  constructor(readonly bytes: Buffer) {}

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.bytes[at] ?? 0;
  }

  u16(at: number): number {
    return at >= 0 && at + 2 <= this.bytes.length ? this.bytes.readUInt16LE(at) : 0;
  }

  u32(at: number): number {
    return at >= 0 && at + 4 <= this.bytes.length ? this.bytes.readUInt32LE(at) : 0;
  }

  i32(at: number): number {
    return this.u32(at) | 0;
  }

  /** A string of UTF-16 units behind its length; `next` is where it ends. */
  string(at: number): { value: string; next: number } {
    const end = Math.min(at + 2 + 2 * this.u16(at), this.bytes.length);
    const start = Math.min(at + 2, this.bytes.length);
    return {
      value: this.bytes.toString('utf16le', start, start + 2 * ((end - start) >> 1)),
      next: Math.max(end, start),
    };
  }

  /** A character of its own, empty when it is 0. */
  character(at: number): string {
    const unit = this.u16(at);
    return unit === 0 ? '' : String.fromCharCode(unit);
  }

  /** The four letters of a control, as in `tbl `. */
  name(at = 0): string {
    return Buffer.from(this.bytes.subarray(at, at + 4))
      .reverse()
      .toString('latin1');
  }
}
