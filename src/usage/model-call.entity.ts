import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

/** One row of the ledger: an attempt at a model call. Written by functions of the migrations; holds nothing of prompt or answer. */
@Entity('model_calls')
@Check('ck_model_calls_state', `state IN ('reserved', 'settled', 'lapsed')`)
@Index('ix_model_calls_time', ['workspaceId', 'startedAt'])
@Index('ix_model_calls_open', { synchronize: false })
@Index('ix_model_calls_document', { synchronize: false })
export class ModelCallEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_model_calls' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_model_calls_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('uuid', { name: 'call_id' })
  callId: string;

  @Column('integer')
  attempt: number;

  @Column('text')
  kind: string;

  @Column('text')
  task: string;

  @Column('text')
  model: string;

  @Column('text', { name: 'model_id' })
  modelId: string;

  @Column('text', { nullable: true })
  snapshot: string | null;

  @Column('text')
  actor: string;

  @Column('uuid', { name: 'document_id', nullable: true })
  documentId: string | null;

  @Column('uuid', { name: 'analysis_id', nullable: true })
  analysisId: string | null;

  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  /** `lapsed`: its process died before the outcome was written. */
  @Column('text')
  state: 'reserved' | 'settled' | 'lapsed';

  @Column('text', { nullable: true })
  outcome: string | null;

  @Column('integer', { nullable: true })
  status: number | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('integer', { name: 'prompt_tokens', nullable: true })
  promptTokens: number | null;

  @Column('integer', { name: 'completion_tokens', nullable: true })
  completionTokens: number | null;

  @Column('integer', { name: 'reasoning_tokens', nullable: true })
  reasoningTokens: number | null;

  @Column('integer', { name: 'cached_tokens', nullable: true })
  cachedTokens: number | null;

  @Column('boolean', { default: false })
  estimated: boolean;

  /** USD, as a decimal text. */
  @Column('numeric', { name: 'reserved_cost', precision: 18, scale: 9, nullable: true })
  reservedCost: string | null;

  @Column('numeric', { precision: 18, scale: 9, nullable: true })
  cost: string | null;

  @Column('uuid', { name: 'budget_ids', array: true, default: [] })
  budgetIds: string[];

  @Column('boolean')
  streamed: boolean;

  @Column('integer', { nullable: true })
  milliseconds: number | null;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** Of a limited model: what it holds of the tokens of a minute until its usage is known, as a decimal text. */
  @Column('bigint', { name: 'held_tokens', nullable: true })
  heldTokens: string | null;

  /** The second (since 1970) in which it was admitted, as a decimal text. */
  @Column('bigint', { name: 'held_second', nullable: true })
  heldSecond: string | null;

  /** Of a provider with limits: what it holds of the tokens that the provider's models share in a minute, as a decimal text. */
  @Column('bigint', { name: 'provider_tokens', nullable: true })
  providerTokens: string | null;

  /** The second (since 1970) in which the provider had room, as a decimal text. */
  @Column('bigint', { name: 'provider_second', nullable: true })
  providerSecond: string | null;

  /** The provider whose limits it was admitted under. */
  @Column('uuid', { name: 'provider_id', nullable: true })
  providerId: string | null;
}
