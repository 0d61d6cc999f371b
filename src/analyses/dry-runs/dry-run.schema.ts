import { z } from 'zod';

export const CreateDryRunSchema = z
  .strictObject({
    model: z.string().min(1).max(63).meta({ description: 'The candidate.' }),
    documents: z.number().int().min(1).max(50).default(5).meta({
      description: 'How many of the most recently analysed documents it is tried on.',
    }),
  })
  .meta({ id: 'CreateDryRun' });
export type CreateDryRun = z.infer<typeof CreateDryRunSchema>;

const SideSchema = z.object({
  analysisId: z.uuid(),
  model: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  cost: z.number().nullable(),
  milliseconds: z.number().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

const SumSchema = z.object({
  done: z.number().int(),
  failed: z.number().int(),
  cost: z.number().nullable().meta({ description: 'USD; null when the cost of one is not known.' }),
  milliseconds: z.number().nullable().meta({ description: 'Median of an analysis.' }),
});

export const DryRunSchema = z
  .object({
    id: z.uuid(),
    task: z.enum(['summary', 'review']),
    model: z.string(),
    status: z.enum(['running', 'done']),
    current: SumSchema,
    candidate: SumSchema,
    agreement: z.number().nullable().meta({
      description: 'Share of the rules with the same outcome on both sides, over all documents; null for summaries.',
    }),
    overlap: z.number().nullable().meta({
      description: 'Characters cited by both, as a share of those cited by either.',
    }),
    documents: z.array(
      z.object({
        documentId: z.uuid(),
        current: SideSchema,
        candidate: SideSchema,
        overlap: z.number().nullable(),
        differences: z.array(
          z.object({ rule: z.string(), current: z.string().nullable(), candidate: z.string().nullable() }),
        ),
      }),
    ),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'DryRun' });
export type DryRunView = z.infer<typeof DryRunSchema>;
