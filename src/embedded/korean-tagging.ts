import type { SourceText, Span } from '../contracts/types.js';
import { probabilityOf, weigh, type ClauseLexicon } from './evidence.js';
import { sentencesOf, type KoreanArticle, type KoreanParagraph } from './korean-articles.js';
import type { TaggedSpan } from './tagger.js';

/** A longer paragraph is cited by the sentence that says it, not whole. */
const LONGEST_PARAGRAPH = 400;
/** What a phrase loses where terms are only explained. */
const EXPLAINED = -3;
const EXPLANATION = /정\s?의$|용어|목\s?적$/;
/** Several subjects in one heading: 근로시간 및 휴가, 권리의무의 양도, 계약의 변경. */
const SEVERAL = /및|,|·|ㆍ|[가-힣](?:과|와) /;

/** What one lexicon sees in an article. */
interface Sight {
  lexicon: ClauseLexicon;
  above: number;
  inside: readonly number[];
}

/** Whether the heading alone makes the type likely: the article is then about it. */
function isSubject({ lexicon, above }: Sight): boolean {
  return lexicon.bias + above > 0;
}

/**
 * Clauses of one article. An article whose heading names a type is that clause as a whole; where the heading names several,
 * each gets the paragraphs that speak of it. Other types come from phrases, paragraph by paragraph.
 */
export function tagArticle(
  { text }: SourceText,
  article: KoreanArticle,
  lexicons: readonly ClauseLexicon[],
): TaggedSpan[] {
  const penalty = EXPLANATION.test(article.heading) ? EXPLAINED : 0;
  const sights = lexicons.map((lexicon): Sight => {
    const above = weigh(lexicon.heading, article.heading);
    return { lexicon, above, inside: article.paragraphs.map(({ folded }) => weigh(lexicon.body, folded)) };
  });
  const isShared = SEVERAL.test(article.heading) && sights.filter(isSubject).length > 1;
  return sights.flatMap((sight) => {
    if (!isSubject(sight)) return fromPhrases(text, article, sight, penalty);
    const paragraphs = isShared ? runs(article.paragraphs.filter((_, index) => (sight.inside[index] ?? 0) > 0)) : [];
    const spans: readonly Span[] = paragraphs.length > 0 ? paragraphs : [article];
    const { bias, clauseType } = sight.lexicon;
    const probability = probabilityOf(bias + sight.above + Math.max(...sight.inside));
    return spans.map(({ start, end }): TaggedSpan => ({ clauseType, start, end, probability, evidence: 'heading' }));
  });
}

/** Paragraphs that follow one another as one span. */
function runs(paragraphs: readonly KoreanParagraph[]): Span[] {
  const spans: Span[] = [];
  for (const { start, end } of paragraphs) {
    const last = spans.at(-1);
    if (last !== undefined && start - last.end <= 2) last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}

function fromPhrases(text: string, article: KoreanArticle, sight: Sight, penalty: number): TaggedSpan[] {
  const { bias, body, clauseType } = sight.lexicon;
  return article.paragraphs.flatMap((paragraph, index) => {
    const inside = sight.inside[index] ?? 0;
    if (inside <= 0) return [];
    const whole = paragraph.end - paragraph.start <= LONGEST_PARAGRAPH;
    const units = whole ? [{ ...paragraph, inside }] : weighed(sentencesOf(text, paragraph), body);
    return units.map(({ start, end, inside: weight }): TaggedSpan => {
      const probability = probabilityOf(bias + sight.above + weight + penalty);
      return { clauseType, start, end, probability, evidence: 'phrase' };
    });
  });
}

function weighed(units: readonly KoreanParagraph[], body: ClauseLexicon['body']) {
  return units.map((unit) => ({ ...unit, inside: weigh(body, unit.folded) })).filter(({ inside }) => inside > 0);
}
