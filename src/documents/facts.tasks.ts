/** What is read off a text in a thread: see `Compute`. */
import type { SourceText } from '../contracts/types.js';
import { type KeyFacts, keyFacts } from '../embedded/key-facts.js';
import { LexiconTagger } from '../embedded/lexicon-tagger.js';

const tagger = new LexiconTagger();

export function facts(source: SourceText): KeyFacts {
  return keyFacts(source, tagger);
}
