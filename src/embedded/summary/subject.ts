import { plainWordsOf } from './passage-words.js';
import { KOREAN_STATEMENTS } from './plain-statements.ko.js';
import { PLAIN_STATEMENTS } from './plain-statements.js';
import { termsOf } from './vectors.js';

/** How sharply the statements that fit a passage best are preferred to the others. */
const SHARPNESS = 16;
/** Evidence that a short statement lacks, as a weight of terms. */
const LACKING = 3;
/** That a passage is on none of the subjects weighs as much as so many statements of such a fit. */
const NONE = { fit: 0.3, statements: 10 };
/** How often a word is told in the mean, and the share of that which every word is granted. */
const MEAN = 0.17;
const GRANTED = 0.3;

interface Statement {
  /** Its terms and how rare each is. */
  terms: ReadonlyMap<string, number>;
  words: readonly string[];
  /** The weight of its terms and of what it lacks. */
  whole: number;
}

/** The statements of one language, their terms weighed by how rare they are among them. */
function statementsOf(texts: readonly string[]): Statement[] {
  const termsOfEach = texts.map((text) => [...new Set(termsOf(text))]);
  const frequencies = new Map<string, number>();
  for (const term of termsOfEach.flat()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  return texts.map((text, at) => {
    const terms = new Map<string, number>();
    for (const term of termsOfEach[at] ?? [])
      terms.set(term, Math.log((1 + texts.length) / (frequencies.get(term) ?? 1)));
    const whole = [...terms.values()].reduce((sum, weight) => sum + weight, LACKING);
    return { terms, words: [...new Set(plainWordsOf(text))], whole };
  });
}

const STATEMENTS: readonly Statement[] = [...statementsOf(PLAIN_STATEMENTS), ...statementsOf(KOREAN_STATEMENTS)];

/**
 * How much oftener a word is told in plain statements on a passage's subject than words are on average, as a logarithm:
 * near 0 for all words of a passage that is on none of the subjects.
 *
 * The subject is a mixture of the statements, weighed by the share of their terms that stand in the passage.
 *
 * @param folded The passage's sentences, folded.
 */
export function subjectOf(folded: readonly string[]): (word: string) => number {
  const terms = new Set(folded.flatMap(termsOf));
  const shares = STATEMENTS.map((statement) => {
    let shared = 0;
    for (const [term, weight] of statement.terms) if (terms.has(term)) shared += weight;
    return Math.exp((SHARPNESS * shared) / statement.whole);
  });
  const none = NONE.statements * Math.exp(SHARPNESS * NONE.fit);
  const whole = shares.reduce((sum, share) => sum + share, none);
  const told = new Map<string, number>();
  for (const [at, { words }] of STATEMENTS.entries())
    for (const word of words) told.set(word, (told.get(word) ?? 0) + (shares[at] ?? 0) / whole);
  const granted = GRANTED + none / whole;
  return (word) => Math.log(((told.get(word) ?? 0) + granted * MEAN) / ((1 + GRANTED) * MEAN));
}
