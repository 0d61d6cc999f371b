import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

/** What was admitted of a limited model in one second. Kept by functions of the migrations. */
@Entity('model_seconds')
export class ModelSecondEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_model_seconds' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_model_seconds_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_model_seconds' })
  model: string;

  /** Since 1970, as a decimal text. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_model_seconds' })
  second: string;

  @Column('integer')
  requests: number;

  @Column('bigint')
  tokens: string;
}
