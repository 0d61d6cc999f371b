import { z } from 'zod';
import { UsageSchema } from '../analyses/analyses.schema.js';
import { listingSchema } from '../common/http/pagination.js';
import { BatchPolicySchema, BatchSchema } from '../models/batch/batch.schema.js';

export const ContestRequestSchema = z
  .strictObject({
    models: z.array(z.string().min(1).max(63)).min(1).max(50),
    repeats: z.number().int().min(1).max(100).default(1).meta({ description: 'Independent answers a case.' }),
    limit: z.number().int().min(1).optional().meta({ description: 'Only the first so many cases.' }),
    batch: BatchPolicySchema.optional().meta({ description: 'Whether models are asked by batch: never by default.' }),
  })
  .meta({ id: 'ContestRequest' });
export type ContestRequest = z.infer<typeof ContestRequestSchema>;

export const SuiteSchema = z
  .object({
    name: z.string(),
    version: z.number().int(),
    hash: z.string(),
    task: z.string(),
    cases: z.number().int(),
    source: z.record(z.string(), z.unknown()),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Suite' });

export const SuiteListSchema = listingSchema(SuiteSchema, 'SuiteList');

const IntervalSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'Interval', description: 'A value with the bounds of its 95 % interval, contracts resampled.' });

export const ContestSchema = z
  .object({
    id: z.uuid(),
    suite: z.string(),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    settings: z.record(z.string(), z.unknown()),
    models: z.array(
      z.object({
        model: z.string(),
        runId: z.uuid(),
        status: z.string(),
        metrics: z.record(z.string(), IntervalSchema),
        cases: z.number().int(),
        failed: z.number().int(),
        usage: UsageSchema.nullable(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
        batches: z.array(BatchSchema).meta({ description: 'Through which it asks, newest first.' }),
      }),
    ),
  })
  .meta({ id: 'Contest' });
export type ContestView = z.infer<typeof ContestSchema>;

export const LeaderboardSchema = z
  .object({
    suite: z.string(),
    suiteHash: z.string(),
    rows: z.array(
      z.object({
        model: z.string(),
        runId: z.uuid(),
        metrics: z.record(z.string(), IntervalSchema),
        cases: z.number().int(),
        failed: z.number().int(),
        usage: UsageSchema.nullable(),
        differenceToBest: IntervalSchema.optional().meta({
          description: 'AUPR minus that of the first row, paired by contract.',
        }),
      }),
    ),
  })
  .meta({ id: 'Leaderboard' });
