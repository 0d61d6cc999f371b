import { AppError } from '../../common/errors/app-error.js';
import { withFile } from '../containers/byte-source.js';
import { isCompoundFile } from '../containers/cfb.js';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { readHwp5 } from './hwp5/read-hwp5.js';

const MIB = 1024 * 1024;

/** Bytes of records that a MiB of memory is enough for: the records, their places, and the text of them. */
const RECORD_SHARE = 1 / 8;

/** HWP 3 begins with words of its own, HWP 5 is a compound file. */
const HWP3_SIGNATURE = 'HWP Document File V3';

/**
 * Reads HWP 5 and HWP 3: paragraphs with the numbers and bullets that Hangul prints, tables, text boxes, equations as their
 * scripts, footnotes at the end of their page (`[1]`) and endnotes at the end of the document. Pages are those of the
 * layout that Hangul stores. Headers, footers, memos, hidden comments and tracked changes are remarks.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.drm`, `extract.damaged`, `extract.memory`.
 */
export function readHwp({ path, password, memoryMb }: ReadRequest): Promise<RawExtraction> {
  return withFile(path, async (source) => {
    const head = await source.read(0, 32);
    const budget = memoryMb * MIB * RECORD_SHARE;
    if (isCompoundFile(head)) return readHwp5(source, budget, password);
    if (head.toString('latin1').startsWith(HWP3_SIGNATURE)) {
      const { readHwp3 } = await import('./hwp3/read-hwp3.js');
      return readHwp3(source, budget, password);
    }
    throw new AppError('format.mismatch', 'The file is named .hwp, but its content is no HWP document');
  });
}
