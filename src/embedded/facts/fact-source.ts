import { splitSentences } from '../../contracts/sentences.js';
import type { SourceText, Span } from '../../contracts/types.js';
import type { ClauseTagger, TaggedSpan } from '../tagger.js';

/** A value with the ranges it was read from, the first of them the one that says it. */
export interface Found<T> {
  value: T;
  spans: Span[];
}

/** A stretch of the text, with its place. */
export interface Passage extends Span {
  text: string;
}

const DEFAULT_THRESHOLD = 0.5;

/** A contract with its clauses, as the readers of the facts ask for them. Tagged once. */
export class FactSource {
  private readonly byType = new Map<string, TaggedSpan[]>();
  private readonly threshold: number;

  constructor(
    readonly source: SourceText,
    tagger: ClauseTagger,
  ) {
    this.threshold = tagger.threshold ?? DEFAULT_THRESHOLD;
    for (const span of tagger.tag(source)) {
      const group = this.byType.get(span.clauseType);
      if (group === undefined) this.byType.set(span.clauseType, [span]);
      else group.push(span);
    }
  }

  get text(): string {
    return this.source.text;
  }

  /** The clauses of a type that the tagger reports, the surest first. */
  clauses(...types: readonly string[]): Passage[] {
    return types
      .flatMap((type) => this.byType.get(type) ?? [])
      .filter(({ probability }) => probability >= this.threshold)
      .sort((a, b) => b.probability - a.probability || a.start - b.start)
      .map((span) => this.passage(span));
  }

  /** The sentences of the clauses of these types, the surest clause's first; none twice. */
  sentences(...types: readonly string[]): Passage[] {
    const seen = new Set<number>();
    return this.clauses(...types)
      .flatMap((clause) => splitSentences(this.text, clause))
      .filter(({ start }) => !seen.has(start) && seen.add(start))
      .map((span) => this.passage(span));
  }

  passage({ start, end }: Span): Passage {
    return { start, end, text: this.text.slice(start, end) };
  }
}

/** A range inside a passage as a range of the text. */
export function within(passage: Span, { start, end }: Span): Span {
  return { start: passage.start + start, end: passage.start + end };
}

/** Where the `group` of a match stands in the text that `passage` is of. */
export function placeOf(passage: Span, match: RegExpExecArray): Span {
  return within(passage, { start: match.index, end: match.index + match[0].length });
}
