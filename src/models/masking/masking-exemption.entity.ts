import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { PersonalDataType } from './types.js';

/** An admin's leave to show personal data to a provider. Ended, never changed otherwise: the rows are the history. */
@Entity('masking_exemptions')
@Index('uq_masking_exemptions_open', ['workspaceId', 'provider', 'model'], { unique: true, where: 'ended_at IS NULL' })
export class MaskingExemptionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_masking_exemptions' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_masking_exemptions_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  /** Scheme, host and port that the data goes to, as `URL.origin` writes it. */
  @Column('text')
  provider: string;

  /** Name of the one model there that is meant; empty: every one. */
  @Column('text', { default: '' })
  model: string;

  /** Kinds of personal data; null: all. */
  @Column('text', { array: true, nullable: true })
  types: PersonalDataType[] | null;

  @Column('text')
  reason: string;

  @Column('timestamptz', { nullable: true })
  until: Date | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
