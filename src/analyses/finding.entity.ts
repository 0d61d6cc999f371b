import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Citation } from '../contracts/types.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { AnalysisEntity } from './analysis.entity.js';
import type { FindingOutcome, Severity } from './analyst.js';

/** One row of a review, in the order of its rules. */
@Entity('findings')
@Check('ck_findings_outcome', `outcome IN ('present', 'missing', 'deviates', 'unsupported')`)
@Check('ck_findings_severity', `severity IN ('info', 'low', 'medium', 'high')`)
export class FindingEntity {
  @PrimaryColumn('uuid', { name: 'analysis_id', primaryKeyConstraintName: 'pk_findings' })
  @ForeignKey(() => AnalysisEntity, { name: 'fk_findings_analysis', onDelete: 'CASCADE' })
  analysisId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_findings' })
  position: number;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_findings_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  rule: string;

  @Column('text', { name: 'clause_type' })
  clauseType: string;

  @Column('text')
  outcome: FindingOutcome;

  @Column('text')
  severity: Severity;

  @Column('text')
  rationale: string;

  @Column('text', { nullable: true })
  suggestion: string | null;

  @Column('real', { nullable: true })
  confidence: number | null;

  @Column('jsonb')
  citations: Citation[];
}
