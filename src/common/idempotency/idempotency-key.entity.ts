import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';

@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created', ['createdAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_idempotency_keys' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_idempotency_keys_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  actor: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  key: string;

  @Column('text')
  route: string;

  /** SHA-256 of what was asked for: the same key with another request is a conflict. */
  @Column('text')
  fingerprint: string;

  /** What was answered. Null only inside the transaction that does the work. */
  @Column('jsonb', { nullable: true })
  response: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
