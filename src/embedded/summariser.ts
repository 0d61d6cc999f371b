import type { SummaryStyle } from '../analyses/analyst.js';
import type { Provision, SourceText, Span } from '../contracts/types.js';
import type { Cue } from './evidence.js';
import { weigh } from './evidence.js';
import { segmentsOf, type Segment } from './segments.js';
import { factsOf, type Fact } from './summary/facts.js';
import { isProse, lineKey, recurringLines } from './summary/prose.js';
import { centroidOf, cosine, vectorise, type Vector } from './summary/vectors.js';
import type { TaggedSpan } from './tagger.js';

/** One sentence of a summary: where it stands in the source, and under which heading. */
export interface SummarySpan {
  span: Span;
  /** The heading of its section as printed; absent outside any section. */
  section?: string;
}

export interface SummariseOptions {
  style: SummaryStyle;
  /** Upper bound of sentences; by default by style. */
  maxSentences?: number;
  /** Clauses found in the text; with them a contract's key facts come first. */
  clauses?: readonly TaggedSpan[];
}

const DEFAULT_LENGTH: Record<SummaryStyle, number> = { executive: 7, bullets: 10, sections: 14 };
/** A default summary takes at most this share of the text's sentences. */
const MOST_OF_TEXT = 1 / 3;
/** Sentences that may enter the selection: those of highest relevance. Bounds the selection's cost. */
const POOL = 600;
/** From this cosine on, sentences are the same. */
const SAME = 0.9;
/** The price of repeating: of similar words, of a fact already told, of a section already quoted. */
const REPEAT = { words: 0.7, fact: 0.45, section: 0.18 };

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
  [/\b(?:exhibit|schedule|annex|appendix|section) [\da-z.]+\b|별표|별지|제\d+조/, -0.06],
  [/^(?:\(?[a-z0-9ivx]{1,4}[).] |and |or |but |provided|such |it |they |this |these |다만|단,|그러나|또한)/, -0.12],
];
/** What is attached to a contract says less than the contract. */
const ATTACHMENT = /^(?:exhibit|schedule|annex|appendix|attachment|별지|별첨|별표|부속)/;
const CONTRACT =
  /\b(?:hereby|hereto|hereof|hereunder|hereinafter|thereof|part(?:y|ies)|shall|agreement)\b|["'“”](?:갑|을)["'“”]|계약|제\s?\d+\s?조/g;
/** One such word in this many makes a contract: of CUAD's contracts all but 2 % have more, of meetings none. */
const WORDS_A_CONTRACT_SIGN = 100;

interface Sentence extends Segment {
  index: number;
  relevance: number;
  vector: Vector;
  fact?: Fact;
  section: Section | undefined;
}

interface Section extends Span {
  title: string;
  order: number;
}

/** Top-level sections with a printed heading. */
function sectionsOf(text: string, provisions: readonly Provision[], recurring: ReadonlySet<string>): Section[] {
  const sections: Section[] = [];
  for (const { start, end, number, heading } of provisions) {
    const title = [number, heading].filter((part) => part !== null && part !== '').join(' ');
    if (heading !== null && title !== '') sections.push({ start, end, title, order: sections.length });
  }
  return sections.length > 0 ? sections : headingSections(text, recurring);
}

/** Sections of a text without provisions: short lines in title case or with a number, followed by prose. */
function headingSections(text: string, recurring: ReadonlySet<string>): Section[] {
  const lines =
    /^(?:#{1,6} +|(?:\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[가-하])[.)]? +)?([A-Z가-힣][^\n.!?;:|]{2,70})$/gm;
  const starts = [...text.matchAll(lines)].filter(({ 0: line, index }) => {
    if (recurring.has(lineKey(line))) return false;
    const before = text.slice(Math.max(0, index - 2), index);
    return (
      (before === '' || before.endsWith('\n')) && (/^\d|^#|^[IVX]+\. |^[가-하][.)]/.test(line) || before === '\n\n')
    );
  });
  return starts.map((match, order) => ({
    start: match.index,
    end: starts[order + 1]?.index ?? text.length,
    title: match[0].replace(/^#+ +/, '').trim(),
    order,
  }));
}

/** The section at a position, by binary search. */
function sectionAt(sections: readonly Section[], position: number): Section | undefined {
  let low = 0;
  let high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sections[middle]?.start ?? Infinity) <= position) low = middle + 1;
    else high = middle;
  }
  const section = sections[low - 1];
  return section !== undefined && position < section.end ? section : undefined;
}

/** Whether the text is a contract: the words of contracts are frequent in it. */
function isContract(text: string): boolean {
  const sample = text.slice(0, 30_000).toLowerCase();
  const words = sample.split(/\s+/).length;
  return (sample.match(CONTRACT)?.length ?? 0) > words / WORDS_A_CONTRACT_SIGN;
}

function lengthPenalty({ start, end, hangul }: Segment): number {
  const comfortable = hangul ? 160 : 320;
  return Math.min(0.25, Math.max(0, (end - start - comfortable) / (comfortable * 4)));
}

function relevanceOf(segment: Segment, centrality: number, contract: boolean, textLength: number, fact?: Fact): number {
  const place = 1 - segment.start / Math.max(1, textLength);
  if (contract) {
    const attached = ATTACHMENT.test(segment.heading) ? 0.3 : 0;
    const cues = weigh(CONTRACT_CUES, segment.folded) - lengthPenalty(segment) - attached;
    return 0.5 * centrality + (fact?.worth ?? 0) + cues + 0.05 * place;
  }
  const heading = MESSAGE_HEADING.test(segment.heading) ? 0.25 : 0;
  return centrality + weigh(MESSAGE, segment.folded) + heading + 0.25 * place * place - lengthPenalty(segment);
}

function sentencesOf(source: SourceText, clauses: readonly TaggedSpan[]): Sentence[] {
  const { text } = source;
  const segments = segmentsOf(source);
  const recurring = recurringLines(text);
  const contract = isContract(text);
  const facts = contract ? factsOf(segments, clauses) : new Map<number, Fact>();
  const sections = sectionsOf(text, source.provisions, recurring);
  const prose = segments.flatMap((segment, index) => {
    const named = facts.get(index)?.clauseType === 'Parties';
    return isProse(text, segment, recurring, named) ? [{ segment, index }] : [];
  });
  const vectors = vectorise(prose.map(({ segment }) => segment.folded));
  const centroid = centroidOf(vectors);
  return prose.map(({ segment, index }, at) => {
    const vector = vectors[at] ?? new Map<string, number>();
    const fact = facts.get(index);
    const relevance = relevanceOf(segment, cosine(vector, centroid), contract, text.length, fact);
    return { ...segment, index, relevance, vector, fact, section: sectionAt(sections, segment.start) };
  });
}

/** Greedy selection by maximal marginal relevance: what is relevant, less what repeats the chosen. */
function select(pool: readonly Sentence[], most: number, spread: number): Sentence[] {
  const chosen: Sentence[] = [];
  const rest = pool.map((sentence) => ({ sentence, price: 0, similar: 0 }));
  while (chosen.length < most && rest.length > 0) {
    let best = 0;
    for (let at = 1; at < rest.length; at += 1) {
      if (gain(rest[at]) > gain(rest[best])) best = at;
    }
    if (gain(rest[best]) === -Infinity) break;
    const next = rest.splice(best, 1)[0]?.sentence;
    if (next === undefined) break;
    chosen.push(next);
    for (const other of rest) {
      other.similar = Math.max(other.similar, cosine(other.sentence.vector, next.vector));
      if (other.sentence.fact !== undefined && other.sentence.fact.clauseType === next.fact?.clauseType)
        other.price += REPEAT.fact;
      if (other.sentence.section !== undefined && other.sentence.section === next.section)
        other.price += REPEAT.section * spread;
    }
  }
  return chosen;
}

function gain(entry: { sentence: Sentence; price: number; similar: number } | undefined): number {
  if (entry === undefined || entry.similar >= SAME) return -Infinity;
  return entry.sentence.relevance - entry.price - REPEAT.words * entry.similar;
}

/** Contracts read by fact, the rest as printed; a summary by sections always as printed. */
function inOrder(chosen: readonly Sentence[], style: SummaryStyle): Sentence[] {
  const last = Number.MAX_SAFE_INTEGER;
  const rank = ({ fact }: Sentence): number => (style === 'sections' ? 0 : (fact?.rank ?? last));
  return [...chosen].sort((a, b) => rank(a) - rank(b) || a.start - b.start);
}

/**
 * An extractive summary: whole sentences of the source, chosen for what they say of the whole (TF-IDF centrality), for
 * the facts of a contract or the message of a report that they state, and for not repeating each other.
 *
 * Deterministic; near-linear in the text (the selection works on the {@link POOL} most relevant sentences). Empty when
 * the text holds no prose.
 */
export function summarise(source: SourceText, options: SummariseOptions): SummarySpan[] {
  const sentences = sentencesOf(source, options.clauses ?? []);
  const byDefault = Math.min(DEFAULT_LENGTH[options.style], Math.max(1, Math.ceil(sentences.length * MOST_OF_TEXT)));
  const most = Math.max(0, Math.floor(options.maxSentences ?? byDefault));
  const pool = [...sentences].sort((a, b) => b.relevance - a.relevance || a.start - b.start).slice(0, POOL);
  const chosen = select(pool, most, options.style === 'sections' ? 3 : 1);
  return inOrder(chosen, options.style).map(({ start, end, section }) => ({
    span: { start, end },
    ...(section === undefined ? {} : { section: section.title }),
  }));
}
