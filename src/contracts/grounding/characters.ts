/** What folding does with a UTF-16 code unit. */
export const CharacterClass = {
  /** Stands for itself, or for its entry in the compatibility folding. */
  plain: 0,
  space: 1,
  lineBreak: 2,
  /** Says nothing of the words: quotation marks, bullets, zero-width characters, variation selectors. */
  ignorable: 3,
  /** Part of a word between Latin letters ("party's"), otherwise a quotation mark. */
  apostrophe: 4,
  dash: 5,
  dot: 6,
  /** Belongs to the character before it: combining marks and conjoining jamo. */
  continuation: 7,
} as const;

const CLASSES = new Uint8Array(0x10000);

function mark(characterClass: number, characters: string): void {
  for (let i = 0; i < characters.length; i += 1) CLASSES[characters.charCodeAt(i)] = characterClass;
}

function markRange(characterClass: number, from: number, to: number): void {
  CLASSES.fill(characterClass, from, to + 1);
}

mark(CharacterClass.space, '\t \u00a0\u1680\u202f\u205f\u3000');
markRange(CharacterClass.space, 0x2000, 0x200a);
mark(CharacterClass.lineBreak, '\n\v\f\r\u0085\u2028\u2029');
mark(CharacterClass.ignorable, '"“”„‟«»‹›″‶〝〞〟＂「」『』《》〈〉｢｣');
mark(CharacterClass.ignorable, '•‣◦▪▫∙⁃\uf0b7\uf0a7');
mark(CharacterClass.ignorable, '\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff');
markRange(CharacterClass.ignorable, 0xfe00, 0xfe0f);
mark(CharacterClass.apostrophe, "'‘’‚‛`´′ʼʹ＇");
mark(CharacterClass.dash, '-\u00ad‐‑‒–—―−─－﹣﹘');
mark(CharacterClass.dot, '.…‥⋯．');
markRange(CharacterClass.continuation, 0x0300, 0x036f);
markRange(CharacterClass.continuation, 0x1160, 0x11ff);
markRange(CharacterClass.continuation, 0x1ab0, 0x1aff);
markRange(CharacterClass.continuation, 0x1dc0, 0x1dff);
markRange(CharacterClass.continuation, 0x20d0, 0x20ff);
mark(CharacterClass.continuation, '\u3099\u309a');
markRange(CharacterClass.continuation, 0xd7b0, 0xd7ff);
markRange(CharacterClass.continuation, 0xfe20, 0xfe2f);

export function classOf(code: number): number {
  return CLASSES[code] ?? CharacterClass.plain;
}

/** Characters that are written one for the other and that Unicode's compatibility forms do not bring together. */
const LOOK_ALIKE: ReadonlyMap<string, string> = new Map([
  ...pairs('ㆍ・･‧⋅', '·'),
  ...pairs('～〜∼˜', '~'),
  ...pairs('⁄∕', '/'),
  ...pairs('【〔〖', '['),
  ...pairs('】〕〗', ']'),
]);

function pairs(from: string, to: string): [string, string][] {
  return Array.from(from, (character): [string, string] => [character, to]);
}

/**
 * Compatibility forms that mean the same as what they expand to: letter-like signs (not ™), Roman numerals, enclosed and
 * squared CJK (㈜, ㎏), ligatures, full-width and half-width forms, mathematical alphabets. Superscripts, fractions and
 * circled numbers are not among them: "10²" is not "102".
 */
const COMPATIBILITY =
  /[\u2100-\u2121\u2123-\u214f\u2160-\u217f\u3200-\u33ff\ufb00-\ufb06\uff01-\uffef\u{1d400}-\u{1d7ff}]/gu;

/** Folds one character with its combining marks: NFC, look-alikes, and the compatibility forms above. */
export function foldCharacter(character: string): string {
  if (character.length > 1) return foldSlowly(character);
  let folded = FOLDED.get(character);
  if (folded === undefined) {
    folded = foldSlowly(character);
    FOLDED.set(character, folded);
  }
  return folded;
}

/** Foldings seen so far, of single code units only, which bounds it. */
const FOLDED = new Map<string, string>();

function foldSlowly(character: string): string {
  const composed = character.normalize('NFC');
  const expanded = composed.replace(COMPATIBILITY, (form) => form.normalize('NFKC'));
  return LOOK_ALIKE.get(expanded) ?? expanded;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters of alphabetic scripts, whose words are separated by spaces (Latin, Greek, Cyrillic, ...). */
export function isAlphabetic(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return code >= 0xc0 && code < 0x1100 && code !== 0xd7 && code !== 0xf7;
}

export function isHangul(code: number): boolean {
  return (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x1100 && code <= 0x11ff) || (code >= 0x3131 && code <= 0x318e);
}

/** Hangul, kana and Han (the supplementary planes by their surrogates): scripts in which a space may come or go. */
export function isCjk(code: number): boolean {
  return (
    isHangul(code) || (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || isSurrogate(code)
  );
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** A letter or digit of any script, as opposed to punctuation. */
export function isWord(code: number): boolean {
  return isDigit(code) || isAlphabetic(code) || (isCjk(code) && !(code >= 0x3000 && code <= 0x303f));
}
