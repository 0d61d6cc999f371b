import { CharacterClass, classOf, foldCharacter, isAlphabetic, isDigit } from './characters.js';
import type { Span } from '../types.js';

/** What was left out before a unit, as bits. */
export const Gap = {
  none: 0,
  space: 1,
  lineBreak: 2,
  /** Something that may as well not be there, so that it matches both a space and nothing. */
  loose: 4,
  /** A dash directly behind a word; comes with `loose`. */
  hyphen: 8,
} as const;

const DOT = 0x2e;
const ELLIPSIS = 0x2026;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
const APOSTROPHE = 0x27;

/**
 * A text reduced to what a quotation must preserve: no white space, one kind of dash and apostrophe, no quotation marks or
 * bullets, compatibility forms expanded. Case is kept. Every code unit of `units` knows where it came from and what stood
 * before it.
 *
 * A dash counts only before a number ("10-15", "-5", "A-1"); elsewhere hyphenation, hyphens and dashes come and go in
 * typesetting, and leave a loose gap. Three or more dots are one ellipsis, a run of underscores is one blank.
 */
export interface FoldedText {
  readonly units: string;
  /** Offset in the text of the character that unit `i` belongs to; equal for all units of one character. */
  readonly starts: Uint32Array;
  /** What was left out between unit `i - 1` and unit `i`, as bits of {@link Gap}. */
  readonly gaps: Uint8Array;
}

/**
 * Folds `text` in one pass.
 *
 * @param skipped Ranges to leave out (page headers and footers), ordered and disjoint; each becomes a line break.
 */
export function fold(text: string, skipped: readonly Span[] = []): FoldedText {
  const builder = new Builder(text.length);
  let nextSkip = 0;
  let i = 0;
  while (i < text.length) {
    const skip = skipped[nextSkip];
    if (skip !== undefined && i >= skip.start) {
      builder.gap |= Gap.lineBreak;
      i = Math.max(i, skip.end);
      nextSkip += 1;
      continue;
    }
    const code = text.charCodeAt(i);
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || isDigit(code)) {
      const end = characterEnd(text, i);
      if (end === i + 1) builder.emit(code, i);
      else builder.emitFolded(text.slice(i, end), i);
      i = end;
    } else {
      i = foldOther(text, i, code, builder);
    }
  }
  return builder.finish();
}

/** End of the character at `start` with its low surrogate and combining marks. */
export function characterEnd(text: string, start: number): number {
  let end = start + 1;
  const isPair = (text.charCodeAt(start) & 0xfc00) === 0xd800 && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  if (isPair) end += 1;
  while (end < text.length && classOf(text.charCodeAt(end)) === CharacterClass.continuation) end += 1;
  return end;
}

function foldOther(text: string, i: number, code: number, builder: Builder): number {
  switch (classOf(code)) {
    case CharacterClass.space:
      builder.gap |= Gap.space;
      return i + 1;
    case CharacterClass.lineBreak:
      builder.gap |= Gap.lineBreak;
      return i + 1;
    case CharacterClass.ignorable:
      builder.gap |= Gap.loose;
      return i + 1;
    case CharacterClass.apostrophe:
      if (isInsideWord(text, i)) builder.emit(APOSTROPHE, i);
      else builder.gap |= Gap.loose;
      return i + 1;
    case CharacterClass.dash:
      return foldDashes(text, i, builder);
    case CharacterClass.dot:
      builder.emitDots(code === DOT || code === 0xff0e ? 1 : code === 0x2025 ? 2 : 3, i);
      return i + 1;
    default: {
      const end = characterEnd(text, i);
      const isItself =
        end === i + 1 && (code < 0x80 || (code >= 0x4e00 && code <= 0xd7a3 && (code < 0xa000 || code >= 0xac00)));
      if (!isItself) builder.emitFolded(text.slice(i, end), i);
      else if (code !== UNDERSCORE || builder.last !== UNDERSCORE) builder.emit(code, i);
      return end;
    }
  }
}

/** A run of dashes, white space and what is ignored: one dash if a number follows, otherwise nothing but a gap. */
function foldDashes(text: string, start: number, builder: Builder): number {
  let i = start;
  let gapAfter = 0;
  for (; i < text.length; i += 1) {
    const kind = classOf(text.charCodeAt(i));
    if (kind === CharacterClass.space) gapAfter |= Gap.space;
    else if (kind === CharacterClass.lineBreak) gapAfter |= Gap.lineBreak;
    else if (kind === CharacterClass.ignorable) gapAfter |= Gap.loose;
    else if (kind !== CharacterClass.dash) break;
  }
  const next = text.charCodeAt(i);
  if (isDigit(next) || (next >= 0xff10 && next <= 0xff19)) {
    builder.emit(DASH, start);
    builder.gap |= gapAfter;
  } else {
    builder.gap |= (builder.gap === Gap.none ? Gap.hyphen : Gap.none) | Gap.loose | gapAfter;
  }
  return i;
}

function isInsideWord(text: string, i: number): boolean {
  const before = plainCode(text.charCodeAt(i - 1));
  return (isAlphabetic(before) || isDigit(before)) && isAlphabetic(plainCode(text.charCodeAt(i + 1)));
}

/** The code of a full-width form's plain one, and of some letter for a ligature. */
function plainCode(code: number): number {
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0;
  return code >= 0xfb00 && code <= 0xfb06 ? 0x66 : code;
}

class Builder {
  /** What was left out since the last unit. */
  gap: number = Gap.none;
  /** The last unit's code, 0 at the beginning. */
  last = 0;
  private length = 0;
  private units: Uint16Array;
  private starts: Uint32Array;
  private gaps: Uint8Array;

  constructor(capacity: number) {
    const size = capacity + 16;
    this.units = new Uint16Array(size);
    this.starts = new Uint32Array(size);
    this.gaps = new Uint8Array(size);
  }

  emit(code: number, start: number): void {
    if (this.length === this.units.length) this.grow();
    this.units[this.length] = code;
    this.starts[this.length] = start;
    this.gaps[this.length] = this.gap;
    this.length += 1;
    this.gap = Gap.none;
    this.last = code;
  }

  emitFolded(character: string, start: number): void {
    const folded = foldCharacter(character);
    for (let i = 0; i < folded.length; i += 1) {
      const code = folded.charCodeAt(i);
      if (classOf(code) === CharacterClass.space) this.gap |= Gap.space;
      else this.emit(code, start);
    }
  }

  emitDots(count: number, start: number): void {
    if (this.last === ELLIPSIS) {
      this.gap = Gap.none;
      return;
    }
    for (let i = 0; i < count; i += 1) this.emit(DOT, start);
    let dots = 0;
    while (dots < this.length && this.units[this.length - 1 - dots] === DOT) dots += 1;
    if (dots < 3) return;
    this.length -= dots - 1;
    this.units[this.length - 1] = ELLIPSIS;
    this.last = ELLIPSIS;
  }

  finish(): FoldedText {
    const { buffer } = this.units;
    return {
      units: Buffer.from(buffer, 0, this.length * 2).toString('utf16le'),
      starts: this.starts.slice(0, this.length),
      gaps: this.gaps.slice(0, this.length),
    };
  }

  private grow(): void {
    const size = this.units.length * 2;
    const [units, starts, gaps] = [this.units, this.starts, this.gaps];
    this.units = new Uint16Array(size);
    this.units.set(units);
    this.starts = new Uint32Array(size);
    this.starts.set(starts);
    this.gaps = new Uint8Array(size);
    this.gaps.set(gaps);
  }
}
