import type { Sentence } from './reading.js';
import { cosine } from './vectors.js';

/** From this cosine on, sentences are the same. */
const SAME = 0.9;
/** The price of repeating: of similar words, of a fact already told, of its topic, of a part already quoted. */
const REPEAT = { words: 0.7, fact: 0.45, topic: 0.35, part: 0.18 };
/** An article of a contract may be quoted for each of its facts: the share of the price that such a quotation pays. */
const OTHER_FACT = 0.3;

/**
 * Greedy selection by maximal marginal relevance: what is relevant, less what repeats the chosen. The first sentences of
 * a longer selection are the shorter one.
 *
 * @param spread How dear a second sentence of the same part is, 1 for the usual price.
 */
export function select(pool: readonly Sentence[], most: number, spread: number): Sentence[] {
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
      if (other.sentence.fact !== undefined && other.sentence.fact.topic === next.fact?.topic)
        other.price += other.sentence.fact.clauseType === next.fact.clauseType ? REPEAT.fact : REPEAT.topic;
      if (other.sentence.part.key === next.part.key) {
        const isOtherFact = spread <= 1 && next.fact !== undefined && other.sentence.fact !== undefined;
        other.price += REPEAT.part * spread * (isOtherFact ? OTHER_FACT : 1);
      }
    }
  }
  return chosen;
}

function gain(entry: { sentence: Sentence; price: number; similar: number } | undefined): number {
  if (entry === undefined || entry.similar >= SAME) return -Infinity;
  return entry.sentence.relevance - entry.price - REPEAT.words * entry.similar;
}
