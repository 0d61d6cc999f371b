import type { SourceText } from '../contracts/types.js';
import type { LexiconTagger } from './lexicon-tagger.js';
import type { TrainedTagger } from './model/trained-tagger.js';
import { compareSpans, type ClauseTagger, type TaggedSpan } from './tagger.js';

/**
 * The trained model for English, with the lexicon for the clause types that the model was not trained on; the lexicon
 * alone for other languages.
 */
export class EmbeddedTagger implements ClauseTagger {
  /** @param load called when the model is first needed; null where there is none, and then the lexicon does it all */
  constructor(
    private readonly lexicon: LexiconTagger,
    private readonly load: () => TrainedTagger | null,
  ) {}

  get version(): string {
    const trained = this.load();
    return trained === null ? this.lexicon.version : `${trained.version}+${this.lexicon.version}`;
  }

  tag(source: SourceText): TaggedSpan[] {
    const trained = source.language === 'en' ? this.load() : null;
    const evidence = this.lexicon.tag(source);
    if (trained === null) return evidence;
    const learnt = new Set(trained.model.categories);
    const others = evidence.filter(({ clauseType }) => !learnt.has(clauseType));
    return [...trained.tag(source), ...others].sort(compareSpans);
  }
}
