import type { ByteView } from '../containers/byte-view.js';
import type { CellBudget } from '../sheet/sheet.js';
import { charactersOf } from './records.js';

/**
 * Reads a structure that goes over several records. The characters of a string that is cut by the end of a record go on in
 * the next one after a byte of flags of their own ([MS-XLS] 2.5.293).
 */
export class ContinuedReader {
  #index = 0;
  #at = 0;

  constructor(private readonly parts: readonly ByteView[]) {}

  get atEnd(): boolean {
    this.#advance();
    return this.#index >= this.parts.length;
  }

  u8(): number {
    this.#advance();
    const value = this.parts[this.#index]?.u8(this.#at) ?? 0;
    this.#at += 1;
    return value;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return this.u16() + this.u16() * 0x1_0000;
  }

  skip(count: number): void {
    for (let left = count; left > 0 && !this.atEnd;) {
      const step = Math.min(left, this.#left);
      this.#at += step;
      left -= step;
    }
  }

  characters(count: number, firstFlags: number): string {
    let flags = firstFlags;
    let text = '';
    for (let left = count; left > 0;) {
      if (this.#left === 0) {
        if (this.atEnd) break;
        flags = this.u8();
      }
      const width = (flags & 1) + 1;
      const take = Math.min(left, Math.floor(this.#left / width));
      if (take === 0) {
        // Half a character: what is left of the record is none.
        this.#at += this.#left;
        continue;
      }
      text += charactersOf(this.parts[this.#index]!, this.#at, take, flags);
      this.#at += take * width;
      left -= take;
    }
    return text;
  }

  get #left(): number {
    return Math.max(0, (this.parts[this.#index]?.length ?? 0) - this.#at);
  }

  #advance(): void {
    while (this.#index < this.parts.length && this.#left === 0) {
      this.#index += 1;
      this.#at = 0;
    }
  }
}

/** The shared strings of a workbook ([MS-XLS] 2.4.265), however many it claims to have. */
export function readSharedStrings(parts: readonly ByteView[], budget: CellBudget): string[] {
  const reader = new ContinuedReader(parts);
  reader.skip(4);
  const count = reader.u32();
  const strings: string[] = [];
  while (strings.length < count && !reader.atEnd) {
    const length = reader.u16();
    const flags = reader.u8();
    const runs = flags & 8 ? reader.u16() : 0;
    const phonetic = flags & 4 ? reader.u32() : 0;
    const text = reader.characters(length, flags);
    budget.characters(text.length);
    strings.push(text);
    reader.skip(4 * runs + phonetic);
  }
  return strings;
}
