import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ClauseLabels, Json } from './importers/importer.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

/** A versioned benchmark data set. Its hash covers every case, so that a score says what it was measured on. */
@Entity('suites')
@Unique('uq_suites_name', ['workspaceId', 'name'])
export class SuiteEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_suites' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_suites_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  name: string;

  @Column('integer')
  version: number;

  @Column('text')
  hash: string;

  @Column('text')
  task: string;

  /** Where it came from: importer, title, licence, as far as known. */
  @Column('jsonb')
  source: Record<string, unknown>;

  @Column('integer', { name: 'case_count' })
  caseCount: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}

@Entity('suite_cases')
@Unique('uq_suite_cases_position', ['suiteId', 'position'])
export class SuiteCaseEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_suite_cases' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_suite_cases_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('uuid', { name: 'suite_id' })
  @ForeignKey(() => SuiteEntity, { name: 'fk_suite_cases_suite', onDelete: 'CASCADE' })
  suiteId: string;

  @Column('integer')
  position: number;

  @Column('text')
  key: string;

  @Column('text')
  text: string;

  @Column('jsonb')
  gold: ClauseLabels;

  @Column('jsonb')
  metadata: Record<string, Json>;
}
