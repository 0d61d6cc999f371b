import { z } from 'zod';
import { listingSchema } from '../../common/http/pagination.js';
import { PageQuerySchema } from '../../common/http/validation.js';
import { batchOutcomes, batchStates, type ModelBatchEntity } from './batch.entity.js';

/** Whether calls are made by batch. */
export const BatchPolicySchema = z.enum(['never', 'auto', 'always']).meta({
  description:
    'Whether models are asked by batch: slower by up to a day, at a lower price. `auto`: where the model has a batch endpoint and there is enough to ask; `always`: refused where it has none.',
});

export const BatchSchema = z
  .object({
    id: z.uuid(),
    model: z.string(),
    state: z.enum(batchStates).meta({ description: '`waiting`: for the provider.' }),
    outcome: z
      .enum(batchOutcomes)
      .nullable()
      .meta({ description: '`passed_over`: too few requests to be worth it; they are made one by one.' }),
    requests: z.number().int(),
    answered: z.number().int().meta({ description: 'As far as the provider tells while it works.' }),
    failed: z.number().int(),
    providerStatus: z.string().nullable(),
    submittedAt: z.iso.datetime().nullable(),
    deadline: z.iso.datetime().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Batch' });
export type BatchView = z.infer<typeof BatchSchema>;

export const BatchListSchema = listingSchema(BatchSchema, 'BatchList');

export const ListBatchesSchema = PageQuerySchema.extend({ state: z.enum(batchStates).optional() });
export type ListBatches = z.infer<typeof ListBatchesSchema>;

export function batchView(batch: ModelBatchEntity): BatchView {
  const { id, model, state, outcome, requests, answered, failed, providerStatus, error, createdBy } = batch;
  return {
    id,
    model,
    state,
    outcome,
    requests,
    answered,
    failed,
    providerStatus,
    submittedAt: batch.submittedAt?.toISOString() ?? null,
    deadline: batch.deadline?.toISOString() ?? null,
    error,
    createdBy,
    createdAt: batch.createdAt.toISOString(),
    endedAt: batch.endedAt?.toISOString() ?? null,
  };
}
