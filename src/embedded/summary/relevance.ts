import type { SourceText } from '../../contracts/types.js';
import { weigh, type Cue } from '../evidence.js';
import type { Segment } from '../segments.js';
import type { Fact, Topic } from './facts.js';

/** What marks sentences that carry a report's message. */
const MESSAGE: readonly Cue[] = [
  [
    /\b(?:in (?:summary|conclusion|short)|overall|to conclude|we (?:conclude|recommend|find|found|propose)|it is recommended)\b/,
    0.35,
  ],
  [/\b(?:recommend|conclu|result|finding|significant|key|main|primary|objective|purpose|aims?)\w*\b/, 0.12],
  [/\b(?:increas|decreas|grew|grow|rose|fell|declin|reduc|improv|exceed|reach|total)\w*\b/, 0.1],
  [/\b(?:risk|must|should|need|plan|expect|forecast|target)\w*\b/, 0.06],
  [/\d(?:[\d.,]*)\s?(?:%|percent|per cent|million|billion|퍼센트|억|만|조)/, 0.1],
  [/결론|요약|종합하면|요컨대|권고|제언|시사/, 0.3],
  [/증가|감소|상승|하락|달성|기록|개선|전망|예상|목표|핵심|주요|필요|과제|위험/, 0.12],
  [
    /\b(?:for example|for instance|such as|e\.g\.|this section|this chapter|the following|table \d|figure \d)\b|예를 들|다음과 같|아래 표|표 \d|그림 \d/,
    -0.2,
  ],
];
/** Headings whose sections say what the whole says. */
const MESSAGE_HEADING =
  /\b(?:abstract|summary|conclusions?|highlights?|overview|key findings|recommendations?|introduction)\b|요약|결론|개요|제언|총평|시사점/;
/** What a contract calls itself. */
const INSTRUMENT =
  '(?:\\w+ ){0,3}(?:agreement|contract|lease|licen[sc]e|amendment|addendum|deed|memorandum|letter|order)\\b';
