import { toLetters, toRoman } from '../numerals.js';

/** How a number is written, by the codes of HWP 5.0 (table 134); HWPX and HWP 3 have the same shapes under other names. */
export type NumberShape = number;

export const DIGITS: NumberShape = 0;

const CONSONANTS = 'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ';
/** The initial consonants of 가, 나, 다 ... 하 in the order of Unicode, and the vowels that follow when they are used up. */
const INITIALS = [0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18];
const VOWELS = [0, 4, 8, 13, 18, 20];
const STEMS = '갑을병정무기경신임계';
const HANJA_STEMS = '甲乙丙丁戊己庚辛壬癸';
const KOREAN = {
  digits: ['', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'],
  places: ['', '십', '백', '천', '만'],
};
const HANJA = {
  digits: ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
  places: ['', '十', '百', '千', '萬'],
};

/** A number in a shape; one that the shape has no sign for is written in digits. */
export function shapeNumber(number: number, shape: NumberShape): string {
  if (number < 1) return String(number);
  switch (shape) {
    case 1:
      return circledDigit(number);
    case 2:
      return toRoman(number);
    case 3:
      return toRoman(number).toLowerCase();
    case 4:
      return toLetters(number);
    case 5:
      return toLetters(number).toLowerCase();
    case 6:
      return enclosed(number, 26, 0x24b6);
    case 7:
      return enclosed(number, 26, 0x24d0);
    case 8:
      return syllable(number);
    case 9:
      return enclosed(number, 14, 0x326e);
    case 10:
      return cyclic(number, CONSONANTS);
    case 11:
      return enclosed(number, 14, 0x3260);
    case 12:
      return counted(number, KOREAN);
    case 13:
      return counted(number, HANJA);
    case 14:
      return enclosed(number, 10, 0x3280);
    case 15:
      return cyclic(number, STEMS);
    case 16:
      return cyclic(number, HANJA_STEMS);
    case 0x80:
      return ['*', '†', '‡', '§'][(number - 1) % 4]!.repeat(Math.min(10, Math.ceil(number / 4)));
    default:
      return String(number);
  }
}

function circledDigit(number: number): string {
  if (number <= 20) return String.fromCodePoint(0x245f + number);
  if (number <= 35) return String.fromCodePoint(0x3251 + number - 21);
  return number <= 50 ? String.fromCodePoint(0x32b1 + number - 36) : `(${number})`;
}

function enclosed(number: number, last: number, first: number): string {
  return number <= last ? String.fromCodePoint(first + number - 1) : String(number);
}

function cyclic(number: number, signs: string): string {
  return signs[(number - 1) % signs.length] ?? String(number);
}

/** 가 to 하, then 거 to 허, 고 to 호. */
function syllable(number: number): string {
  const initial = INITIALS[(number - 1) % INITIALS.length]!;
  const vowel = VOWELS[Math.floor((number - 1) / INITIALS.length)];
  return vowel === undefined ? String(number) : String.fromCodePoint(0xac00 + initial * 588 + vowel * 28);
}

/** 이십삼, 百五: a one before a place is not said. */
function counted(number: number, { digits, places }: { digits: string[]; places: string[] }): string {
  if (number > 99_999) return String(number);
  const text = String(number);
  return Array.from(text, (digit, index) => {
    const place = places[text.length - index - 1] ?? '';
    if (digit === '0') return '';
    return (digit === '1' && place !== '' ? '' : (digits[Number(digit)] ?? '')) + place;
  }).join('');
}

const NAMES: Readonly<Record<string, NumberShape>> = {
  DIGIT: 0,
  CIRCLED_DIGIT: 1,
  ROMAN_CAPITAL: 2,
  ROMAN_SMALL: 3,
  LATIN_CAPITAL: 4,
  LATIN_SMALL: 5,
  CIRCLED_LATIN_CAPITAL: 6,
  CIRCLED_LATIN_SMALL: 7,
  HANGUL_SYLLABLE: 8,
  CIRCLED_HANGUL_SYLLABLE: 9,
  HANGUL_JAMO: 10,
  CIRCLED_HANGUL_JAMO: 11,
  HANGUL_PHONETIC: 12,
  IDEOGRAPH: 13,
  CIRCLED_IDEOGRAPH: 14,
  DECAGON_CIRCLE: 15,
  DECAGON_CIRCLE_HANJA: 16,
  SYMBOL: 0x80,
};

/** The shape that HWPX names (KS X 6101). HWPML writes the names without their underscores. */
export function shapeOfName(name: string | undefined): NumberShape {
  return NAMES[name ?? ''] ?? NAMES_IN_ONE[(name ?? '').toUpperCase()] ?? DIGITS;
}

const NAMES_IN_ONE: Readonly<Record<string, NumberShape>> = Object.fromEntries(
  Object.entries(NAMES).map(([name, shape]) => [name.replaceAll('_', ''), shape]),
);
