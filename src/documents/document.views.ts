import type { AttachmentLinks } from './attachments.repository.js';
import type { DocumentEntity } from './document.entity.js';

export type DocumentView = ReturnType<typeof documentView>;

export function documentView(document: DocumentEntity) {
  return {
    id: document.id,
    seriesId: document.seriesId,
    version: document.version,
    name: document.name,
    format: document.format,
    mediaType: document.mediaType,
    bytes: document.bytes,
    sha256: document.sha256,
    status: document.status,
    progress: document.progress,
    languages: document.languages,
    language: document.language,
    pages: document.pageCount,
    characters: document.characters,
    warnings: document.warnings,
    error: document.error,
    createdBy: document.createdBy,
    createdAt: document.createdAt.toISOString(),
    readyAt: document.readyAt?.toISOString() ?? null,
  };
}

export type DocumentDetailView = ReturnType<typeof documentDetailView>;

/** A document with the files it carries and the documents that carry it. */
export function documentDetailView(document: DocumentEntity, { attachments, parents }: AttachmentLinks) {
  return {
    ...documentView(document),
    attachments: attachments.map(({ link, child }) => ({
      id: child?.id ?? null,
      name: link.name,
      mediaType: link.mediaType,
      bytes: link.bytes,
      status: child?.status ?? null,
      error: child?.error ?? link.error,
    })),
    parents: parents.map(({ id, name }) => ({ id, name })),
  };
}