/** What a contract's summary gains from (amounts, dates, periods) and what it does without. */
const CONTRACT_CUES: readonly Cue[] = [
  [
    /(?:\$|€|₩|usd|eur|krw) ?\d|\d ?(?:원|달러|%)|원정|\b(?:19|20)\d\d\b|\d\)? (?:business )?(?:days?|months?|years?)\b|\d ?(?:영업일|일 이내|개월|년)/,
    0.12,
  ],
  [
    /^\W*(?:[\d.]+ |\(\w+\) )?"[^"]{1,60}" (?:means|shall mean|has the meaning|shall have the meaning)|(?:이란|라 함은).{1,80}말한다/,
    -0.35,
  ],
  [/\b(?:headings?|counterparts?|singular|plural|severab|waiver)\w*\b/, -0.3],
  [/\b(?:late|overdue|past due|interest at|interest on)\b|지연이자|지연손해금|연체/, -0.3],
  [/\d일부터 .{0,40}\d일까지|\bcommenc\w+ on .{1,80}\b(?:until|through|expir\w+|terminat\w+|ending)\b/, 0.15],
  [/\b(?:exhibit|schedule|annex|appendix|section) [\da-z.]+\b|별표|별지|(?!^)제\d+조/, -0.08],
  [/\bnothing (?:herein|(?:contained )?in this)\b/, -0.25],
  // What holds for one provision only, and what parties can always do.
  [/\bthis (?:sub)?(?:section|article|paragraph|clause)\b|본 ?[조항][에의은을]/, -0.06],
  [/\bmutual (?:written )?(?:agreement|consent)\b/, -0.12],
  // The first paragraph of an article says its main thing.
  [/^(?:제\d+조.{0,60})?①/, 0.05],
  [/^[③-⑳]/, -0.06],
  [/^(?:\(?[a-z0-9ivx]{1,4}[).] |and (?!whereas)|or |but |if |provided|다만|단,|그러나|또한)/, -0.12],
  // What only the sentence before explains, and remarks beside the text.
  [
    new RegExp(
      `^(?:\\W|[\\da-z]{1,4}[.)] )*(?:such |it |they |this (?!${INSTRUMENT})|these (?!terms)|those |he |she |the foregoing|in (?:such|this|that|these) |(?:전|위|제) ?\\d+ ?항|이 경우|이에 |그 |해당 )`,
    ),
    -0.35,
  ],
  [/^[※*]/, -0.35],
];
/** What a sentence on money gains by figures, and loses without them. */
const FIGURES = { told: 0.08, none: -0.12 };
/** What a sentence gains by standing under a heading of its topic, and by naming it. */
const NAMED = { heading: 0.08, words: 0.04 };
const TOPICS: Partial<Record<Topic, RegExp>> = {
  purpose: /\b(?:purposes?|scope|appointment|engagement)\b|목적|업무/,
  term: /\bterm\b|\bduration\b|기간/,
  money: /\b(?:pay\w*|fees?|pric\w+|compensation|consideration|royalt\w+)\b|대금|임금|보수|금액/,
  liability: /\b(?:liab\w+|damages|indemni\w+)\b|배상|책임|지체/,
  termination: /\bterminat\w+\b|해지|해제/,
  law: /\blaws?\b|준거|관할|분쟁/,
};
const AMOUNT =
  /(?:\$|€|£|₩|us\$|usd|eur|krw) ?\d|\d ?(?:원|달러|%|percent|per cent|dollars)|\((?:\$|\d)|원정|\bpercent\b/;
/** What only leads on to a list or a table, which a summary does not quote. */
const LEAD_IN: Cue = [/다음 (?:각 ?호|표)|다음과 같다|(?:as follows|the following)\W*$|:\W*$|\bfor example\b/, -0.45];
/** The share of that price which a list of grounds of termination pays. */
const TERMINATION_LIST = 0.2;
/** What is attached to a contract says less than the contract. */
const ATTACHMENT = /^(?:exhibit|schedule|annex|appendix|attachment|별지|별첨|별표|부속)/i;
const ATTACHED = 0.5;
/** What stands so early, as a share of the text, is no attachment: the contract itself may be an exhibit of a filing. */
const FIRST_ATTACHMENT = 0.05;
const CONTRACT =
  /\b(?:hereby|hereto|hereof|hereunder|hereinafter|thereof|part(?:y|ies)|shall|agreement)\b|["'“”](?:갑|을)["'“”]|계약|제\s?\d+\s?조/g;
/** One such word in this many makes a contract: of CUAD's contracts all but 2 % have more, of meetings none. */
const WORDS_A_CONTRACT_SIGN = 100;

/** Whether the text is a contract: the words of contracts are frequent in it. */
export function isContract(text: string): boolean {
  const sample = text.slice(0, 30_000).toLowerCase();
  const words = sample.split(/\s+/).length;
  return (sample.match(CONTRACT)?.length ?? 0) > words / WORDS_A_CONTRACT_SIGN;
}

/** Where the attachments of a contract begin; the text's length where it has none. */
export function attachmentsFrom({ text, provisions }: SourceText): number {
  const first = provisions.find(
    ({ start, number, heading }) =>
      start > text.length * FIRST_ATTACHMENT && ATTACHMENT.test([number, heading].filter(Boolean).join(' ')),
  );
  return first?.start ?? text.length;
}

function lengthPenalty({ start, end, hangul }: Segment): number {
  const comfortable = hangul ? 160 : 320;
  return Math.min(0.25, Math.max(0, (end - start - comfortable) / (comfortable * 4)));
}

/** What a sentence gains or loses by how it tells its topic. */
function onTopic({ folded, heading }: Segment, topic?: Topic): number {
  const named = topic === undefined ? undefined : TOPICS[topic];
  const figures = topic === 'money' ? (AMOUNT.test(folded) ? FIGURES.told : FIGURES.none) : 0;
  // When a contract can be ended is often told as a list.
  const leadIn = LEAD_IN[0].test(folded) ? LEAD_IN[1] * (topic === 'termination' ? TERMINATION_LIST : 1) : 0;
  return (
    figures +
    leadIn +
    (named?.test(heading) === true ? NAMED.heading : 0) +
    (named?.test(folded) === true ? NAMED.words : 0)
  );
}

/**
 * What a sentence of a contract is worth in its summary: the fact that it states, and how it states it.
 *
 * @param centrality Cosine to the centroid of the text, in [0, 1].
 * @param place Where the sentence stands, from 1 at the beginning of the text down to 0 at its end.
 * @param attachments Where the attachments begin: {@link attachmentsFrom}.
 */
export function contractRelevance(
  segment: Segment,
  centrality: number,
  place: number,
  attachments: number,
  fact?: Fact,
): number {
  const attached = segment.start >= attachments || ATTACHMENT.test(segment.heading) ? ATTACHED : 0;
  const cues = weigh(CONTRACT_CUES, segment.folded) - lengthPenalty(segment) - attached;
  return 0.35 * centrality + (fact?.worth ?? 0) + cues + onTopic(segment, fact?.topic) + 0.05 * place;
}

/** What a sentence of a report is worth in its summary: the message that it carries. Parameters as of {@link contractRelevance}. */
export function reportRelevance(segment: Segment, centrality: number, place: number): number {
  const heading = MESSAGE_HEADING.test(segment.heading) ? 0.25 : 0;
  return centrality + weigh(MESSAGE, segment.folded) + heading + 0.25 * place * place - lengthPenalty(segment);
}
