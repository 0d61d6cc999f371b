import type { ByteView } from '../containers/byte-view.js';
import type { Bullet, ListStyle, Paragraph } from '../slides/shapes.js';
import { type PptRecord, RECORD } from './records.js';
import { readCharacters, readNumbering, readParagraph } from './text-styles.js';

/** A text of a slide: what kind it is ([MS-PPT] 2.13.33) and its paragraphs. */
export interface SlideText {
  kind: number;
  paragraphs: Paragraph[];
}

const OTHER = 4;
const MAX_LEVELS = 5;

/** Puts together a text from the records that stand one after the other: header, characters, styles. */
export class TextBuilder {
  readonly texts: SlideText[] = [];
  #characters: string | undefined;

  add({ type, body }: PptRecord, numbering?: ByteView): void {
    if (type === RECORD.textHeader) {
      this.texts.push({ kind: body.u32(0), paragraphs: [] });
      this.#characters = undefined;
    } else if (type === RECORD.textUnicode || type === RECORD.textBytes) {
      this.#characters = type === RECORD.textUnicode ? body.utf16(0, body.length >> 1) : body.bytes.toString('latin1');
      this.#current().paragraphs = paragraphsOf(this.#characters);
    } else if (type === RECORD.textStyles && this.#characters !== undefined) {
      applyStyles(this.#current().paragraphs, this.#characters.length, body, numbering);
    }
  }

  #current(): SlideText {
    if (this.texts.length === 0) this.texts.push({ kind: OTHER, paragraphs: [] });
    return this.texts.at(-1)!;
  }
}

/** Paragraphs end with a carriage return; a vertical tab breaks a line. */
export function paragraphsOf(text: string): Paragraph[] {
  return text.split('\r').map((line) => ({
    text: line.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ').replaceAll('\v', '\n'),
    level: 0,
    bullet: undefined,
  }));
}

/**
 * Gives paragraphs their levels and bullets: runs of paragraph formatting, then runs of character formatting, which point
 * into the list of automatic numbers ([MS-PPT] 2.9.44).
 */
function applyStyles(paragraphs: Paragraph[], length: number, styles: ByteView, numbering: ByteView | undefined): void {
  const numbers = numbering ? readNumbering(numbering) : [];
  const starts = startsOf(paragraphs);
  let at = 0;
  for (let covered = 0; covered <= length && at + 10 <= styles.length;) {
    const count = styles.u32(at);
    if (count === 0) break;
    const level = Math.min(MAX_LEVELS - 1, styles.u16(at + 4));
    const read = readParagraph(styles, at + 6);
    at = read.end;
    for (const index of indicesIn(starts, covered, covered + count)) {
      paragraphs[index]!.level = level;
      paragraphs[index]!.bullet = read.bullet;
    }
    covered += count;
  }
  for (let covered = 0; covered <= length && at + 8 <= styles.length && numbers.length > 0;) {
    const count = styles.u32(at);
    if (count === 0) break;
    const read = readCharacters(styles, at + 4);
    at = read.end;
    for (const index of indicesIn(starts, covered, covered + count)) {
      const number = numbers[read.numbering];
      const paragraph = paragraphs[index]!;
      if (number && paragraph.bullet?.kind !== 'none') paragraph.bullet = number;
    }
    covered += count;
  }
}

function startsOf(paragraphs: readonly Paragraph[]): number[] {
  let start = 0;
  return paragraphs.map(({ text }) => {
    const at = start;
    start += text.length + 1;
    return at;
  });
}

/** Indices of the ascending numbers in `[from, to)`. */
function* indicesIn(numbers: readonly number[], from: number, to: number): Generator<number> {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < from) low = middle + 1;
    else high = middle;
  }
  for (; low < numbers.length && numbers[low]! < to; low++) yield low;
}

/** The bullets that a master gives to the levels of one kind of text ([MS-PPT] 2.9.35). */
export function readMasterStyles({ instance, body }: PptRecord): ListStyle {
  const styles = new Map<number, Bullet>();
  let at = 2;
  for (let level = 0; level < Math.min(MAX_LEVELS, body.u16(0)) && at < body.length; level++) {
    // From the fifth kind on each level says which it is.
    if (instance >= 5) at += 2;
    const read = readParagraph(body, at);
    if (read.bullet) styles.set(level, read.bullet);
    at = readCharacters(body, read.end).end;
  }
  return styles;
}
