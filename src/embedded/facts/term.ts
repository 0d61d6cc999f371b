import { type DurationValue, findDurations } from '../../contracts/values/durations.js';
import type { FactSource, Found, Passage } from './fact-source.js';

/** How a contract goes on behind its first term. */
export interface Renewal {
  /** Whether it renews unless a party objects; false where it needs notice or agreement. */
  automatic: boolean;
  /** ISO 8601 duration of a further term; null when the clause gives none. */
  period: string | null;
}

const SAYS = /\b(?:initial )?term of (?:this|the) (?:agreement|contract) (?:shall|will|is|commences)\b[^.;]{0,160}/gi;
/** What goes on when the contract has ended. */
const AFTERWARDS = /\bsurviv\w*|^\W*(?:[\w.]+\W+){0,4}(?:upon|following|after) (?:the )?(?:expiration|termination)\b/i;
const TERM_WORDS = /\b(?:term|period|continue|remain|in effect|effective|force|valid|expire)\b|기간|유효|효력|부터/i;
/** A notice or cure period, or a further term, that stands in the same sentence as the term. */
const NOT_TERM =
  /\b(?:prior|notice|written|renew\w*|extend\w*|extension|additional|successive|advance|before|after (?:the )?expir\w*)\b/i;
const KOREAN_NOT_TERM = /^.{0,6}(?:전|이내|자동|갱신|연장)/;

/** Length of the first term. */
export function termOf(facts: FactSource): Found<string> | null {
  for (const sentence of facts.sentences('Contract Term', 'Expiration Date')) {
    if (!TERM_WORDS.test(sentence.text) || AFTERWARDS.test(sentence.text)) continue;
    const duration = findDurations(sentence.text).find((candidate) => isTerm(sentence.text, candidate));
    if (duration !== undefined) return { value: duration.iso, spans: [sentence] };
  }
  return outright(facts);
}

/** Words that say it outright, where the tagger was not sure of any clause. */
function outright(facts: FactSource): Found<string> | null {
  for (const match of facts.text.matchAll(SAYS)) {
    const passage = facts.passage({ start: match.index, end: match.index + match[0].length });
    const duration = findDurations(passage.text).find((candidate) => isTerm(passage.text, candidate));
    if (duration !== undefined) return { value: duration.iso, spans: [passage] };
  }
  return null;
}

function isTerm(text: string, { start, end, iso, businessDays }: DurationValue): boolean {
  if (businessDays || iso.startsWith('PT')) return false;
  const before = text.slice(Math.max(0, start - 45), start);
  const after = text.slice(end, end + 30);
  return (
    !NOT_TERM.test(before) &&
    !/\b(?:such|within)\W+$/i.test(before) &&
    !/^\W{0,3}(?:\w+\W+){0,2}(?:prior|notice|written|renew\w*|extension|advance|before)\b/i.test(after) &&
    !KOREAN_NOT_TERM.test(after)
  );
}

const AUTOMATIC =
  /\bautomatic(?:ally)?\b|\bself-renew|\bshall (?:be )?renew(?:ed)?\b[^.]{0,120}\bunless\b|\bunless\b[^.]{0,160}\b(?:renew|extend)\w*\b|자동(?:으로|적으로)? ?(?:연장|갱신)|통지하지 ?아니하면.{0,60}(?:연장|갱신)|의사표시가 ?없(?:으면|는).{0,60}(?:연장|갱신)/i;
const RENEWED =
  /\b(?:renew\w*|extend\w*|extension|additional|successive|further|subsequent|consecutive)\b|연장|갱신|동일|같은 조건/i;
const YEARLY = /\byear[- ]to[- ]year\b|\b(?:successive|additional|consecutive) (?:annual|yearly)\b|\bannually\b/i;

/** Whether and for how long the contract renews. */
export function renewalOf(facts: FactSource): Found<Renewal> | null {
  const sentences = facts.sentences('Renewal Term').filter(({ text }) => /renew|exten|연장|갱신/i.test(text));
  const best =
    sentences.find(({ text }) => AUTOMATIC.test(text) && furtherTerm(text) !== null) ??
    sentences.find(({ text }) => furtherTerm(text) !== null) ??
    sentences[0];
  if (best === undefined) return null;
  return { value: { automatic: AUTOMATIC.test(best.text), period: furtherTerm(best.text) }, spans: [best] };
}

function furtherTerm(text: string): string | null {
  for (const { start, end, iso } of findDurations(text)) {
    const around = text.slice(Math.max(0, start - 70), end + 30);
    const isNotice = /^[^.;,]{0,24}(?:prior|notice|written|before|advance)|^.{0,4}전/i.test(text.slice(end, end + 40));
    const isFirst = /\binitial (?:term|period)\b[^,;]{0,40}$/i.test(text.slice(Math.max(0, start - 60), start));
    if (RENEWED.test(around) && !isNotice && !isFirst) return iso;
  }
  return YEARLY.test(text) ? 'P1Y' : null;
}

const NOTICE =
  /^(?:(?!\bunless\b|\bperiods?\b|\bterms?\b)[^.;]){0,60}\b(?:prior|notice|before|advance)\b|^ ?(?:이?전|앞서)/i;

/** The notice that stops a renewal, or, where nothing renews by itself, that asks for one. */
export function noticePeriodOf(facts: FactSource): Found<string> | null {
  return noticeIn(facts.sentences('Notice Period to Terminate Renewal'));
}

const CONVENIENCE =
  /\b(?:terminat|cancel)\w*\b[^.;]{0,140}\b(?:convenience|any (?:or no )?reason|without cause|no cause|at any time|upon|by giving|notice)\b|해지|해제|종료|사직/i;
const FOR_CAUSE = /\b(?:default\w*|breach\w*|cure|safety|law|regulation|insolven\w*|if)\b|위반|불이행/i;

/** The notice of a termination without cause. */
export function terminationNoticeOf(facts: FactSource): Found<string> | null {
  return noticeIn(
    facts
      .sentences('Termination for Convenience')
      .filter(({ text }) => CONVENIENCE.test(text) && !FOR_CAUSE.test(text)),
  );
}

function noticeIn(sentences: readonly Passage[]): Found<string> | null {
  for (const sentence of sentences) {
    const duration = findDurations(sentence.text).find(
      ({ start, end }) =>
        NOTICE.test(sentence.text.slice(end)) ||
        /\bnotice (?:period )?(?:of|at least|not less than)[^.;]{0,30}$/i.test(sentence.text.slice(0, start)),
    );
    if (duration !== undefined) return { value: duration.iso, spans: [sentence] };
  }
  return null;
}
