import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { StoredError } from '../../common/errors/app-error.js';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { FailedCall } from '../errors.js';
import type { RawAnswer } from '../response.js';
import type { ModelAnswer, Prices, TokenUsage } from '../types.js';

/** `auto`: only where the model has a batch endpoint and there is enough to ask. */
export type BatchPolicy = 'auto' | 'always';

/**
 * `gathering` takes requests; `ready` takes no more and waits to be handed over; `waiting` is the provider's; `cleaning`
 * has an outcome for every request, and files to be removed at the provider.
 */
export const batchStates = ['gathering', 'ready', 'submitting', 'waiting', 'cleaning', 'ended'] as const;
export type BatchState = (typeof batchStates)[number];

/** `passed_over`: too few requests to be worth it; they are made one by one. */
export const batchOutcomes = ['completed', 'expired', 'failed', 'cancelled', 'passed_over'] as const;
export type BatchOutcome = (typeof batchOutcomes)[number];

/** Requests to one model that are answered together. See the migration for what each column means. */
@Entity('model_batches')
@Check('ck_model_batches_policy', `policy IN ('auto', 'always')`)
@Check('ck_model_batches_state', `state IN ('gathering', 'ready', 'submitting', 'waiting', 'cleaning', 'ended')`)
@Check('ck_model_batches_outcome', `outcome IN ('completed', 'expired', 'failed', 'cancelled', 'passed_over')`)
@Index('uq_model_batches_gathering', { synchronize: false })
@Index('ix_model_batches_pool', ['workspaceId', 'pool'])
export class ModelBatchEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_model_batches' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_model_batches_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  model: string;

  @Column('text')
  pool: string;

  @Column('text')
  policy: BatchPolicy;

  @Column('text')
  state: BatchState;

  @Column('text', { nullable: true })
  outcome: BatchOutcome | null;

  @Column('integer', { default: 0 })
  requests: number;

  /** Of the file, as a decimal text. */
  @Column('bigint', { default: 0 })
  bytes: string;

  @Column('integer', { default: 0 })
  answered: number;

  @Column('integer', { default: 0 })
  failed: number;

  @Column('text', { name: 'base_url', nullable: true })
  baseUrl: string | null;

  /** What its requests cost, the share of the batch applied. */
  @Column('jsonb', { nullable: true })
  prices: Prices | null;

  @Column('timestamptz', { name: 'reserved_at', nullable: true })
  reservedAt: Date | null;

  @Column('timestamptz', { name: 'upload_begun_at', nullable: true })
  uploadBegunAt: Date | null;

  @Column('text', { name: 'input_file_id', nullable: true })
  inputFileId: string | null;

  @Column('timestamptz', { name: 'create_begun_at', nullable: true })
  createBegunAt: Date | null;

  @Column('text', { name: 'provider_id', nullable: true })
  providerId: string | null;

  @Column('text', { name: 'provider_status', nullable: true })
  providerStatus: string | null;

  @Column('text', { name: 'output_file_id', nullable: true })
  outputFileId: string | null;

  @Column('text', { name: 'error_file_id', nullable: true })
  errorFileId: string | null;

  @Column('timestamptz', { name: 'submitted_at', nullable: true })
  submittedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  deadline: Date | null;

  @Column('timestamptz', { name: 'cancel_requested_at', nullable: true })
  cancelRequestedAt: Date | null;

  @Column('integer', { default: 0 })
  failures: number;

  @Column('integer', { default: 0 })
  polls: number;

  /** Answers in a row that say nothing of the batch, and the first of them. */
  @Column('integer', { default: 0 })
  unusable: number;

  @Column('timestamptz', { name: 'unusable_since', nullable: true })
  unusableSince: Date | null;

  @Column('uuid', { name: 'job_id', nullable: true })
  jobId: string | null;

  @Column('text', { nullable: true })
  holder: string | null;

  @Column('jsonb', { nullable: true })
  error: StoredError | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'gathered_at', default: () => 'now()' })
  gatheredAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}

/** What became of a request: what the provider said, or an answer that was judged, or why there is none. */
export type ItemOutcome =
  | { kind: 'raw'; raw: RawAnswer; usage: TokenUsage; requestId: string | null; cost: number | null }
  | { kind: 'answer'; answer: ModelAnswer }
  | { kind: 'error'; error: StoredError; call?: FailedCall };

/** The job that goes on with the owner's work. */
export type Wake =
  | { job: 'benchmark'; data: { workspaceId: string; contestId: string } }
  | { job: 'analyse'; data: { workspaceId: string; analysisId: string } };

@Entity('model_batch_items')
@Check('ck_model_batch_items_state', `state IN ('waiting', 'answered', 'returned', 'final')`)
@Unique('uq_model_batch_items_key', ['workspaceId', 'journal', 'key'])
@Index('ix_model_batch_items_batch', ['batchId'])
@Index('ix_model_batch_items_owner', ['owner'])
@Index('ix_model_batch_items_analysis', { synchronize: false })
@Index('ix_model_batch_items_run', { synchronize: false })
export class ModelBatchItemEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_model_batch_items' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_model_batch_items_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('uuid', { name: 'batch_id' })
  @ForeignKey(() => ModelBatchEntity, { name: 'fk_model_batch_items_batch', onDelete: 'CASCADE' })
  batchId: string;

  @Column('uuid')
  owner: string;

  @Column('text')
  journal: string;

  @Column('text')
  key: string;

  @Column('text')
  task: string;

  @Column('text')
  actor: string;

  @Column('uuid', { name: 'document_id', nullable: true })
  documentId: string | null;

  // By name, since models know nobody.
  @Column('uuid', { name: 'analysis_id', nullable: true })
  @ForeignKey('AnalysisEntity', { name: 'fk_model_batch_items_analysis', onDelete: 'CASCADE' })
  analysisId: string | null;

  @Column('uuid', { name: 'run_id', nullable: true })
  @ForeignKey('RunEntity', { name: 'fk_model_batch_items_run', onDelete: 'CASCADE' })
  runId: string | null;

  /** As it is sent: JSON, masked. */
  @Column('text')
  body: string;

  @Column('integer', { name: 'output_tokens' })
  outputTokens: number;

  @Column('boolean', { name: 'opens_in_trace' })
  opensInTrace: boolean;

  @Column('jsonb')
  wake: Wake;

  @Column('text')
  state: 'waiting' | 'answered' | 'returned' | 'final';

  @Column('jsonb', { nullable: true })
  outcome: ItemOutcome | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
