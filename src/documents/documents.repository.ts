import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { decodeCursor } from '../common/http/pagination.js';
import { DocumentTextEntity } from './document-text.entity.js';
import { DocumentEntity } from './document.entity.js';
import type { ListDocuments } from './documents.schema.js';

/** Characters of text a search part holds: well below the 1 MB of a tsvector in any script. */
const SEARCH_PART = 100_000;

/** @throws AppError `document.not_found` */
export async function findDocument(em: EntityManager, id: string): Promise<DocumentEntity> {
  const document = await em.findOneBy(DocumentEntity, { id });
  if (!document) throw new AppError('document.not_found');
  return document;
}

/** The text of a document that is ready. @throws AppError `document.not_found`, `document.not_ready`, `document.failed` */
export async function findText(
  em: EntityManager,
  id: string,
): Promise<{ document: DocumentEntity; text: DocumentTextEntity }> {
  const document = await findDocument(em, id);
  assertReady(document);
  return { document, text: await em.findOneByOrFail(DocumentTextEntity, { documentId: id }) };
}

/** @throws AppError `document.not_ready`, `document.failed` with the document's own reason */
export function assertReady(document: DocumentEntity): void {
  if (document.status === 'failed') {
    throw new AppError('document.failed', `The document could not be read: ${document.error?.message ?? 'unknown'}`);
  }
  if (document.status !== 'ready') throw new AppError('document.not_ready');
}

/** `limit + 1` documents at most, newest first. */
export async function listDocuments(
  em: EntityManager,
  workspaceId: string,
  query: ListDocuments,
): Promise<DocumentEntity[]> {
  const select = em
    .createQueryBuilder(DocumentEntity, 'd')
    .where('d.workspaceId = :workspaceId', { workspaceId })
    .orderBy('d.id', 'DESC')
    .limit(query.limit + 1);
  if (query.cursor) select.andWhere('d.id < :after', { after: decodeCursor(query.cursor) });
  if (query.status) select.andWhere('d.status = :status', { status: query.status });
  if (query.series) {
    // The series by its own id, or by that of one of its documents.
    const series =
      '(SELECT COALESCE((SELECT s.series_id FROM documents s WHERE s.id = :series), CAST(:series AS uuid)))';
    select.andWhere(`d.seriesId = ${series}`, { series: query.series });
  }
  if (query.language) select.andWhere('d.language = :language', { language: query.language });
  const words = searchWords(query.q ?? '');
  // A search for nothing that could be a word finds nothing.
  if (query.q && !words.length) return [];
  for (const [index, word] of words.entries()) {
    select.andWhere(
      `d.id IN (SELECT s.document_id FROM document_searches s WHERE s.words @@ to_tsquery('simple', :word${index}))`,
      { [`word${index}`]: word },
    );
  }
  return select.getMany();
}

/** Each word as a prefix query, so that 계약 finds 계약서를 and contract finds contracts. Words may stand in different parts. */
function searchWords(q: string): string[] {
  return q
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 10)
    .map((word) => `'${word}':*`);
}

/** Writes the words of a text, part by part, cut between words. */
export async function indexText(
  em: EntityManager,
  workspaceId: string,
  documentId: string,
  text: string,
): Promise<void> {
  await em.query('DELETE FROM document_searches WHERE document_id = $1', [documentId]);
  for (let start = 0, part = 0; start < text.length; part += 1) {
    let end = Math.min(text.length, start + SEARCH_PART);
    if (end < text.length)
      end = Math.max(text.lastIndexOf(' ', end), text.lastIndexOf('\n', end), start + SEARCH_PART / 2);
    await em.query(
      `INSERT INTO document_searches (document_id, part, workspace_id, words) VALUES ($1, $2, $3, to_tsvector('simple', $4))`,
      [documentId, part, workspaceId, text.slice(start, end)],
    );
    start = end;
  }
}
