import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { StoredError } from '../common/errors/app-error.js';
import type { RecognitionLanguage } from '../extraction/index.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

export type DocumentStatus = 'queued' | 'extracting' | 'ready' | 'failed';

/** How far the extraction is, in whole steps: pages of those that are to be recognised. */
export interface ExtractionProgress {
  done: number;
  total: number;
  step: string;
}

export interface DocumentWarning {
  code: string;
  message: string;
  page?: number;
}

/** An uploaded file, immutable, known by the SHA-256 of its bytes. A new version is a new document of the same series. */
@Entity('documents')
@Unique('uq_documents_sha256', ['workspaceId', 'sha256'])
@Unique('uq_documents_version', ['seriesId', 'version'])
@Check('ck_documents_status', `status IN ('queued', 'extracting', 'ready', 'failed')`)
@Index('ix_documents_list', { synchronize: false })
@Index('ix_documents_status', { synchronize: false })
@Index('ix_documents_root', { synchronize: false })
export class DocumentEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_documents' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_documents_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('uuid', { name: 'series_id' })
  seriesId: string;

  /** Counts the documents of the series from 1. */
  @Column('integer', { default: 1 })
  version: number;

  /** The uploaded document that this one came with, as its attachment or an attachment's; null: it was uploaded itself. */
  @Column('uuid', { name: 'root_id', nullable: true })
  rootId: string | null;

  /** How deep it lay in that document: 1 for its attachments. */
  @Column('integer', { default: 0 })
  depth: number;

  @Column('text')
  sha256: string;

  @Column('text')
  name: string;

  @Column('text')
  format: string;

  @Column('text', { name: 'media_type' })
  mediaType: string;

  @Column('bigint', { transformer: { from: Number, to: (value: number) => value } })
  bytes: number;

  @Column('text')
  status: DocumentStatus;

  /** Counts the tries to extract. A try writes its result only while the number is still its own. */
  @Column('integer', { default: 0 })
  attempt: number;

  /** The password given with the upload, encrypted; gone as soon as the extraction has ended. */
  @Column('text', { name: 'password_sealed', nullable: true })
  passwordSealed: string | null;

  /** Languages that scanned pages are recognised in, as given with the upload; null: found out page by page. */
  @Column('text', { array: true, nullable: true })
  languages: RecognitionLanguage[] | null;

  /** Of an extraction under way that recognises pages. */
  @Column('jsonb', { nullable: true })
  progress: ExtractionProgress | null;

  @Column('text', { nullable: true })
  language: string | null;

  @Column('integer', { name: 'page_count', nullable: true })
  pageCount: number | null;

  @Column('integer', { nullable: true })
  characters: number | null;

  @Column('jsonb', { default: [] })
  warnings: DocumentWarning[];

  @Column('jsonb', { nullable: true })
  error: StoredError | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt: Date | null;
}
