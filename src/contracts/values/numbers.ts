const UNITS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const TENS: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

const UNIT_WORDS = Object.keys(UNITS).reverse().join('|');
const TEN_WORDS = Object.keys(TENS).join('|');

/** Source of a pattern for English number words below a thousand. */
export const ENGLISH_NUMBER = `(?:(?:${UNIT_WORDS}) hundred(?: (?:and )?(?:(?:${TEN_WORDS})(?:[ -](?:${UNIT_WORDS}))?|${UNIT_WORDS}))?|(?:${TEN_WORDS})(?:[ -](?:${UNIT_WORDS}))?|${UNIT_WORDS})`;

/** Value of English number words below a thousand ("one hundred eighty", "thirty-six"); null when they are none. */
export function englishNumber(words: string): number | null {
  let value = 0;
  const parts = words
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((part) => part !== '' && part !== 'and');
  for (const part of parts) {
    if (part === 'hundred') value *= 100;
    else {
      const amount = UNITS[part] ?? TENS[part];
      if (amount === undefined) return null;
      value += amount;
    }
  }
  return parts.length === 0 ? null : value;
}

const KOREAN_DIGITS = '영일이삼사오육칠팔구';
const SMALL: Readonly<Record<string, number>> = { 십: 10, 백: 100, 천: 1_000 };
const LARGE: Readonly<Record<string, number>> = { 만: 1e4, 억: 1e8, 조: 1e12 };

/**
 * Value of a Korean number in words, digits or both: 사억팔천만, 4억 8천만, 480백만, 12. null when it is none. Exact below
 * 2^53.
 */
export function koreanNumber(words: string): number | null {
  const tokens = words.replace(/[\s,]/g, '').match(/\d+(?:\.\d+)?|[영일이삼사오육칠팔구육십백천만억조]/g);
  if (tokens === null || tokens.join('') !== words.replace(/[\s,]/g, '')) return null;
  let [total, section, digits] = [0, 0, -1];
  for (const token of tokens) {
    const digit = KOREAN_DIGITS.indexOf(token);
    const small = SMALL[token];
    const large = LARGE[token];
    if (small !== undefined) {
      section += (digits < 0 ? 1 : digits) * small;
      digits = -1;
    } else if (large !== undefined) {
      total += (section + Math.max(digits, 0) || 1) * large;
      [section, digits] = [0, -1];
    } else digits = digit >= 0 ? digit : Number(token);
  }
  return total + section + Math.max(digits, 0);
}
