import { createHash } from 'node:crypto';
import type { SourceText } from '../../contracts/types.js';
import { compareSpans, MINIMUM_PROBABILITY, type ClauseTagger, type TaggedSpan } from '../tagger.js';
import { bagsOf } from './bags.js';
import { forestScore, type Forest } from './boosted-trees.js';
import { calibrated } from './calibration.js';
import { readDocument, type ModelDocument } from './document.js';
import { featuresOf } from './features.js';
import { FirstStage, type UnitScores } from './first-stage.js';
import { forEachGain, LEAST_RANKED, type RankedCandidate } from './gain.js';
import { readModel, type ClauseModel } from './model-file.js';
import { rankedCandidates } from './ranking-training.js';
import { selectSpans, type Gaining } from './select.js';

/** A candidate that was chosen. */
export interface ChosenSpan extends Gaining {
  /** Its number among the document's candidates. */
  candidate: number;
}

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** The spans of each category that the gain forest and the selection leave, surest first, not yet calibrated. */
export function chooseSpans(gain: Forest, ranked: readonly (readonly RankedCandidate[])[]): ChosenSpan[][] {
  return ranked.map((candidates) => {
    const gaining: ChosenSpan[] = [];
    forEachGain(candidates, ({ start, end, candidate, score }, row) => {
      const probability = logistic(forestScore(gain, row));
      gaining.push({ start, end, candidate, probability, own: logistic(score) });
    });
    return selectSpans(gaining, LEAST_RANKED);
  });
}

/** All that comes after the first stage: the spans of each category, surest first. */
export function spansOf(
  { priors, ranking, gain, calibration }: Pick<ClauseModel, 'priors' | 'ranking' | 'gain' | 'calibration'>,
  document: ModelDocument,
  scores: UnitScores,
): ChosenSpan[][] {
  return chooseSpans(gain, rankedCandidates(document, scores, priors, ranking)).map((spans) =>
    spans
      .map((span) => ({ ...span, probability: calibrated(calibration, span.probability) }))
      .filter(({ probability }) => probability >= MINIMUM_PROBABILITY),
  );
}

/** Tags with a trained model: `trainClauses` makes its file. Deterministic, linear in the text. */
export class TrainedTagger implements ClauseTagger {
  readonly version: string;
  private readonly firstStage: FirstStage;

  private constructor(
    readonly model: ClauseModel,
    hash: string,
  ) {
    this.version = `trained-${hash.slice(0, 12)}`;
    this.firstStage = new FirstStage(model);
  }

  /** @throws ModelFileError when the bytes are no model file of this version. */
  static load(file: Uint8Array): TrainedTagger {
    return new TrainedTagger(readModel(file), createHash('sha256').update(file).digest('hex'));
  }

  tag(source: SourceText): TaggedSpan[] {
    const document = readDocument(source);
    const scores = this.firstStage.score({ document, table: featuresOf(document), bags: bagsOf(document) });
    const spans = spansOf(this.model, document, scores).flatMap((list, category) =>
      withoutRepeats(document.text, list).map(({ start, end, probability, candidate }): TaggedSpan => {
        const evidence = document.candidates[candidate]!.shape === 'phrase' ? 'form' : 'model';
        return { clauseType: this.model.categories[category]!, start, end, probability, evidence };
      }),
    );
    return spans.sort(compareSpans);
  }
}

/** Of spans with the same words the first, which is the surest. */
function withoutRepeats(text: string, spans: readonly ChosenSpan[]): ChosenSpan[] {
  const seen = new Set<string>();
  return spans.filter(({ start, end }) => {
    const words = text.slice(start, end).replace(/\s+/g, ' ');
    if (seen.has(words)) return false;
    seen.add(words);
    return true;
  });
}
