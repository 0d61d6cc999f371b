import { InvalidArgumentError, Option } from 'commander';
import type { BatchPolicy } from '../models/batch/batch.entity.js';
import type { BatchView } from '../models/batch/batch.schema.js';
import type { Progress } from './output.js';

/** `--batch`, or `--batch always`. */
export function batchOption(): Option {
  return new Option(
    '--batch [policy]',
    'ask models by batch, for less money and within a day: where it is worth it (auto), or always',
  )
    .preset('auto')
    .argParser(parsePolicy);
}

/** What stands behind `--batch` is taken for its value, a file too. */
function parsePolicy(value: string): BatchPolicy {
  if (value === 'auto' || value === 'always') return value;
  throw new InvalidArgumentError('Choose auto or always; put what else there is before --batch.');
}

type Shown = Pick<BatchView, 'requests' | 'answered' | 'failed' | 'state' | 'providerStatus'>;

/** What batches have come to: requests that are done, of how many, and what their providers say. */
export function batchesState(batches: readonly Shown[]): { done: number; total: number; states: string } {
  const total = batches.reduce((sum, { requests }) => sum + requests, 0);
  const done = batches.reduce((sum, { answered, failed }) => sum + answered + failed, 0);
  const states = new Set(batches.map(({ state, providerStatus }) => providerStatus ?? state));
  return { done: Math.min(done, total), total, states: [...states].join(', ') };
}

export function showBatches(progress: Progress, batches: readonly Shown[]): void {
  const { done, total, states } = batchesState(batches);
  progress.update(done, total || undefined, states);
}
