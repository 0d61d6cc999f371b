import type { Span } from '../types.js';
import { koreanNumber } from './numbers.js';

/** An amount of money that a text states. */
export interface AmountValue extends Span {
  /** In the main unit of the currency: dollars, won. */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  'u.s.$': 'USD',
  'u.s. $': 'USD',
  c$: 'CAD',
  cad: 'CAD',
  a$: 'AUD',
  aud: 'AUD',
  hk$: 'HKD',
  hkd: 'HKD',
  s$: 'SGD',
  sgd: 'SGD',
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  '¥': 'JPY',
  jpy: 'JPY',
  cny: 'CNY',
  rmb: 'CNY',
  '₩': 'KRW',
  '￦': 'KRW',
  krw: 'KRW',
  chf: 'CHF',
  inr: 'INR',
  rs: 'INR',
};
const SCALES: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };

const NUMBER = '(?<number>\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d+(?:\\.\\d+)?)';
const SCALE = '(?:[ -]?(?<scale>thousand|million|billion|trillion)\\b)?';
const BEFORE = new RegExp(
  `(?<![A-Za-z$])(?<symbol>(?:U\\.S\\.|US|C|A|HK|S)? ?\\$|[€£¥₩￦]|(?:USD|CAD|AUD|HKD|SGD|EUR|GBP|JPY|CNY|RMB|KRW|CHF|INR)\\b(?: ?[$€£¥₩])?) ?${NUMBER}(?![\\d,]*\\d)${SCALE}`,
  'gi',
);
const AFTER = new RegExp(
  `(?<![\\w.,$€£¥₩])${NUMBER}${SCALE} ?(?<unit>(?:U\\.?S\\.? )?dollars?|US\\$|USD|euros?|EUR|GBP|pounds sterling|yen|JPY|KRW|Korean won|won|RMB|CNY|yuan)\\b`,
  'gi',
);
/** 금 480,000,000원; 480백만원; 4억 8천만원; 일금 사억팔천만원정. */
const KOREAN =
  /(?<![\d가-힣.,])(?:일?금 ?)?(?<number>\d[\d,.]*(?: ?[십백천만억조](?: ?\d[\d,]*)?){0,8}|[일이삼사오육칠팔구십백천만억조 ]{2,30}) ?원(?:정|整)?(?![가-힣]*(?:사업|칙|인|본|가|고|격))/g;

/** The first amount of an expression; null when it states none. */
export function parseAmount(expression: string): Omit<AmountValue, keyof Span> | null {
  const [first] = findAmounts(expression);
  return first === undefined ? null : { amount: first.amount, currency: first.currency };
}

/** The amounts of money of a text in order, disjoint. Numbers without a currency are none. */
export function findAmounts(text: string): AmountValue[] {
  const found = [
    ...[...text.matchAll(BEFORE)].flatMap((match) => western(match, match.groups?.symbol ?? '')),
    ...[...text.matchAll(AFTER)].flatMap((match) => western(match, match.groups?.unit ?? '')),
    ...[...text.matchAll(KOREAN)].flatMap((match) => won(match)),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return found.filter((amount) => {
    if (amount.start < end) return false;
    end = amount.end;
    return true;
  });
}

function western(match: RegExpExecArray, unit: string): AmountValue[] {
  const { number = '', scale } = match.groups ?? {};
  const currency = currencyOf(unit);
  const amount = round(Number(number.replaceAll(',', '')) * (SCALES[scale?.toLowerCase() ?? ''] ?? 1));
  return currency === null ? [] : [{ start: match.index, end: match.index + match[0].length, amount, currency }];
}

function currencyOf(unit: string): string | null {
  const key = unit.toLowerCase().replace(/\s+/g, ' ').trim();
  if (/^(?:u\.?s\.? )?dollars?$/.test(key)) return 'USD';
  if (/^euros?$/.test(key)) return 'EUR';
  if (key === 'pounds sterling') return 'GBP';
  if (key === 'yen') return 'JPY';
  if (key === 'yuan') return 'CNY';
  if (key.endsWith('won')) return 'KRW';
  return SYMBOLS[key] ?? SYMBOLS[key.replace(/ ?[$€£¥₩]$/, '')] ?? null;
}

function won(match: RegExpExecArray): AmountValue[] {
  const { number = '' } = match.groups ?? {};
  const amount = koreanNumber(number);
  if (amount === null || amount <= 0) return [];
  return [{ start: match.index, end: match.index + match[0].length, amount, currency: 'KRW' }];
}

/** Products of decimals such as 8.2 × 10⁹, without binary dust. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
