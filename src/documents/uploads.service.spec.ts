import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../common/errors/app-error.js';
import type { BlobKey } from '../storage/blob-store.js';
import { type StagedUpload, type UploadContext, UploadsService } from './uploads.service.js';

const context: UploadContext = {
  workspaceId: 'w',
  actor: { type: 'system' },
  idempotencyKey: undefined,
  route: 'POST /v1/documents',
};
const staged = (id: string) => ({ id, name: id, blob: { sha256: id } }) as StagedUpload['files'][number];
const upload: StagedUpload = { files: [staged('new'), staged('duplicate')], rejected: [], password: undefined };

let erased: string[];

/** A service whose transaction ends as `outcome` does. */
function service(outcome: () => Promise<unknown>, erase: () => void = () => {}): UploadsService {
  const blobs = {
    delete: async ({ documentId }: BlobKey) => {
      erase();
      erased.push(documentId);
    },
  };
  return new UploadsService({ forWorkspace: outcome } as never, blobs as never, {} as never, {} as never);
}

describe(UploadsService.name, () => {
  beforeEach(() => {
    erased = [];
  });

  it('erases the bytes that no document was made of', async () => {
    await service(async () => ({ documents: [{ id: 'new' }, { id: 'of before' }] })).commit(context, upload);
    expect(erased).toEqual(['duplicate']);
  });

  it('keeps the bytes of the documents it made, also when it cannot erase the others', async () => {
    const eraseFails = () => {
      throw new Error('EIO');
    };
    const committed = service(async () => ({ documents: [{ id: 'new' }] }), eraseFails).commit(context, upload);
    await expect(committed).rejects.toThrow('EIO');
    expect(erased).toEqual([]);
  });

  it('erases everything when the request was refused, nothing when it may have been committed', async () => {
    const refused = service(() => Promise.reject(new AppError('request.idempotency_conflict')));
    await expect(refused.commit(context, upload)).rejects.toThrow(AppError);
    expect(erased).toEqual(['new', 'duplicate']);
    erased = [];
    const unknown = service(() => Promise.reject(new Error('Connection terminated unexpectedly')));
    await expect(unknown.commit(context, upload)).rejects.toThrow('Connection terminated');
    expect(erased).toEqual([]);
  });

  it('makes nothing of an upload without files', async () => {
    const empty = service(async () => ({ documents: [] })).commit(context, { ...upload, files: [] });
    await expect(empty).rejects.toMatchObject({ code: 'upload.no_file' });
  });
});
