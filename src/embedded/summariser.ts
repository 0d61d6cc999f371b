import type { SummaryStyle } from '../analyses/analyst.js';
import type { SourceText, Span } from '../contracts/types.js';
import type { Cue } from './evidence.js';
import { weigh } from './evidence.js';
import { segmentsOf, type Segment } from './segments.js';
import { factsOf, type Fact } from './summary/facts.js';
import { dialogueRelevance, dialogueSegments, isDialogue, isStatement, keyTermsOf } from './summary/dialogue.js';
import { caselessSegments, isCaseless, isCaselessProse, isPassage, passageRelevance } from './summary/passage.js';
import { isProse, recurringLines } from './summary/prose.js';
import { sectionAt, sectionsOf } from './summary/sections.js';
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
/** A transcript has no sections: it is covered in so many equal parts. */
const PARTS_OF_TALK = 12;
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
  [/\b(?:late|overdue|past due|interest at|interest on)\b|지연이자|연체/, -0.15],
  [/\d일부터 .{0,40}\d일까지|\bcommenc\w+ on .{1,80}\b(?:until|through|expir\w+|terminat\w+|ending)\b/, 0.15],
  [/\b(?:exhibit|schedule|annex|appendix|section) [\da-z.]+\b|별표|별지|제\d+조/, -0.06],
  [/^(?:\(?[a-z0-9ivx]{1,4}[).] |and |or |but |if |provided|such |it |they |this |these |다만|단,|그러나|또한)/, -0.12],
];
/** What only leads on to a list or a table, which a summary does not quote. */
const LEAD_IN: Cue = [/다음 (?:각 ?호|표)|다음과 같다|(?:as follows|the following)\W*$|:\W*$|\bfor example\b/, -0.45];
/** What is attached to a contract says less than the contract. */
const ATTACHMENT = /^(?:exhibit|schedule|annex|appendix|attachment|별지|별첨|별표|부속)/;
const CONTRACT =
  /\b(?:hereby|hereto|hereof|hereunder|hereinafter|thereof|part(?:y|ies)|shall|agreement)\b|["'“”](?:갑|을)["'“”]|계약|제\s?\d+\s?조/g;
/** One such word in this many makes a contract: of CUAD's contracts all but 2 % have more, of meetings none. */
const WORDS_A_CONTRACT_SIGN = 100;

interface Sentence extends Segment {
  relevance: number;
  vector: Vector;
  fact: Fact | undefined;
  part: Part;
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

/** What is quotable of a text, and what each sentence is worth to a reader of the whole. */
interface Reading {
  sentences: readonly { segment: Segment; index: number }[];
  facts: ReadonlyMap<number, Fact>;
  /** @param place Rank of the sentence among the quotable, in [0, 1). */
  worth(segment: Segment, centrality: number, place: number, fact: Fact | undefined): number;
  partOf(segment: Segment): Part;
}

/** A part of the text that a summary should not draw on twice where others are silent. */
interface Part {
  key: string;
  title?: string;
}

function numbered(segments: readonly Segment[]): { segment: Segment; index: number }[] {
  return segments.map((segment, index) => ({ segment, index }));
}

function readDialogue(text: string): Reading {
  const segments = dialogueSegments(text);
  const keyTerms = keyTermsOf(segments);
  return {
    sentences: numbered(segments).filter(({ segment }) => isStatement(segment)),
    facts: new Map(),
    worth: (segment, centrality) => dialogueRelevance(segment, centrality, keyTerms),
    partOf: ({ start }) => ({ key: String(Math.floor((PARTS_OF_TALK * start) / text.length)) }),
  };
}

function readCaseless(source: SourceText): Reading {
  return {
    sentences: numbered(caselessSegments(source)).filter(({ segment }) => isCaselessProse(segment)),
    facts: new Map(),
    worth: passageRelevance,
    partOf: ({ start }) => ({ key: String(start) }),
  };
}

function readDocument(source: SourceText, clauses: readonly TaggedSpan[]): Reading {
  const { text } = source;
  const segments = segmentsOf(source);
  const recurring = recurringLines(text);
  const contract = isContract(text);
  const facts = contract ? factsOf(segments, clauses) : new Map<number, Fact>();
  const sections = sectionsOf(text, source.provisions, recurring);
  const isNamed = (index: number): boolean => facts.get(index)?.clauseType === 'Parties';
  const worth: Reading['worth'] = (segment, centrality, _place, fact) => {
    const place = 1 - segment.start / Math.max(1, text.length);
    return contract ? contractRelevance(segment, centrality, place, fact) : reportRelevance(segment, centrality, place);
  };
  return {
    sentences: numbered(segments).filter(({ segment, index }) => isProse(text, segment, recurring, isNamed(index))),
    facts,
    worth: sections.length === 0 && facts.size === 0 && isPassage(text) ? passageRelevance : worth,
    partOf: ({ start }) => {
      const section = sectionAt(sections, start);
      return section === undefined ? { key: String(start) } : { key: String(section.start), title: section.title };
    },
  };
}

/** @param place Where the sentence stands, from 1 at the beginning of the text down to 0 at its end. */
function contractRelevance(segment: Segment, centrality: number, place: number, fact?: Fact): number {
  const attached = ATTACHMENT.test(segment.heading) ? 0.3 : 0;
  const cues = weigh([...CONTRACT_CUES, LEAD_IN], segment.folded) - lengthPenalty(segment) - attached;
  return 0.5 * centrality + (fact?.worth ?? 0) + cues + 0.05 * place;
}

/** @param place As {@link contractRelevance}'s. */
function reportRelevance(segment: Segment, centrality: number, place: number): number {
  const heading = MESSAGE_HEADING.test(segment.heading) ? 0.25 : 0;
  return centrality + weigh(MESSAGE, segment.folded) + heading + 0.25 * place * place - lengthPenalty(segment);
}

function readingOf(source: SourceText, clauses: readonly TaggedSpan[]): Reading {
  if (isDialogue(source.text)) return readDialogue(source.text);
  return isCaseless(source.text) ? readCaseless(source) : readDocument(source, clauses);
}

function sentencesOf({ sentences, facts, worth, partOf }: Reading): Sentence[] {
  const vectors = vectorise(sentences.map(({ segment }) => segment.folded));
  const centroid = centroidOf(vectors);
  return sentences.map(({ segment, index }, at) => {
    const vector = vectors[at] ?? new Map<string, number>();
    const fact = facts.get(index);
    const relevance = worth(segment, cosine(vector, centroid), at / sentences.length, fact);
    return { ...segment, relevance, vector, fact, part: partOf(segment) };
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
      if (other.sentence.part.key === next.part.key) other.price += REPEAT.section * spread;
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
  const sentences = sentencesOf(readingOf(source, options.clauses ?? []));
  const byDefault = Math.min(DEFAULT_LENGTH[options.style], Math.max(1, Math.ceil(sentences.length * MOST_OF_TEXT)));
  const most = Math.max(0, Math.floor(options.maxSentences ?? byDefault));
  const pool = [...sentences].sort((a, b) => b.relevance - a.relevance || a.start - b.start).slice(0, POOL);
  const chosen = select(pool, most, options.style === 'sections' ? 3 : 1);
  return inOrder(chosen, options.style).map(({ start, end, part: { title } }) => ({
    span: { start, end },
    ...(title === undefined ? {} : { section: title }),
  }));
}
