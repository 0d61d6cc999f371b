import { toRoman } from '../numerals.js';

const ONES =
  'One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen'.split(
    ' ',
  );
const TENS = 'Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety'.split(' ');
const ORDINALS: Readonly<Record<string, string>> = {
  One: 'First',
  Two: 'Second',
  Three: 'Third',
  Five: 'Fifth',
  Eight: 'Eighth',
  Nine: 'Ninth',
  Twelve: 'Twelfth',
};

const GANADA = '가나다라마바사아자차카타파하';
const CHOSUNG = 'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ';
const HANGUL_DIGITS = '영일이삼사오육칠팔구';
const HANJA_DIGITS = '〇一二三四五六七八九';
const HEAVENLY_STEMS = '甲乙丙丁戊己庚辛壬癸';
const KOREAN_ONES = ['', '하나', '둘', '셋', '넷', '다섯', '여섯', '일곱', '여덟', '아홉'];
const KOREAN_TENS = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'];

type Format = (number: number) => string;

/** The number formats of WordprocessingML (ECMA-376 part 1, 17.18.59 ST_NumberFormat) that documents are seen to use. */
const FORMATS: Readonly<Record<string, Format>> = {
  decimal: String,
  decimalZero: (number) => String(number).padStart(2, '0'),
  upperRoman: toRoman,
  lowerRoman: (number) => toRoman(number).toLowerCase(),
  upperLetter: (number) => repeatedLetter(number).toUpperCase(),
  lowerLetter: repeatedLetter,
  ordinal: (number) => `${number}${ordinalSuffix(number)}`,
  cardinalText: cardinal,
  ordinalText: ordinalWord,
  numberInDash: (number) => `- ${number} -`,
  none: () => '',
  hex: (number) => number.toString(16).toUpperCase(),
  decimalFullWidth: (number) => shifted(String(number), 0xff10 - 0x30),
  decimalHalfWidth: String,
  decimalEnclosedCircle: (number) => inRange(number, 20, 0x2460),
  decimalEnclosedCircleChinese: (number) => inRange(number, 20, 0x2460),
  decimalEnclosedParen: (number) => inRange(number, 20, 0x2474),
  decimalEnclosedFullstop: (number) => inRange(number, 20, 0x2488),
  ganada: (number) => cyclic(number, GANADA),
  chosung: (number) => cyclic(number, CHOSUNG),
  koreanDigital: (number) => digits(number, HANGUL_DIGITS),
  koreanDigital2: (number) => digits(number, HANJA_DIGITS),
  koreanCounting: (number) => grouped(number, HANGUL_DIGITS, '십백천만'),
  koreanLegal: (number) =>
    number < 100 ? `${KOREAN_TENS[Math.floor(number / 10)]}${KOREAN_ONES[number % 10]}` : String(number),
  ideographDigital: (number) => digits(number, HANJA_DIGITS),
  japaneseCounting: (number) => grouped(number, HANJA_DIGITS, '十百千万'),
  chineseCounting: (number) => grouped(number, HANJA_DIGITS, '十百千万'),
  chineseCountingThousand: (number) => grouped(number, HANJA_DIGITS, '十百千万'),
  ideographTraditional: (number) => cyclic(number, HEAVENLY_STEMS),
};

/** Whether a number format is known here; others are given as digits. */
export function isKnownFormat(format: string): boolean {
  return Object.hasOwn(FORMATS, format);
}

/** A number in a format of WordprocessingML: `formatNumber(4, 'lowerRoman')` is `iv`. */
export function formatNumber(number: number, format: string): string {
  const render = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return render ? render(number) : String(number);
}

/** Word repeats the letter after z: aa, bb, cc. */
function repeatedLetter(number: number): string {
  if (number < 1) return String(number);
  return String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.min(50, Math.ceil(number / 26)));
}

function ordinalSuffix(number: number): string {
  const rest = number % 100;
  if (rest >= 11 && rest <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][number % 10] ?? 'th';
}

function cardinal(number: number): string {
  if (number < 1 || number > 999) return String(number);
  if (number >= 100) {
    const rest = number % 100;
    return `${ONES[Math.floor(number / 100) - 1]} Hundred${rest === 0 ? '' : ` ${cardinal(rest)}`}`;
  }
  if (number < 20) return ONES[number - 1] ?? '';
  const one = number % 10;
  return `${TENS[Math.floor(number / 10) - 2]}${one === 0 ? '' : `-${cardinal(one).toLowerCase()}`}`;
}

function ordinalWord(number: number): string {
  const words = cardinal(number);
  const last = /[a-z]+$/i.exec(words)?.[0] ?? '';
  if (last === '') return `${number}${ordinalSuffix(number)}`;
  const capital = last[0]!.toUpperCase() + last.slice(1);
  const ordinal = ORDINALS[capital] ?? (capital.endsWith('y') ? `${capital.slice(0, -1)}ieth` : `${capital}th`);
  return words.slice(0, -last.length) + (last === capital ? ordinal : ordinal.toLowerCase());
}

function shifted(text: string, by: number): string {
  return Array.from(text, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + by)).join('');
}

function inRange(number: number, last: number, first: number): string {
  return number >= 1 && number <= last ? String.fromCodePoint(first + number - 1) : String(number);
}

function cyclic(number: number, letters: string): string {
  return number < 1 ? String(number) : (letters[(number - 1) % letters.length] ?? '');
}

function digits(number: number, names: string): string {
  return Array.from(String(number), (digit) => names[Number(digit)] ?? digit).join('');
}

/** Digits with the names of their places: 이십삼, 百五. A one before a place is not said. Up to 99,999. */
function grouped(number: number, names: string, places: string): string {
  if (number < 1 || number > 99_999) return String(number);
  const text = String(number);
  return Array.from(text, (digit, index) => {
    if (digit === '0') return '';
    const place = places[text.length - index - 2] ?? '';
    return (digit === '1' && place !== '' ? '' : names[Number(digit)]) + place;
  }).join('');
}
