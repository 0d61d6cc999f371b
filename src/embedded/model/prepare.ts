import { parseProvisions } from '../../contracts/provisions.js';
import type { SourceText } from '../../contracts/types.js';
import { bagsOf, type WordBags } from './bags.js';
import { readDocument, type ModelDocument } from './document.js';
import { featuresOf, type FeatureTable } from './features.js';
import { candidateTargets, unitTargets, type CandidateTargets, type GoldLabels } from './gold.js';

/** A contract as it is given for training; offsets of the labels are UTF-16 code units of `text`. */
export interface LabelledContract {
  file: string;
  text: string;
  labels: GoldLabels;
}

/** A contract with all that training asks of it. */
export interface PreparedContract extends LabelledContract {
  document: ModelDocument;
  table: FeatureTable;
  bags: WordBags;
}

/** A contract with what is to be learnt from it. */
export interface TrainingContract extends PreparedContract {
  /** Categories of each unit, as numbers. */
  positives: number[][];
  /** Which candidates are clauses. */
  targets: CandidateTargets;
}

export function prepareContract(contract: LabelledContract): PreparedContract {
  const document = readDocument(plainSource(contract.text));
  return { ...contract, document, table: featuresOf(document), bags: bagsOf(document) };
}

export function withTargets(contract: PreparedContract, categories: readonly string[]): TrainingContract {
  const { document, labels } = contract;
  const positives = unitTargets(document, labels, categories);
  return { ...contract, positives, targets: candidateTargets(document, labels, categories) };
}

/** A text as a source with provisions and nothing else. */
export function plainSource(text: string): SourceText {
  return { text, textHash: '', pages: [], provisions: parseProvisions(text), language: 'en' };
}
