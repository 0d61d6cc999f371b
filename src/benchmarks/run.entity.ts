import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { StoredError } from '../common/errors/app-error.js';
import type { Provenance, Usage } from '../analyses/analyst.js';
import type { BatchPolicy } from '../models/batch/batch.entity.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { SuiteCaseEntity, SuiteEntity } from './suite.entity.js';

export type RunStatus = 'queued' | 'running' | 'done' | 'failed';

export interface Score {
  value: number;
  /** Bounds of the 95 % interval, by resampling cases. */
  low: number;
  high: number;
}

export interface RunSettings {
  suiteHash: string;
  suiteVersion: number;
  repeats: number;
  /** Number of cases run, from the first on; all when it equals the suite's. */
  limit: number;
  seed: number;
  version: string;
  /** Its calls go by batch. Absent: one by one. */
  batch?: BatchPolicy;
}

/** A suite executed with one model and fixed settings. Runs started together share a contest. */
@Entity('runs')
@Unique('uq_runs_contest_model', ['contestId', 'model'])
@Check('ck_runs_status', `status IN ('queued', 'running', 'done', 'failed')`)
@Index('ix_runs_suite', { synchronize: false })
@Index('ix_runs_list', { synchronize: false })
export class RunEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_runs' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_runs_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('uuid', { name: 'suite_id' })
  @ForeignKey(() => SuiteEntity, { name: 'fk_runs_suite', onDelete: 'CASCADE' })
  suiteId: string;

  @Column('uuid', { name: 'contest_id' })
  contestId: string;

  @Column('text')
  model: string;

  @Column('text')
  status: RunStatus;

  @Column('jsonb')
  settings: RunSettings;

  @Column('jsonb', { nullable: true })
  provenance: Provenance | null;

  @Column('jsonb', { nullable: true })
  scores: Record<string, Score> | null;

  @Column('jsonb', { nullable: true })
  usage: Usage | null;

  /** The process that runs it, or ran it last: see `ContestsService.run`. */
  @Column('text', { nullable: true })
  holder: string | null;

  @Column('integer', { name: 'case_count' })
  caseCount: number;

  @Column('jsonb', { nullable: true })
  error: StoredError | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}

/** What a model answered to one case. Every score can be computed again from these alone. */
@Entity('run_outputs')
export class RunOutputEntity {
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'pk_run_outputs' })
  @ForeignKey(() => RunEntity, { name: 'fk_run_outputs_run', onDelete: 'CASCADE' })
  runId: string;

  @PrimaryColumn('uuid', { name: 'case_id', primaryKeyConstraintName: 'pk_run_outputs' })
  @ForeignKey(() => SuiteCaseEntity, { name: 'fk_run_outputs_case', onDelete: 'CASCADE' })
  caseId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_run_outputs' })
  repeat: number;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_run_outputs_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('jsonb', { nullable: true })
  output: unknown;

  @Column('jsonb', { nullable: true })
  error: StoredError | null;

  @Column('jsonb')
  usage: Usage;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
