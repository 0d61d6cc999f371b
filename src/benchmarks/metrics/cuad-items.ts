import { cuadClauseTypes } from '../../contracts/clause-types.js';
import type { ClauseCase } from '../importers/importer.js';
import { foldWhiteSpace } from '../importers/white-space.js';
import type { CuadItem, PredictedText } from './cuad.js';

/** What a tagger says of one contract: texts with probabilities by category, as in a line of `johang tag`. */
export type ClausePredictions = Readonly<Record<string, readonly PredictedText[]>>;

const cuadCategories = cuadClauseTypes.map(({ name }) => name);

/**
 * The questions that one contract's score is made of: CUAD's 41 categories and whatever else is labelled or predicted. A
 * contract without any label or prediction has its questions too, or two models would not be compared on the same
 * contracts. Texts are compared with their white space folded; the gold ones are already.
 */
export function clauseItems(
  { key, labels }: Pick<ClauseCase, 'key' | 'labels'>,
  predictions: ClausePredictions,
): CuadItem[] {
  const categories = new Set([...cuadCategories, ...Object.keys(labels), ...Object.keys(predictions)]);
  return [...categories].map((category) => ({
    caseId: key,
    category,
    gold: (labels[category] ?? []).map((span) => span.text),
    predictions: (predictions[category] ?? []).map(({ text, probability }) => ({
      text: foldWhiteSpace(text),
      probability,
    })),
  }));
}
