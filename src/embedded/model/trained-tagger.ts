import { createHash } from 'node:crypto';
import type { SourceText } from '../../contracts/types.js';
import { compareSpans, MINIMUM_PROBABILITY, type ClauseTagger, type TaggedSpan } from '../tagger.js';
import { forestScore } from './boosted-trees.js';
import { readDocument, type ModelDocument } from './document.js';
import { featuresOf } from './features.js';
import { LinearModel } from './linear.js';
import { readModel, type ClauseModel } from './model-file.js';
import { Ranking } from './ranking.js';
import { selectSpans, type Scored } from './select.js';

/** A candidate that was chosen. */
export interface RankedSpan extends Scored {
  /** Its number among the document's candidates. */
  candidate: number;
}

/** The second stage and the selection, given the logits of the first: the spans of each category, surest first. */
export function rankSpans(
  { categories, priors, forest }: Pick<ClauseModel, 'categories' | 'priors' | 'forest'>,
  document: ModelDocument,
  scores: Float32Array,
): RankedSpan[][] {
  const ranking = new Ranking(document, scores, categories.length);
  return categories.map((_, category) => {
    const scored: RankedSpan[] = [];
    ranking.forEach(category, priors[category]!, (candidate, row) => {
      const probability = 1 / (1 + Math.exp(-forestScore(forest, row)));
      const { start, end } = document.candidates[candidate]!;
      if (probability >= MINIMUM_PROBABILITY) scored.push({ start, end, probability, candidate });
    });
    return selectSpans(scored, MINIMUM_PROBABILITY);
  });
}

/** Tags with a trained model: `trainClauses` makes its file. Deterministic, linear in the text. */
export class TrainedTagger implements ClauseTagger {
  readonly version: string;
  private readonly linear: LinearModel;

  private constructor(
    readonly model: ClauseModel,
    hash: string,
  ) {
    this.version = `trained-${hash.slice(0, 12)}`;
    this.linear = new LinearModel(model.linear);
  }

  /** @throws ModelFileError when the bytes are no model file of this version. */
  static load(file: Uint8Array): TrainedTagger {
    return new TrainedTagger(readModel(file), createHash('sha256').update(file).digest('hex'));
  }

  tag(source: SourceText): TaggedSpan[] {
    const document = readDocument(source);
    const scores = this.linear.score(featuresOf(document));
    const spans = rankSpans(this.model, document, scores).flatMap((list, category) =>
      withoutRepeats(document.text, list).map(({ start, end, probability, candidate }): TaggedSpan => {
        const evidence = document.candidates[candidate]!.shape === 'phrase' ? 'form' : 'model';
        return { clauseType: this.model.categories[category]!, start, end, probability, evidence };
      }),
    );
    return spans.sort(compareSpans);
  }
}

/** Of spans with the same words the first, which is the surest. */
function withoutRepeats(text: string, spans: readonly RankedSpan[]): RankedSpan[] {
  const seen = new Set<string>();
  return spans.filter(({ start, end }) => {
    const words = text.slice(start, end).replace(/\s+/g, ' ');
    if (seen.has(words)) return false;
    seen.add(words);
    return true;
  });
}
