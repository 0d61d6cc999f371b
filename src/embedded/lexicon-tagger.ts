import { contractKind } from '../contracts/contract-kind.js';
import type { SourceText } from '../contracts/types.js';
import { fold, probabilityOf, weigh, type ClauseLexicon } from './evidence.js';
import type { Candidate } from './extractors/context.js';
import { dateCandidates } from './extractors/dates.js';
import { partyCandidates } from './extractors/parties.js';
import { titleCandidates } from './extractors/titles.js';
import { koreanArticles, type KoreanArticle } from './korean-articles.js';
import { tagArticle } from './korean-tagging.js';
import { clauseLexicons, koreanLexiconsOf } from './lexicon/index.js';
import { agreementDate, documentName, effectiveDate, parties } from './lexicon/form.js';
import { mergeNeighbours } from './merge.js';
import { segmentsOf, type Segment } from './segments.js';
import { compareSpans, MINIMUM_PROBABILITY, type ClauseTagger, type TaggedSpan } from './tagger.js';

/** Weights of one lexicon's heading cues by heading: thousands of sentences stand under a few hundred headings. */
class HeadingWeights {
  private readonly known = new Map<string, number>();

  constructor(private readonly lexicon: ClauseLexicon) {}

  of(heading: string): number {
    let weight = this.known.get(heading);
    if (weight === undefined) {
      weight = weigh(this.lexicon.heading, heading);
      this.known.set(heading, weight);
    }
    return weight;
  }
}

/**
 * Tags by hand-written evidence: cues in the headings and in the sentence, added up in log-odds, and extractors for the
 * form's fields (name, parties, dates). English by sentences, Korean by articles and their paragraphs where the contract
 * has them.
 */
export class LexiconTagger implements ClauseTagger {
  readonly version = 'lexicon-2';

  tag(source: SourceText): TaggedSpan[] {
    const segments = segmentsOf(source);
    const latin = segments.filter((segment) => !segment.hangul);
    const articles = koreanArticles(source);
    const hangul = outside(articles, segments).filter((segment) => segment.hangul);
    const korean = koreanLexiconsOf[contractKind(source)];
    const spans = [
      ...clauseLexicons.flatMap((lexicon) => tagSegments(lexicon, latin)),
      ...articles.flatMap((article) => tagArticle(source, article, korean)),
      ...korean.flatMap((lexicon) => tagSegments(lexicon, hangul)),
      ...tagForm(source.text),
    ];
    const sayable = spans.filter(({ probability }) => probability >= MINIMUM_PROBABILITY);
    return withoutRepeats(source.text, sayable).sort(compareSpans);
  }
}

/** The segments that stand in no article; both in order. */
function outside(articles: readonly KoreanArticle[], segments: readonly Segment[]): Segment[] {
  let next = 0;
  return segments.filter(({ start }) => {
    while ((articles[next]?.end ?? Infinity) <= start) next += 1;
    return start < (articles[next]?.start ?? Infinity);
  });
}

function tagSegments(lexicon: ClauseLexicon, segments: readonly Segment[]): TaggedSpan[] {
  const headings = new HeadingWeights(lexicon);
  const hits = [];
  for (const [index, segment] of segments.entries()) {
    if (segment.isHeading) continue;
    const above = headings.of(segment.heading);
    const inside = weigh(lexicon.body, segment.folded);
    if (above + inside <= 0) continue;
    const probability = probabilityOf(lexicon.bias + above + inside);
    if (probability >= MINIMUM_PROBABILITY) hits.push({ segment, index, probability, above, inside });
  }
  return mergeNeighbours(lexicon.clauseType, hits);
}

function tagForm(text: string): TaggedSpan[] {
  const dates = dateCandidates(text);
  return [
    ...tagCandidates(documentName, titleCandidates(text)),
    ...tagCandidates(parties, partyCandidates(text)),
    ...tagCandidates(agreementDate, dates),
    ...tagCandidates(effectiveDate, dates),
  ];
}

function tagCandidates(lexicon: ClauseLexicon, candidates: readonly Candidate[]): TaggedSpan[] {
  return candidates
    .map(({ start, end, context }): TaggedSpan => {
      const probability = probabilityOf(lexicon.bias + weigh(lexicon.body, context));
      return { clauseType: lexicon.clauseType, start, end, probability, evidence: 'form' };
    })
    .filter((span) => span.probability >= MINIMUM_PROBABILITY);
}

/** Of the spans of one type with the same words (of form fields: but for case) keeps the most probable, the first of equals. */
function withoutRepeats(text: string, spans: readonly TaggedSpan[]): TaggedSpan[] {
  const best = new Map<string, TaggedSpan>();
  for (const span of spans) {
    const words = text.slice(span.start, span.end);
    const key = `${span.clauseType}\n${span.evidence === 'form' ? fold(words) : words}`;
    const known = best.get(key);
    const better = known === undefined || span.probability > known.probability;
    if (better || (span.probability === known.probability && span.start < known.start)) best.set(key, span);
  }
  return [...best.values()];
}
