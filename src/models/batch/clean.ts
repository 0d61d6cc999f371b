import { BatchApiError } from './batch-api.js';
import type { StepResult, StepTools } from './steps.js';

/** Removes at the provider what was handed over and what came of it. A file that is gone is as good. */
export async function clean({ batch, api }: StepTools): Promise<StepResult> {
  const { inputFileId, outputFileId, errorFileId } = batch.row;
  for (const id of [inputFileId, outputFileId, errorFileId]) {
    if (id === null) continue;
    try {
      await api.deleteFile(id);
    } catch (error) {
      if (!(error instanceof BatchApiError) || !error.definite) throw error;
    }
  }
  await batch.change({ state: 'ended', endedAt: new Date(), jobId: null });
  return { next: 'never' };
}
