import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { ChangeAction, EntryKind, Fact, FieldChange, FactSource } from './entry.schema.js';

/** What a workspace says of one entry of the catalogue: fields that differ from the shipped one, or a whole one of its own. */
@Entity('catalogue_entries')
@Unique('uq_catalogue_entries_name', ['workspaceId', 'kind', 'name'])
@Check('ck_catalogue_entries_kind', `kind IN ('models', 'providers', 'dialects')`)
export class CatalogueEntryEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_catalogue_entries' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_catalogue_entries_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  kind: EntryKind;

  @Column('text')
  name: string;

  /** Field to value. */
  @Column('jsonb')
  changes: Record<string, unknown>;

  /** Field to where it comes from; the same fields as `changes`. */
  @Column('jsonb')
  facts: Record<string, Fact>;

  /** Goes up with every change, from 1. */
  @Column('integer')
  revision: number;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}

/** A change of an entry. Never changed itself. */
@Entity('catalogue_changes')
@Check('ck_catalogue_changes_kind', `kind IN ('models', 'providers', 'dialects')`)
@Check('ck_catalogue_changes_action', `action IN ('added', 'edited', 'retired', 'removed', 'reset')`)
@Index('ix_catalogue_changes_entry', { synchronize: false })
export class CatalogueChangeEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_catalogue_changes' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_catalogue_changes_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  kind: EntryKind;

  @Column('text')
  name: string;

  @Column('text')
  action: ChangeAction;

  /** Of the entry after the change. */
  @Column('integer')
  revision: number;

  @Column('jsonb')
  fields: FieldChange[];

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('jsonb', { nullable: true })
  source: FactSource | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
