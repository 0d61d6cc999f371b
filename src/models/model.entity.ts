import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import type { ModelSettings } from './model.schema.js';
import { ProviderEntity } from './providers/provider.entity.js';

/** A model of a workspace and the connection to it. */
@Entity('models')
@Unique('uq_models_name', ['workspaceId', 'name'])
@Index('ix_models_provider', ['providerId'])
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

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey(() => ProviderEntity, { name: 'fk_models_provider' })
  providerId: string;

  /** Always that of the provider. */
  @Column('text', { name: 'base_url' })
  baseUrl: string;

  /** Called without a key, also where the provider has one. */
  @Column('boolean', { default: false })
  keyless: boolean;

  /** A key of its own in place of the provider's, encrypted. Never answered, never logged. */
  @Column('text', { name: 'api_key_sealed', nullable: true })
  apiKeySealed: string | null;

  /** What the entry and the admin came to when it was last written: in force only where the entry cannot be followed. */
  @Column('jsonb')
  settings: ModelSettings;

  /** What the admin gave; wins over the entry. */
  @Column('jsonb', { name: 'own_settings', default: {} })
  ownSettings: Partial<ModelSettings>;

  /** The catalogue's name of what it was made from; null where the admin said everything. */
  @Column('text', { name: 'catalogue_entry', nullable: true })
  catalogueEntry: string | null;

  /** How much to reason, in the words of the entry's dialect; null: what its server does unasked. */
  @Column('text', { nullable: true })
  effort: string | null;

  /** The snapshot that the entry spoke of when the model was made from it. */
  @Column('text', { name: 'entry_model_id', nullable: true })
  entryModelId: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
