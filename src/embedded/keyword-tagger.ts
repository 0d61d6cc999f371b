import { splitSentences } from '../contracts/sentences.js';
import type { SourceText } from '../contracts/types.js';
import { fold } from './evidence.js';
import { keywords } from './keywords.js';
import { compareSpans, type ClauseTagger, type TaggedSpan } from './tagger.js';

/** What a keyword hit is worth: of such sentences roughly this share is of the type (measured on CUAD training contracts). */
const PROBABILITY = 0.3;

/** The baseline that a better tagger must beat: every sentence that holds one of a type's keywords. */
export class KeywordTagger implements ClauseTagger {
  readonly version = 'keyword-1';
  /** A keyword is all this tagger has: what it finds, it reports. */
  readonly threshold = PROBABILITY;

  tag(source: SourceText): TaggedSpan[] {
    const spans: TaggedSpan[] = [];
    for (const { start, end } of splitSentences(source.text)) {
      const folded = fold(source.text.slice(start, end));
      for (const [clauseType, words] of Object.entries(keywords)) {
        if (!words.some((word) => folded.includes(word))) continue;
        spans.push({ clauseType, start, end, probability: PROBABILITY, evidence: 'keyword' });
      }
    }
    return spans.sort(compareSpans);
  }
}
