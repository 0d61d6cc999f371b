import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { StoredError } from '../common/errors/app-error.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { DocumentEntity } from './document.entity.js';

/** A file that a document carries. `childId` is the document of its own that it became. */
@Entity('document_attachments')
@Index('ix_document_attachments_child', { synchronize: false })
export class DocumentAttachmentEntity {
  @PrimaryColumn('uuid', { name: 'parent_id', primaryKeyConstraintName: 'pk_document_attachments' })
  @ForeignKey(() => DocumentEntity, { name: 'fk_document_attachments_parent', onDelete: 'CASCADE' })
  parentId: string;

  /** In the order of the file, from 0. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_document_attachments' })
  position: number;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_document_attachments_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  /** Null: it is no document, for the reason in `error`; without one, its document was erased. */
  @Column('uuid', { name: 'child_id', nullable: true })
  @ForeignKey(() => DocumentEntity, { name: 'fk_document_attachments_child', onDelete: 'SET NULL' })
  childId: string | null;

  @Column('text')
  name: string;

  @Column('text', { name: 'media_type', nullable: true })
  mediaType: string | null;

  @Column('bigint', { transformer: { from: Number, to: (value: number) => value } })
  bytes: number;

  @Column('jsonb', { nullable: true })
  error: StoredError | null;
}
