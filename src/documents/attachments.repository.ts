import { type EntityManager, In } from 'typeorm';
import { DocumentAttachmentEntity } from './document-attachment.entity.js';
import { DocumentEntity } from './document.entity.js';

export interface AttachmentLinks {
  attachments: { link: DocumentAttachmentEntity; child: DocumentEntity | undefined }[];
  parents: DocumentEntity[];
}

/** The files that a document carries, in their order, and the documents that carry it, oldest first. */
export async function findLinks(em: EntityManager, documentId: string): Promise<AttachmentLinks> {
  const where = [{ parentId: documentId }, { childId: documentId }];
  const links = await em.find(DocumentAttachmentEntity, { where, order: { position: 'ASC' } });
  const down = links.filter(({ parentId }) => parentId === documentId);
  const parentIds = links.flatMap(({ parentId, childId }) => (childId === documentId ? parentId : []));
  const ids = [...down.flatMap(({ childId }) => childId ?? []), ...parentIds];
  const found = ids.length ? await em.find(DocumentEntity, { where: { id: In(ids) }, order: { id: 'ASC' } }) : [];
  const byId = new Map(found.map((document) => [document.id, document]));
  const parents = new Set(parentIds);
  return {
    attachments: down.map((link) => ({ link, child: byId.get(link.childId ?? '') })),
    parents: found.filter(({ id }) => parents.has(id)),
  };
}

/**
 * The documents that go with a document when it is erased: itself, and of what it carries, directly or nested, those that
 * nobody uploaded and no document carries that stays. Their rows are locked, in the order of their hashes.
 *
 * @returns no id at all when there is no such document
 */
export async function lockWithAttachments(em: EntityManager, documentId: string): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `WITH RECURSIVE below AS (
       SELECT $1::uuid AS id
       UNION
       SELECT d.id FROM below b
         JOIN document_attachments a ON a.parent_id = b.id
         JOIN documents d ON d.id = a.child_id AND d.root_id IS NOT NULL
     )
     SELECT d.id FROM documents d JOIN below USING (id) ORDER BY d.sha256 FOR UPDATE OF d`,
    [documentId],
  );
  const candidates = new Set(rows.map(({ id }) => id));
  const links = await em.find(DocumentAttachmentEntity, { where: { childId: In([...candidates]) } });
  const parentsOf = Map.groupBy(links, ({ childId }) => childId);
  // What is carried by something that stays, stays; and so does what that carries.
  for (let changed = true; changed;) {
    changed = false;
    for (const id of candidates) {
      const staying = (parentsOf.get(id) ?? []).some(({ parentId }) => !candidates.has(parentId));
      if (id === documentId || !staying) continue;
      candidates.delete(id);
      changed = true;
    }
  }
  return [...candidates];
}
