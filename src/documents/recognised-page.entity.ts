import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { RecognisedPage } from '../extraction/index.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { DocumentEntity } from './document.entity.js';

/** A page that was recognised, kept until its document is ready or has failed. */
@Entity('recognised_pages')
export class RecognisedPageEntity {
  @PrimaryColumn('uuid', { name: 'document_id', primaryKeyConstraintName: 'pk_recognised_pages' })
  @ForeignKey(() => DocumentEntity, { name: 'fk_recognised_pages_document', onDelete: 'CASCADE' })
  documentId: string;

  /** From 1. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_recognised_pages' })
  page: number;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_recognised_pages_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  /** With what it was recognised: a page of other settings counts for nothing. */
  @Column('text')
  settings: string;

  @Column('jsonb')
  recognised: RecognisedPage;
}
