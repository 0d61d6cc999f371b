import { splitSentences } from '../../contracts/sentences.js';
import { findAmounts } from '../../contracts/values/amounts.js';
import { findDurations } from '../../contracts/values/durations.js';
import type { FactSource, Found, Passage } from './fact-source.js';

/** An amount in the main unit of a currency (ISO 4217). */
export interface Money {
  amount: number;
  currency: string;
}

/** What a liability is limited to: an amount, or what is paid under the contract, in the months before where it says so. */
export interface LiabilityCap {
  amount: Money | null;
  basis: 'amount' | 'fees' | 'contract_value';
  /** ISO 8601 duration whose fees count; null when all do. */
  period: string | null;
}

/** The words that only the value of a whole contract has before it. */
const VALUE =
  /\b(?:total (?:contract )?(?:price|value|sum|fees?|consideration|amount)|aggregate (?:contract )?(?:price|value|consideration)|contract (?:price|value|sum|amount)|purchase price)\b[^.;]{0,40}?(?:\b(?:is|of|be|equals?)\b|:)[^.;$€£₩]{0,40}$/i;
const KOREAN_VALUE = /(?:총 ?)?(?:계약 ?금액|용역 ?대금|도급 ?금액|공사 ?대금|용역비|총 ?금액)[^\n.]{0,30}$/;
/** A term of the value that is not the value. */
const PART = /%|분의|보증|지체|초과|한도|이상|이하|미만/;
const HEAD = 12_000;

/** The value of the contract as a whole, where the contract gives one amount for it. */
export function contractValueOf(facts: FactSource): Found<Money> | null {
  const { text, source } = facts;
  const korean = source.language === 'ko';
  const amounts = findAmounts(korean ? text.slice(0, HEAD) : text);
  for (const { start, end, amount, currency } of amounts) {
    const before = text.slice(Math.max(0, start - 90), start).replace(/[|\t]/g, ' ');
    const isValue = korean
      ? KOREAN_VALUE.test(before) && !PART.test(KOREAN_VALUE.exec(before)?.[0] ?? '')
      : VALUE.test(before);
    if (isValue) return { value: { amount, currency }, spans: [sentenceAt(text, start, end)] };
  }
  return null;
}

/** The sentence that holds a range, looked for close around it. */
function sentenceAt(text: string, start: number, end: number) {
  const from = Math.max(0, text.lastIndexOf('\n', start - 1) + 1, start - 400);
  const newline = text.indexOf('\n', end);
  const to = Math.min(newline < 0 ? text.length : newline, end + 400);
  const sentences = splitSentences(text, { start: from, end: to });
  return sentences.find((sentence) => sentence.start <= start && sentence.end >= end) ?? { start, end };
}

const EXCEED =
  /\b(?:exceed|limited to|no more than|not be (?:liable|responsible) for [^.]{0,80}in excess of|in excess of|greater than|maximum)\b|초과하지|한도|넘지/i;
const FEES =
  /\b(?:fees?|amounts?|sums?|royalt\w+|payments?|compensation|consideration|price)\b[^.;]{0,60}\b(?:paid|payable|received|due|owed|actually)\b|\b(?:paid|payable|received)\b[^.;]{0,60}\b(?:under|pursuant|hereunder|by)\b/i;
const CONTRACT_VALUE = /계약 ?금액|용역 ?대금|계약 ?대금|총 ?대금/;

/** The limit of a liability, where it is an amount or fees; a limit to kinds of damage is none. */
export function liabilityCapOf(facts: FactSource): Found<LiabilityCap> | null {
  for (const sentence of facts.sentences('Cap on Liability')) {
    const cap = capIn(sentence.text);
    if (cap !== null) return { value: cap, spans: [sentence] };
  }
  return null;
}

function capIn(text: string): LiabilityCap | null {
  const exceed = EXCEED.exec(text);
  if (exceed === null || /보험|\binsurance\b/i.test(text)) return null;
  const korean = /[가-힣]/.test(text);
  const limited = korean ? text.slice(0, exceed.index) : text.slice(exceed.index);
  const [money] = findAmounts(limited);
  if (money !== undefined) {
    const { amount, currency } = money;
    return { amount: { amount, currency }, basis: 'amount', period: null };
  }
  if (korean && CONTRACT_VALUE.test(limited)) return { amount: null, basis: 'contract_value', period: null };
  if (!FEES.test(limited)) return null;
  const period = findDurations(limited).find(({ end }) => !/^\W+(?:notice|prior written)/i.test(limited.slice(end)));
  return { amount: null, basis: 'fees', period: period?.iso ?? null };
}

/** Closely before the time: somebody pays. */
const PAYMENT_HEAD = /\b(?:pays?|paid|payable|payments?|due|remit\w*|net)\b[^.;]{0,110}$/i;
const DUE = /\bwithin\s*$|\bnet\s*$|\bnot later than\s*$|\bno later than\s*$|\bon or before\s*$/i;
const DUE_EVENT =
  /^[^.;]{0,80}\b(?:invoic\w+|receipt|receiving|demand|billing|statement|shipment|delivery|parties sign)\b/i;
const KOREAN_DUE = /^ ?(?:이내|내)(?:에)?/;

/** The time within which invoices are paid. */
export function paymentTermsOf(facts: FactSource): Found<string> | null {
  if (facts.source.language === 'ko') return koreanPaymentTerms(facts);
  const { text } = facts;
  for (const { start, end, iso } of findDurations(text)) {
    if (!DUE.test(text.slice(Math.max(0, start - 20), start)) || !DUE_EVENT.test(text.slice(end, end + 100))) continue;
    const sentence = facts.passage(sentenceAt(text, start, end));
    const isInvoice = /\binvoices?d?\b/i.test(sentence.text);
    if (
      PAYMENT_HEAD.test(text.slice(Math.max(0, start - 130), start)) &&
      isInvoice &&
      !/\b(?:dispute|audit|cure|object|refund|terminat|discount)\w*\b/i.test(sentence.text)
    )
      return { value: iso, spans: [sentence] };
  }
  return null;
}

function koreanPaymentTerms(facts: FactSource): Found<string> | null {
  for (const sentence of facts.sentences('Payment')) {
    const due = koreanDue(sentence);
    if (due !== null) return { value: due, spans: [sentence] };
  }
  return null;
}

function koreanDue({ text }: Passage): string | null {
  if (!/지급/.test(text) || /선급금을 지급받은|검사|통지/.test(text)) return null;
  const due = findDurations(text).filter(({ end }) => KOREAN_DUE.test(text.slice(end)));
  const billed = due.find(({ start }) => /(?:세금계산서|청구|수령일|검수|완료).{0,30}$/.test(text.slice(0, start)));
  return billed?.iso ?? null;
}
