import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Page, Provision, Remark, Table } from '../contracts/types.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { DocumentEntity } from './document.entity.js';

/** The canonical text of a document that is ready. */
@Entity('document_texts')
export class DocumentTextEntity {
  @PrimaryColumn('uuid', { name: 'document_id', primaryKeyConstraintName: 'pk_document_texts' })
  @ForeignKey(() => DocumentEntity, { name: 'fk_document_texts_document', onDelete: 'CASCADE' })
  documentId: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_document_texts_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  text: string;

  @Column('text', { name: 'text_hash' })
  textHash: string;

  @Column('jsonb')
  pages: Page[];

  @Column('jsonb')
  provisions: Provision[];

  @Column('jsonb', { default: [] })
  tables: Table[];

  @Column('jsonb', { default: [] })
  remarks: Remark[];
}

/** The words of one part of a document's text. Written by SQL only: PostgreSQL makes the words. */
@Entity('document_searches')
@Index('ix_document_searches_words', { synchronize: false })
export class DocumentSearchEntity {
  @PrimaryColumn('uuid', { name: 'document_id', primaryKeyConstraintName: 'pk_document_searches' })
  @ForeignKey(() => DocumentEntity, { name: 'fk_document_searches_document', onDelete: 'CASCADE' })
  documentId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_document_searches' })
  part: number;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_document_searches_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('tsvector')
  words: string;
}
