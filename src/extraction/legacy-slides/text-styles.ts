import type { ByteView } from '../containers/byte-view.js';
import type { Bullet } from '../slides/shapes.js';

/** Fields of a paragraph's formatting after its bullet flags: the mask each is there by, and its length ([MS-PPT] 2.9.20). */
const PARAGRAPH_FIELDS: readonly (readonly [number, number])[] = [
  [0x10, 2],
  [0x40, 2],
  [0x20, 4],
  [0x800, 2],
  [0x1000, 2],
  [0x2000, 2],
  [0x4000, 2],
  [0x100, 2],
  [0x400, 2],
  [0x8000, 2],
];
const BULLET_FLAGS = 0xf;
const BULLET_CHARACTER = 0x80;
const TAB_STOPS = 0x100000;
const FONT_ALIGNMENT = 0x10000;
const WRAPPING = 0xe0000;
const DIRECTION = 0x200000;

/** Fields of a character's formatting after its style flags ([MS-PPT] 2.9.13). */
const CHARACTER_FIELDS: readonly (readonly [number, number])[] = [
  [0x10000, 2],
  [0x200000, 2],
  [0x400000, 2],
  [0x800000, 2],
  [0x20000, 2],
  [0x40000, 4],
  [0x80000, 2],
];
const STYLE_FLAGS = 0x3eb7;

/** Signs that are shown as they are; another one is a letter of a symbol font. */
const SIGNS = /^[•·–—\-*→»>○●◦◆◇■□▪▫★☆※✓✔]$/;

/** The bullet that a paragraph's formatting says, if it says one, and where the formatting ends. */
export function readParagraph(styles: ByteView, at: number): { bullet: Bullet | undefined; end: number } {
  const mask = styles.u32(at);
  let end = at + 4;
  const take = (length: number): number => {
    end += length;
    return end - length;
  };
  const has = (bits: number): boolean => (mask & bits) !== 0;
  const flags = has(BULLET_FLAGS) ? styles.u16(take(2)) : 0;
  const sign = has(BULLET_CHARACTER) ? String.fromCharCode(styles.u16(take(2))) : '•';
  for (const [bit, length] of PARAGRAPH_FIELDS) if (has(bit)) take(length);
  if (has(TAB_STOPS)) take(2 + 4 * styles.u16(end));
  if (has(FONT_ALIGNMENT)) take(2);
  if (has(WRAPPING)) take(2);
  if (has(DIRECTION)) take(2);
  if (!has(1)) return { bullet: undefined, end };
  const bullet: Bullet = flags & 1 ? { kind: 'sign', sign: SIGNS.test(sign) ? sign : '•' } : { kind: 'none' };
  return { bullet, end };
}

/** Which of the automatic numbers a run of characters has, and where the formatting ends. */
export function readCharacters(styles: ByteView, at: number): { numbering: number; end: number } {
  const mask = styles.u32(at);
  let end = at + 4;
  let numbering = 0;
  if ((mask & STYLE_FLAGS) !== 0) {
    numbering = (styles.u16(end) >> 10) & 0xf;
    end += 2;
  }
  for (const [bit, length] of CHARACTER_FIELDS) if ((mask & bit) !== 0) end += length;
  return { numbering, end };
}

/** Number schemes ([MS-PPT] 2.13.29) by the names that PresentationML gives them. */
const SCHEMES = (
  'alphaLcPeriod alphaUcPeriod arabicParenR arabicPeriod romanLcParenBoth romanLcParenR romanLcPeriod romanUcPeriod ' +
  'alphaLcParenBoth alphaLcParenR alphaUcParenBoth alphaUcParenR arabicParenBoth arabicPlain romanUcParenBoth ' +
  'romanUcParenR ea1ChsPlain ea1ChsPeriod circleNumDbPlain circleNumWdWhitePlain circleNumWdBlackPlain'
).split(' ');

const MAX_NUMBERS = 1000;

/** The automatic numbers of a text ([MS-PPT] 2.9.68), as far as they can be followed. */
export function readNumbering(list: ByteView): (Bullet | undefined)[] {
  const numbers: (Bullet | undefined)[] = [];
  for (let at = 0; at + 4 <= list.length && numbers.length < MAX_NUMBERS;) {
    const mask = list.u32(at);
    at += 4;
    if ((mask & 0x800000) !== 0) at += 2;
    const isNumbered = (mask & 0x2000000) !== 0 && list.u16(at) !== 0;
    if ((mask & 0x2000000) !== 0) at += 2;
    const hasScheme = (mask & 0x1000000) !== 0;
    const scheme = hasScheme ? list.u16(at) : 3;
    const start = hasScheme ? list.u16(at + 2) : 1;
    if (hasScheme) at += 4;
    numbers.push(isNumbered ? { kind: 'number', type: SCHEMES[scheme] ?? 'arabicPeriod', start } : undefined);
    // Formatting of characters is not written here by PowerPoint; what follows it could not be found.
    if (list.u32(at) !== 0) break;
    at += 4;
    const other = list.u32(at);
    at += 4;
    for (const [bit, length] of [
      [1, 2],
      [2, 2],
      [4, 2],
      [0x20, 4],
      [0x40, 2],
    ] as const)
      if ((other & bit) !== 0) at += length;
    if ((other & 0x200) !== 0) break;
  }
  return numbers;
}
