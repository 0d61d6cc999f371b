import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { MaskingRules } from './types.js';

/** What a workspace masks beside what is found by form, and what it does not mask. */
@Entity('masking_settings')
export class MaskingSettingsEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_masking_settings' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_masking_settings_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('jsonb')
  rules: MaskingRules;

  @Column('text', { name: 'updated_by' })
  updatedBy: string;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
