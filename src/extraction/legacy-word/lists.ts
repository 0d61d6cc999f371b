import type { ByteView } from '../containers/byte-view.js';
import { type Level, MAX_LEVEL, type Numbering } from '../docx/numbering.js';

/** The number formats of Office ([MS-OSHARED] 2.2.1.3, MSONFC) by the names that WordprocessingML gives them. */
const FORMATS = (
  'decimal upperRoman lowerRoman upperLetter lowerLetter ordinal cardinalText ordinalText hex chicago ideographDigital ' +
  'japaneseCounting aiueo iroha decimalFullWidth decimalHalfWidth japaneseLegal japaneseDigitalTenThousand ' +
  'decimalEnclosedCircle decimalFullWidth2 aiueoFullWidth irohaFullWidth decimalZero bullet ganada chosung ' +
  'decimalEnclosedFullstop decimalEnclosedParen decimalEnclosedCircleChinese ideographEnclosedCircle ideographTraditional ' +
  'ideographZodiac ideographZodiacTraditional taiwaneseCounting ideographLegalTraditional taiwaneseCountingThousand ' +
  'taiwaneseDigital chineseCounting chineseLegalSimplified chineseCountingThousand decimal koreanDigital koreanCounting ' +
  'koreanLegal koreanDigital2 hebrew1 arabicAlpha hebrew2 arabicAbjad hindiVowels hindiConsonants hindiNumbers ' +
  'hindiCounting thaiLetters thaiNumbers thaiCounting vietnameseCounting numberInDash russianLower russianUpper'
).split(' ');

const SUFFIXES = ['tab', 'space', 'nothing'];
const NO_STYLE = 0xfff;
const MAX_LISTS = 20_000;

/** The lists of a document, in the form in which those of DOCX are counted. A paragraph names its list by its number from 1. */
export interface WordLists {
  numbering: Numbering;
  /** The level of a list that a paragraph style is tied to. */
  levelOfStyle(list: number, style: number): number | undefined;
}

/** The name of a number format; another one stands for itself. */
export function formatName(code: number): string {
  return code === 255 ? 'none' : (FORMATS[code] ?? String(code));
}

/** @param lists the table stream from the definitions on ([MS-DOC] 2.9.193). @param overrides the lists as used (2.9.192). */
export function readLists(lists: ByteView, overrides: ByteView): WordLists {
  const numbering: Numbering = { lists: new Map(), abstract: new Map() };
  const styles = readDefinitions(lists, numbering);
  const count = Math.min(MAX_LISTS, overrides.u32(0));
  let at = 4 + 16 * count;
  const ids: string[] = [];
  for (let index = 0; index < count && 4 + 16 * (index + 1) <= overrides.length; index++) {
    const entry = 4 + 16 * index;
    const id = String(overrides.i32(entry));
    const startOverrides = new Map<number, number>();
    const levels = new Map<number, Level>();
    at += 4;
    for (let left = overrides.u8(entry + 12); left > 0 && at < overrides.length; left--) {
      const flags = overrides.u32(at + 4);
      const level = Math.min(MAX_LEVEL, flags & 0xf);
      const start = overrides.i32(at);
      at += 8;
      if ((flags & 0x20) !== 0) {
        const read = readLevel(overrides, at);
        levels.set(level, read.level);
        startOverrides.set(level, read.level.start);
        at = read.end;
      } else if ((flags & 0x10) !== 0) {
        startOverrides.set(level, start);
      }
    }
    ids.push(id);
    numbering.lists.set(String(index + 1), { abstractId: id, startOverrides, levels });
  }
  return {
    numbering,
    levelOfStyle: (list, style) => {
      const level = styles.get(ids[list - 1] ?? '')?.indexOf(style) ?? -1;
      return level < 0 || style === NO_STYLE ? undefined : level;
    },
  };
}

/** The levels stand after all definitions, in the same order. @returns the styles of the levels, by list. */
function readDefinitions(table: ByteView, numbering: Numbering): Map<string, number[]> {
  const styles = new Map<string, number[]>();
  const count = Math.min(MAX_LISTS, Math.max(0, table.i16(0)));
  let at = 2 + 28 * count;
  for (let index = 0; index < count && at < table.length; index++) {
    const entry = 2 + 28 * index;
    const id = String(table.i32(entry));
    const simple = (table.u8(entry + 26) & 1) === 1;
    styles.set(
      id,
      Array.from({ length: MAX_LEVEL + 1 }, (_, level) => table.u16(entry + 8 + 2 * level)),
    );
    const levels = new Map<number, Level>();
    for (let level = 0; level <= (simple ? 0 : MAX_LEVEL) && at < table.length; level++) {
      const read = readLevel(table, at);
      levels.set(level, read.level);
      at = read.end;
    }
    numbering.abstract.set(id, { levels, styleLink: undefined, definesStyle: undefined });
  }
  return styles;
}

/** A level ([MS-DOC] 2.9.150, LVL). */
function readLevel(table: ByteView, at: number): { level: Level; end: number } {
  const flags = table.u8(at + 5);
  const textAt = at + 28 + table.u8(at + 25) + table.u8(at + 24);
  const length = table.u16(textAt);
  const places = new Set(Array.from({ length: 9 }, (_, index) => table.u8(at + 6 + index)));
  const text = Array.from({ length: Math.min(length, 255) }, (_, index) => {
    const character = table.u16(textAt + 2 + 2 * index);
    return character <= MAX_LEVEL && places.has(index + 1) ? `%${character + 1}` : String.fromCharCode(character);
  }).join('');
  const level: Level = {
    start: table.i32(at),
    format: formatName(table.u8(at + 4)),
    text,
    restart: (flags & 8) === 0 ? undefined : table.u8(at + 26),
    legal: (flags & 4) !== 0,
    suffix: SUFFIXES[table.u8(at + 15)] ?? 'tab',
    styleId: undefined,
  };
  return { level, end: textAt + 2 + 2 * length };
}
