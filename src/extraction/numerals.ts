const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** Upper-case Roman numeral of 1 to 3,999; other numbers as digits. */
export function toRoman(number: number): string {
  if (number < 1 || number > 3999) return String(number);
  let rest = number;
  let result = '';
  for (const [value, digits] of ROMAN) {
    while (rest >= value) {
      result += digits;
      rest -= value;
    }
  }
  return result;
}

/** Letters as spreadsheets and browsers count: A to Z, then AA, AB; numbers below 1 as digits. */
export function toLetters(number: number): string {
  let result = '';
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    result = String.fromCharCode(65 + ((rest - 1) % 26)) + result;
  }
  return result || String(number);
}
