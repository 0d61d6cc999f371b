import type { SummaryStyle } from '../analyses/analyst.js';
import type { SourceText, Span } from '../contracts/types.js';
import type { PassageWordModel } from './summary/passage-words.js';
import { sentencesOf, type Sentence } from './summary/reading.js';
import { select } from './summary/select.js';
import type { TaggedSpan } from './tagger.js';

/**
 * One sentence of a summary: where it stands in the source, and under which heading. In text that lost its capitals it is
 * the clause of the sentence that makes its point.
 */
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
  /** Judges short passages of terms instead of the model that ships. */
  passageWords?: PassageWordModel;
}

const DEFAULT_LENGTH: Record<SummaryStyle, number> = { executive: 7, bullets: 10, sections: 14 };
/** A default summary takes at most this share of the text's sentences. */
const MOST_OF_TEXT = 1 / 3;
/** Sentences that may enter the selection: those of highest relevance. Bounds the selection's cost. */
const POOL = 600;
/** By sections, a second sentence of the same section costs more by this factor. */
const SPREAD: Record<SummaryStyle, number> = { executive: 1, bullets: 1, sections: 3 };

/** Contracts read by fact, the rest as printed; a summary by sections always as printed. */
function inOrder(chosen: readonly Sentence[], style: SummaryStyle): Sentence[] {
  const last = Number.MAX_SAFE_INTEGER;
  const rank = ({ fact }: Sentence): number => (style === 'sections' ? 0 : (fact?.rank ?? last));
  return [...chosen].sort((a, b) => rank(a) - rank(b) || a.start - b.start);
}

/**
 * An extractive summary: whole sentences of the source, chosen for what they say of the whole (TF-IDF centrality), for
 * the facts of a contract, the message of a report or the substance of a talk that they state, and for not repeating
 * each other.
 *
 * Deterministic; near-linear in the text (the selection works on the {@link POOL} most relevant sentences). Empty when
 * the text holds no prose.
 */
export function summarise(source: SourceText, options: SummariseOptions): SummarySpan[] {
  const sentences = sentencesOf(source, options.clauses ?? [], options.passageWords);
  const byDefault = Math.min(DEFAULT_LENGTH[options.style], Math.max(1, Math.ceil(sentences.length * MOST_OF_TEXT)));
  const most = Math.max(0, Math.floor(options.maxSentences ?? byDefault));
  const pool = [...sentences].sort((a, b) => b.relevance - a.relevance || a.start - b.start).slice(0, POOL);
  const chosen = select(pool, most, SPREAD[options.style]);
  return inOrder(chosen, options.style).map(({ start, end, part: { title } }) => ({
    span: { start, end },
    ...(title === undefined ? {} : { section: title }),
  }));
}
