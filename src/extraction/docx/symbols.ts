/** Characters of the symbol fonts that documents use for boxes, bullets and signs, by their code in the font. */
const WINGDINGS: Readonly<Record<number, string>> = {
  0x6c: '●',
  0x6e: '■',
  0x6f: '□',
  0x71: '❑',
  0x76: '❖',
  0x77: '◆',
  0x9e: '·',
  0x9f: '•',
  0xa7: '▪',
  0xa8: '☐',
  0xd8: '➢',
  0xe0: '→',
  0xe8: '→',
  0xf0: '⇨',
  0xfb: '✗',
  0xfc: '✓',
  0xfd: '☒',
  0xfe: '☑',
};

const WINGDINGS_2: Readonly<Record<number, string>> = {
  0x50: '✓',
  0x52: '☑',
  0x53: '☒',
  0x54: '☒',
  0x97: '•',
  0xa3: '☐',
  0x2a: '☐',
};

const SYMBOL: Readonly<Record<number, string>> = {
  0xa2: '′',
  0xa3: '≤',
  0xae: '→',
  0xb0: '°',
  0xb1: '±',
  0xb2: '″',
  0xb3: '≥',
  0xb4: '×',
  0xb7: '•',
  0xb8: '÷',
  0xb9: '≠',
  0xd2: '®',
  0xd3: '©',
  0xd4: '™',
  0xe2: '®',
  0xe3: '©',
  0xe4: '™',
};

const FONTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  wingdings: WINGDINGS,
  'wingdings 2': WINGDINGS_2,
  symbol: SYMBOL,
};

/**
 * The character of a `<w:sym>`; undefined when it has none in Unicode. Symbol fonts number their characters in the private
 * use area from U+F000.
 */
export function symbolCharacter(font: string, hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  if (Number.isNaN(code)) return undefined;
  const inFont = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
  const mapped = FONTS[font.trim().toLowerCase()]?.[inFont];
  if (mapped !== undefined) return mapped;
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  return isPrivate || code < 0x20 || code > 0x10ffff ? undefined : String.fromCodePoint(code);
}
