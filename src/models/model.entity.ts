import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import type { ModelSettings } from './model.schema.js';

/** A model of a workspace and the connection to it. */
@Entity('models')
@Unique('uq_models_name', ['workspaceId', 'name'])
export class ModelEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_models' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_models_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  name: string;

  /** What the provider calls it, pinned to a snapshot where there is one. */
  @Column('text', { name: 'model_id' })
  modelId: string;

  @Column('text', { name: 'base_url' })
  baseUrl: string;

  /** The provider's key, encrypted. Never answered, never logged. */
  @Column('text', { name: 'api_key_sealed', nullable: true })
  apiKeySealed: string | null;

  @Column('jsonb')
  settings: ModelSettings;

  /** The catalogue's name of what it was made from; null where the admin said everything. */
  @Column('text', { name: 'catalogue_entry', nullable: true })
  catalogueEntry: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
