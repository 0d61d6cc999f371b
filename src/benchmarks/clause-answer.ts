import { cuadClauseTypes } from '../contracts/clause-types.js';
import { sha256Hex } from '../contracts/normalise.js';
import { parseProvisions } from '../contracts/provisions.js';
import type { SourceText } from '../contracts/types.js';
import { foldWhiteSpace } from './importers/white-space.js';
import type { PredictedText } from './metrics/cuad.js';

/** A passage that a model says answers a question; offsets are of the case's text. */
export interface Prediction extends PredictedText {
  start: number;
  end: number;
}

/** The contract of a case, as analysts are given documents. */
export function sourceOf(text: string): SourceText {
  return {
    text,
    textHash: sha256Hex(text),
    pages: [{ number: 1, start: 0, end: text.length, status: 'ok' }],
    provisions: parseProvisions(text),
    language: 'en',
  };
}

/** The spans of CUAD's categories, by category; others are not asked for. */
export function byCategory(
  text: string,
  spans: readonly { clauseType: string; start: number; end: number; probability: number }[],
): Record<string, Prediction[]> {
  const predictions: Record<string, Prediction[]> = {};
  const known = new Set(cuadClauseTypes.map(({ name }) => name));
  for (const { clauseType, start, end, probability } of spans) {
    if (!known.has(clauseType)) continue;
    (predictions[clauseType] ??= []).push({ text: foldWhiteSpace(text.slice(start, end)), start, end, probability });
  }
  return predictions;
}
