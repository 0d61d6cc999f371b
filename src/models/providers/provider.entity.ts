import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { ModelLimits } from '../types.js';
import type { ProviderDefaults } from './provider.schema.js';

/** A connection that models of a workspace share. */
@Entity('providers')
@Unique('uq_providers_name', ['workspaceId', 'name'])
export class ProviderEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_providers' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_providers_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'base_url' })
  baseUrl: string;

  /** Serves the models that have no key of their own. Encrypted; never answered, never logged. */
  @Column('text', { name: 'api_key_sealed', nullable: true })
  apiKeySealed: string | null;

  /** What its server does otherwise than the entries of its models say; models' own settings win. */
  @Column('jsonb', { default: {} })
  defaults: ProviderDefaults;

  /** Of all its models together. */
  @Column('jsonb', { nullable: true })
  limits: ModelLimits | null;

  /** Within what the operator allows. */
  @Column('boolean', { name: 'allow_private_network', default: true })
  allowPrivateNetwork: boolean;

  @Column('boolean', { default: true })
  enabled: boolean;

  /** Made along with a model, and gone with its last one, as long as nobody has changed it. */
  @Column('boolean', { default: false })
  automatic: boolean;

  @Column('integer', { default: 1 })
  revision: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
