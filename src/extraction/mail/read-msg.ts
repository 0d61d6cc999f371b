import { AppError } from '../../common/errors/app-error.js';
import { withFile } from '../containers/byte-source.js';
import { CompoundFileError, CompoundFileLimitError, openCompoundFile } from '../containers/cfb.js';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { layMail } from './mail-message.js';
import { readMessage } from './msg-message.js';
import { MsgStorage } from './msg-storage.js';

const MIB = 1024 * 1024;

/**
 * Reads a mail as Outlook saves it ([MS-OXMSG]), with its attachments.
 *
 * @throws AppError `extract.damaged`, `extract.memory`, `extract.encrypted`.
 */
export async function readMsg(request: ReadRequest): Promise<RawExtraction> {
  try {
    return await withFile(request.path, async (source) => {
      const file = await openCompoundFile(source, { maxBytes: (request.memoryMb * MIB) / 4 });
      const warnings = new WarningList();
      return layMail(await readMessage(new MsgStorage(file, '', 'top'), warnings), warnings);
    });
  } catch (error) {
    if (error instanceof CompoundFileError) throw new AppError('extract.damaged', undefined, { cause: error });
    if (error instanceof CompoundFileLimitError) throw new AppError('extract.memory', undefined, { cause: error });
    throw error;
  }
}
