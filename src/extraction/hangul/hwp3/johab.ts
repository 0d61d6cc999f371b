import iconv from 'iconv-lite';

/** Places of the initial, medial and final letters of a syllable among the five bits of each; -1 for none. */
const INITIAL = lettersAt('  0123456789abcdefghi');
const MEDIAL = lettersAt('   01234  56789a  bcdefg  hijk');
const FINAL = lettersAt(' 0123456789abcdefg hijklmnopqr');

const NO_INITIAL = 1;
const NO_MEDIAL = 2;
const NO_FINAL = 1;
const ARAEA = 30;

const SINGLE_INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const SINGLE_FINALS = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';

/** Rows of KS X 1001, one behind the other: where they begin, how many codes a row takes, its first and last row. */
const SYMBOLS = { base: 0x3401, stride: 96, first: 0xa1, last: 0xac };
const HANJA = { base: 0x4000, stride: 94, first: 0xca, last: 0xfd };

/** Codes of the program's own, by what it shows for them. */
const OWN: Readonly<Record<number, string>> = {
  0x0081: '“',
  0x0082: '”',
  0x203b: '※',
  0x2f67: '▸',
  0x301c: '━',
  0x303d: '■',
  0x3366: '□',
  0x3404: '․',
};

/** The name of the maker, in letters of its own. */
const MAKER = { first: 0x37c0, letters: '한글과컴퓨터' };

function lettersAt(places: string): Int8Array {
  const table = new Int8Array(32).fill(-1);
  for (const [bits, place] of Array.from(places).entries()) if (place !== ' ') table[bits] = Number.parseInt(place, 36);
  return table;
}

/** A character of HWP 3: ASCII, a syllable of the combined code (johab), or a sign of KS X 1001; undefined for another. */
export function decodeHchar(code: number): string | undefined {
  if (code < 0x80) return String.fromCharCode(code);
  if (code >= 0x8000) return syllable(code);
  if (code >= MAKER.first && code < MAKER.first + MAKER.letters.length) return MAKER.letters[code - MAKER.first];
  return OWN[code] ?? ofRows(code, SYMBOLS) ?? ofRows(code, HANJA);
}

function syllable(code: number): string | undefined {
  const initialBits = (code >> 10) & 31;
  const medialBits = (code >> 5) & 31;
  const finalBits = code & 31;
  const initial = INITIAL[initialBits] ?? -1;
  const medial = MEDIAL[medialBits] ?? -1;
  const final = FINAL[finalBits] ?? -1;
  if (initial >= 0 && medial >= 0 && final >= 0)
    return String.fromCharCode(0xac00 + initial * 588 + medial * 28 + final);
  if (medialBits === ARAEA && final >= 0) {
    const ends = final === 0 ? '' : String.fromCharCode(0x11a7 + final);
    if (initial >= 0) return String.fromCharCode(0x1100 + initial, 0x119e) + ends;
    return initialBits === NO_INITIAL && final === 0 ? 'ㆍ' : undefined;
  }
  const alone = [initialBits !== NO_INITIAL, medialBits !== NO_MEDIAL, finalBits !== NO_FINAL];
  if (alone.filter(Boolean).length !== 1) return undefined;
  if (alone[0]) return SINGLE_INITIALS[initial];
  if (alone[1]) return medial < 0 ? undefined : String.fromCharCode(0x314f + medial);
  return final < 1 ? undefined : SINGLE_FINALS[final];
}

function ofRows(code: number, { base, stride, first, last }: typeof SYMBOLS): string | undefined {
  if (code < base) return undefined;
  const row = first + Math.floor((code - base) / stride);
  const cell = 0xa1 + ((code - base) % stride);
  if (row > last || cell > 0xfe) return undefined;
  const sign = iconv.decode(Buffer.from([row, cell]), 'euc-kr');
  if (sign === '' || sign.includes('\ufffd')) return undefined;
  // Hangul shows the wide form of this one.
  return sign === '∼' ? '～' : sign;
}
