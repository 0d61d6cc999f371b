import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, type StoredError, toStoredError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type Attachment, sniffFile, type Warning, warning } from '../extraction/index.js';
import { BlobStore } from '../storage/blob-store.js';
import { DocumentAttachmentEntity } from './document-attachment.entity.js';
import { DocumentEntity } from './document.entity.js';
import { sanitizeFileName } from './file-name.js';
import { DocumentRegistrar, type StagedFile } from './registrar.js';

/** Attachments of attachments become documents down to this depth, the uploaded document being 0. */
const MAX_DEPTH = 5;

/** The most documents that one uploaded document may become, whatever is nested in it: packed files can hold any number. */
const MAX_DESCENDANTS = 1000;

/** An attachment with its bytes in the store, or with the reason why it is no document. */
export interface StagedAttachment {
  position: number;
  name: string;
  mediaType: string | null;
  bytes: number;
  file: StagedFile | null;
  error: StoredError | null;
}

/** The try whose result this was is not the document's last one any more: its transaction ends without effect. */
export class StaleAttemptError extends Error {}

/** Makes documents of the files that a document carries. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly blobs: BlobStore,
    private readonly registrar: DocumentRegistrar,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /** Puts the bytes into the store, before any row speaks of them, and tells what each is. */
  async stage(parent: DocumentEntity, attachments: readonly Attachment[]): Promise<StagedAttachment[]> {
    const staged: StagedAttachment[] = [];
    try {
      for (const [position, attachment] of attachments.entries())
        staged.push(await this.stageOne(parent, attachment, position));
      return staged;
    } catch (error) {
      await this.discard(parent.workspaceId, staged);
      throw error;
    }
  }

  /**
   * Writes the attachments down, in the transaction that makes their parent ready: a document with its job for each whose bytes
   * are new, and a link to the document that has them for the others. Rows are locked in the order of their hashes, the
   * parent's among them, so that neither two mails with the same attachments nor an upload of the same files wait for each
   * other.
   *
   * @returns warnings of the parent, and the ids of the documents made.
   * @throws StaleAttemptError when the parent is gone, or another try has begun.
   */
  async link(
    em: EntityManager,
    parent: DocumentEntity,
    staged: readonly StagedAttachment[],
  ): Promise<{ warnings: Warning[]; created: Set<string> }> {
    const children = new Map<StagedAttachment, string>();
    const created = new Set<string>();
    const { room, refusal } = await roomBelow(em, parent);
    const password = this.registrar.passwordOf(parent);
    let locked = false;
    const lockParent = async (before: string | undefined): Promise<void> => {
      if (locked || (before !== undefined && before <= parent.sha256)) return;
      locked = true;
      const where = { id: parent.id, attempt: parent.attempt };
      if (!(await em.findOne(DocumentEntity, { where, lock: { mode: 'pessimistic_write' } })))
        throw new StaleAttemptError();
    };
    for (const each of inHashOrder(staged)) {
      const { file } = each;
      await lockParent(file.blob.sha256);
      const known = await em.findOneBy(DocumentEntity, { workspaceId: parent.workspaceId, sha256: file.blob.sha256 });
      if (known?.id === parent.id) each.error = toStoredError(new AppError('attachment.circular'));
      else if (!known && created.size >= room) each.error = refusal;
      if (each.error) continue;
      const { workspaceId, createdBy, languages } = parent;
      const registration = { workspaceId, createdBy, languages, password, attachedTo: parent };
      const result = await this.registrar.register(em, file, registration);
      children.set(each, result.document.id);
      if (result.created) created.add(result.document.id);
    }
    await lockParent(undefined);
    await em.delete(DocumentAttachmentEntity, { parentId: parent.id });
    for (const each of staged) {
      const { position, name, mediaType, bytes, error } = each;
      const row = { parentId: parent.id, position, workspaceId: parent.workspaceId, name, mediaType, bytes, error };
      await em.insert(DocumentAttachmentEntity, { ...row, childId: children.get(each) ?? null });
    }
    return { warnings: staged.flatMap(warningsOf), created };
  }

  /** Erases staged bytes, but for those of the documents in `keep`. */
  async discard(workspaceId: string, staged: readonly StagedAttachment[], keep: ReadonlySet<string> = new Set()) {
    for (const { file } of staged) {
      if (file && !keep.has(file.id)) await this.blobs.delete({ workspaceId, documentId: file.id });
    }
  }

  private async stageOne(parent: DocumentEntity, attachment: Attachment, position: number): Promise<StagedAttachment> {
    const { content, mediaType } = attachment;
    const name = displayName(attachment.name, position);
    const staged = { position, name, mediaType: mediaType ?? null, bytes: content.length, file: null, error: null };
    if (content.length === 0) return { ...staged, error: toStoredError(new AppError('upload.empty')) };
    if (parent.depth >= MAX_DEPTH)
      return { ...staged, error: toStoredError(new AppError('attachment.nested_too_deep')) };
    const key = { workspaceId: parent.workspaceId, documentId: newId() };
    try {
      const blob = await this.blobs.write(key, Readable.from([content]), this.config.upload.maxBytes);
      const sniffed = await this.blobs.withFile(key, (path) => sniffFile(path, name, mediaType));
      return { ...staged, file: { id: key.documentId, name, blob, sniffed: { ...sniffed, warnings: [] } } };
    } catch (error) {
      await this.blobs.delete(key);
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      return { ...staged, error: toStoredError(error) };
    }
  }
}

function displayName(name: string, position: number): string {
  try {
    return sanitizeFileName(name);
  } catch {
    return `attachment-${position + 1}`;
  }
}

/** How many new documents the uploaded document that `parent` came with may still become, and why no more. */
async function roomBelow(em: EntityManager, parent: DocumentEntity): Promise<{ room: number; refusal: StoredError }> {
  const rootId = parent.rootId ?? parent.id;
  const { workspaceId } = parent;
  const room = MAX_DESCENDANTS - (await em.countBy(DocumentEntity, { workspaceId, rootId }));
  return { room, refusal: toStoredError(new AppError('attachment.too_many')) };
}

function inHashOrder(staged: readonly StagedAttachment[]): (StagedAttachment & { file: StagedFile })[] {
  const files = staged.filter((each): each is StagedAttachment & { file: StagedFile } => each.file !== null);
  return files.toSorted((a, b) => (a.file.blob.sha256 < b.file.blob.sha256 ? -1 : 1));
}

/** The first sentence of the reason: what follows tells what else is read. */
function warningsOf({ name, error }: StagedAttachment): Warning[] {
  const [reason] = error?.message.split('. ', 1) ?? [];
  return reason === undefined ? [] : [warning('attachment_skipped', { detail: `${name}: ${reason}` })];
}
