import { z } from 'zod';
import { listingSchema } from '../common/http/pagination.js';
import { PageQuerySchema } from '../common/http/validation.js';
import { BatchPolicySchema } from '../models/batch/batch.schema.js';

const modelField = z.string().min(1).max(63).optional().meta({
  description: 'Name of a model; see /v1/models. By default what the route of the task says; see /v1/routes.',
});
const languageField = z.enum(['en', 'ko']).optional().meta({ description: "The document's own language by default." });

const batchField = BatchPolicySchema.optional().meta({
  description:
    'Whether its model is asked by batch, together with other analyses: never by default. Slower by up to a day, at a lower price.',
});

export const CreateSummarySchema = z
  .strictObject({
    model: modelField,
    style: z.enum(['executive', 'bullets', 'sections']).default('executive'),
    language: languageField,
    maxSentences: z.number().int().min(1).max(50).optional(),
    batch: batchField,
  })
  .meta({ id: 'CreateSummary' });
export type CreateSummary = z.infer<typeof CreateSummarySchema>;

export const CreateReviewSchema = z
  .strictObject({
    model: modelField,
    playbook: z.enum(['default']).default('default'),
    language: languageField,
    batch: batchField,
  })
  .meta({ id: 'CreateReview' });
export type CreateReview = z.infer<typeof CreateReviewSchema>;

export const CitationSchema = z
  .object({ start: z.number().int(), end: z.number().int(), page: z.number().int(), quote: z.string() })
  .meta({ id: 'Citation', description: '`text.slice(start, end) === quote`' });

export const FindingSchema = z
  .object({
    rule: z.string(),
    clauseType: z.string(),
    outcome: z.enum(['present', 'missing', 'deviates', 'unsupported']),
    severity: z.enum(['info', 'low', 'medium', 'high']),
    rationale: z.string(),
    suggestion: z.string().optional(),
    confidence: z.number().nullable(),
    citations: z.array(CitationSchema),
  })
  .meta({ id: 'Finding' });

const SentenceSchema = z
  .object({ text: z.string(), section: z.string().optional(), citations: z.array(CitationSchema) })
  .meta({ id: 'SummarySentence' });

const CoverageSchema = z
  .object({
    pages: z.array(z.number().int()),
    pagesTotal: z.number().int(),
    characters: z.number().int(),
    charactersTotal: z.number().int(),
    ratio: z.number(),
  })
  .meta({ id: 'Coverage', description: 'The pages and characters the analyst really saw.' });

const ProvenanceSchema = z
  .object({
    analyst: z.enum(['embedded', 'llm']),
    model: z.string(),
    snapshot: z.string(),
    textHash: z.string(),
    prompts: z.array(z.object({ name: z.string(), version: z.string(), hash: z.string() })),
    parameters: z.record(z.string(), z.unknown()),
    masked: z
      .record(z.string(), z.object({ entities: z.int(), places: z.int() }))
      .optional()
      .meta({ description: 'What was masked, by kind: how many different things in how many places.' }),
    shown: z
      .object({
        types: z.union([z.array(z.string()), z.literal('all')]),
        by: z.enum(['exemption', 'settings']),
        exemptions: z.array(z.object({ id: z.uuid(), reason: z.string(), createdBy: z.string() })),
      })
      .optional()
      .meta({ description: 'Kinds of personal data that were not masked, and by whose leave.' }),
    dropped: z
      .object({
        count: z.int(),
        parts: z.array(z.object({ task: z.string(), path: z.string(), reason: z.string() })),
      })
      .optional()
      .meta({ description: "What of the model's answers was not in the form that was asked for and was left out." }),
    version: z.string(),
  })
  .meta({ id: 'Provenance' });

export const UsageSchema = z
  .object({
    calls: z.number(),
    promptTokens: z.number(),
    completionTokens: z.number(),
    reasoningTokens: z.number(),
    cachedTokens: z.number(),
    cost: z.number().nullable().meta({ description: 'USD; null when the price is not known.' }),
    milliseconds: z.number(),
  })
  .meta({ id: 'Usage' });

const noteSchema = z.object({ code: z.string(), message: z.string() });

export const AnalysisSchema = z
  .object({
    id: z.uuid(),
    documentId: z.uuid(),
    kind: z.enum(['summary', 'review']),
    model: z.string().meta({ description: 'What was asked first; `provenance` tells what answered.' }),
    route: z
      .object({ switchId: z.uuid().nullable(), models: z.array(z.string()) })
      .nullable()
      .meta({ description: 'The route it began with; null where a model was asked for.' }),
    dryRunId: z.uuid().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    progress: z.object({ done: z.number(), total: z.number(), step: z.string() }).nullable(),
    findings: z.array(FindingSchema).optional().meta({ description: 'Of a review that is done.' }),
    sentences: z.array(SentenceSchema).optional().meta({ description: 'Of a summary that is done.' }),
    coverage: CoverageSchema.nullable(),
    provenance: ProvenanceSchema.nullable(),
    usage: UsageSchema.nullable(),
    warnings: z.array(noteSchema),
    error: noteSchema.nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Analysis' });

export const AnalysisListSchema = listingSchema(AnalysisSchema, 'AnalysisList');

export const ListAnalysesSchema = PageQuerySchema.extend({
  documentId: z.uuid().optional(),
  kind: z.enum(['summary', 'review']).optional(),
  status: z.enum(['queued', 'running', 'done', 'failed']).optional(),
});
export type ListAnalyses = z.infer<typeof ListAnalysesSchema>;
