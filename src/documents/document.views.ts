import type { DocumentEntity } from './document.entity.js';

export type DocumentView = ReturnType<typeof documentView>;

export function documentView(document: DocumentEntity) {
  return {
    id: document.id,
    seriesId: document.seriesId,
    name: document.name,
    format: document.format,
    mediaType: document.mediaType,
    bytes: document.bytes,
    sha256: document.sha256,
    status: document.status,
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
