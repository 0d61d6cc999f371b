/** Digits and places by the system of the format: `[DBNum1]` to `[DBNum4]` of Korean Excel. */
const SYSTEMS: Readonly<Record<string, { digits: string; places: string; groups: readonly string[] }>> = {
  1: { digits: '〇一二三四五六七八九', places: '十百千', groups: ['', '萬', '億', '兆'] },
  2: { digits: '零壹貳參四五六七八九', places: '拾百阡', groups: ['', '萬', '億', '兆'] },
  3: { digits: '０１２３４５６７８９', places: '', groups: [] },
  4: { digits: '영일이삼사오육칠팔구', places: '십백천', groups: ['', '만', '억', '조'] },
};

/** More digits than have names stay as they are. */
const MAX_DIGITS = 16;

/** Writes the numbers in a text as words: `koreanNumber('123', '4')` is `일백이십삼`. */
export function koreanNumber(text: string, system: string): string {
  const names = SYSTEMS[system];
  if (!names) return text;
  return text.replace(/[0-9](?:[0-9,]*[0-9])?/g, (number) => {
    if (names.places === '') return Array.from(number, (digit) => names.digits[Number(digit)] ?? digit).join('');
    const digits = number.replaceAll(',', '');
    return digits.length > MAX_DIGITS ? number : inWords(digits, names);
  });
}

function inWords(digits: string, { digits: names, places, groups }: (typeof SYSTEMS)[string] & {}): string {
  if (/^0+$/.test(digits)) return names[0] ?? '';
  let words = '';
  let group = '';
  Array.from(digits, Number).forEach((digit, index) => {
    const place = digits.length - 1 - index;
    if (digit > 0) group += (names[digit] ?? '') + (places[(place % 4) - 1] ?? '');
    if (place % 4 > 0) return;
    if (group !== '') words += group + (groups[place / 4] ?? '');
    group = '';
  });
  return words;
}
