import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { StoredError } from '../common/errors/app-error.js';
import { DocumentEntity } from '../documents/document.entity.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import type { AnalysisKind, AnalysisNote, Coverage, Provenance, SummarySentence, Usage } from './analyst.js';

export type AnalysisStatus = 'queued' | 'running' | 'done' | 'failed';

export interface AnalysisProgress {
  done: number;
  total: number;
  step: string;
}

/** One request to an analyst, and what became of it. */
@Entity('analyses')
@Check('ck_analyses_kind', `kind IN ('summary', 'review')`)
@Check('ck_analyses_status', `status IN ('queued', 'running', 'done', 'failed')`)
@Index('ix_analyses_list', { synchronize: false })
@Index('ix_analyses_document', { synchronize: false })
@Index('ix_analyses_route', { synchronize: false })
export class AnalysisEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_analyses' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_analyses_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('uuid', { name: 'document_id' })
  @ForeignKey(() => DocumentEntity, { name: 'fk_analyses_document', onDelete: 'CASCADE' })
  documentId: string;

  @Column('text')
  kind: AnalysisKind;

  @Column('text')
  model: string;

  /** The switch whose route it began with; null where a model was asked for, or nobody has switched. */
  @Column('uuid', { name: 'route_switch_id', nullable: true })
  routeSwitchId: string | null;

  /** The models of that route, in order; null where a model was asked for. */
  @Column('text', { name: 'route_models', array: true, nullable: true })
  routeModels: string[] | null;

  /** The dry run it is part of: the candidate's side. */
  @Column('uuid', { name: 'dry_run_id', nullable: true })
  dryRunId: string | null;

  @Column('jsonb')
  parameters: Record<string, unknown>;

  @Column('text')
  status: AnalysisStatus;

  /** Counts the tries. A try writes its result only while the number is still its own. */
  @Column('integer', { default: 0 })
  attempt: number;

  @Column('jsonb', { nullable: true })
  progress: AnalysisProgress | null;

  @Column('jsonb', { nullable: true })
  sentences: SummarySentence[] | null;

  @Column('jsonb', { nullable: true })
  coverage: Coverage | null;

  @Column('jsonb', { nullable: true })
  provenance: Provenance | null;

  @Column('jsonb', { nullable: true })
  usage: Usage | null;

  @Column('jsonb', { default: [] })
  warnings: AnalysisNote[];

  @Column('jsonb', { nullable: true })
  error: StoredError | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
