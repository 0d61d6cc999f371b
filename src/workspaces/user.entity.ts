import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from '../auth/permissions.js';
import { WorkspaceEntity } from './workspace.entity.js';

@Entity('users')
@Unique('uq_users_email', ['workspaceId', 'email'])
@Check('ck_users_role', `role IN ('owner', 'admin', 'reviewer', 'viewer')`)
export class UserEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_users' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_users_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  /** Lower-cased. */
  @Column('text')
  email: string;

  @Column('text')
  name: string;

  @Column('text')
  role: Role;

  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;
}
