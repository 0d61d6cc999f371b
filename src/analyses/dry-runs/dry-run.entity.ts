import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { AnalysisKind } from '../analyst.js';

export interface DryRunPair {
  documentId: string;
  currentId: string;
  candidateId: string;
}

/** A candidate model tried on recent documents, beside the analyses that are there. */
@Entity('dry_runs')
@Check('ck_dry_runs_task', `task IN ('summary', 'review')`)
export class DryRunEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_dry_runs' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_dry_runs_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  task: AnalysisKind;

  @Column('text')
  model: string;

  @Column('jsonb')
  pairs: DryRunPair[];

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
