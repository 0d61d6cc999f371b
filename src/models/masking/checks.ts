/** Check digits. Each function is given digits only. */

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}

const RESIDENT_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/** Century of birth by the seventh digit of a resident or foreigner registration number. */
const CENTURIES: Readonly<Record<string, number>> = {
  '9': 1800,
  '0': 1800,
  '1': 1900,
  '2': 1900,
  '5': 1900,
  '6': 1900,
  '3': 2000,
  '4': 2000,
  '7': 2000,
  '8': 2000,
};

/** From this day on resident numbers are given out without a check digit (residents' registration rules of October 2020). */
const UNCHECKED_SINCE = '20201005';

/** Birth date `YYYYMMDD` that thirteen digits begin with; null when they begin with none. */
function birthDate(digits: string): string | null {
  const century = CENTURIES[digits[6] ?? ''];
  if (century === undefined) return null;
  const [year, month, day] = [
    century + Number(digits.slice(0, 2)),
    Number(digits.slice(2, 4)),
    Number(digits.slice(4, 6)),
  ];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${year}${digits.slice(2, 6)}`;
}

export type ResidentVerdict = 'valid' | 'plausible' | 'no';

/**
 * Whether thirteen digits are a Korean resident or foreigner registration number: `valid` by date and check digit,
 * `plausible` by date alone.
 */
export function residentVerdict(digits: string): ResidentVerdict {
  const born = birthDate(digits);
  if (born === null) return 'no';
  const remainder = weighted(digits, RESIDENT_WEIGHTS) % 11;
  const foreigner = isForeigner(digits);
  const check = (foreigner ? 13 - remainder : 11 - remainder) % 10;
  if (check === Number(digits[12]) || (!foreigner && born >= UNCHECKED_SINCE)) return 'valid';
  return 'plausible';
}

export function isForeigner(digits: string): boolean {
  return '5678'.includes(digits[6] ?? 'x');
}

const BUSINESS_WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/** Korean business registration number, ten digits. */
export function isBusinessNumber(digits: string): boolean {
  if (!/^[1-9]\d{9}$/.test(digits)) return false;
  const sum = weighted(digits, BUSINESS_WEIGHTS) + Math.floor((Number(digits[8]) * 5) / 10);
  return (10 - (sum % 10)) % 10 === Number(digits[9]);
}

const CORPORATE_WEIGHTS = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2];

/** Korean corporate registration number, thirteen digits. */
export function isCorporateNumber(digits: string): boolean {
  return /^[1-9]\d{12}$/.test(digits) && (10 - (weighted(digits, CORPORATE_WEIGHTS) % 10)) % 10 === Number(digits[12]);
}

/** Payment cards: Luhn's check digit, and a beginning that issuers use (ISO/IEC 7812; 9 is Korean domestic). */
export function isCardNumber(digits: string): boolean {
  if (
    !/^(?:4\d{15}|4\d{12}|4\d{18}|5[1-5]\d{14}|2[2-7]\d{14}|6\d{15}|9\d{15}|35\d{14}|3[47]\d{13}|3[068]\d{12})$/.test(
      digits,
    )
  )
    return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** International bank account number (ISO 13616), without spaces, upper case. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** United States social security number, nine digits: areas and groups that are given out. */
export function isSocialSecurityNumber(digits: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits);
}
