import { readFile } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.js';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { readContent } from './eml-content.js';
import { decodeHeader } from './encoded-words.js';
import { headerValue } from './headers.js';
import { layMail } from './mail-message.js';
import { parseMime } from './mime.js';

const UTF8_MARK = Buffer.from('efbbbf', 'hex');

/**
 * Reads a mail as mail programs save it (RFC 5322, MIME). Its attachments come with it, attached mails among them; those
 * are not opened here.
 *
 * @throws AppError `extract.damaged` when it has no header, `extract.encrypted`.
 */
export async function readEml(request: ReadRequest): Promise<RawExtraction> {
  const file = await readFile(request.path);
  return readMailBytes(file.subarray(0, 3).equals(UTF8_MARK) ? file.subarray(3) : file);
}

/** The mail that the bytes are. */
export function readMailBytes(bytes: Buffer): RawExtraction {
  const { root, isCut } = parseMime(bytes);
  if (root.headers.length === 0) throw new AppError('extract.damaged', 'The file has no mail header');
  const warnings = new WarningList();
  if (isCut) warnings.add('mail_parts_skipped');
  const field = (name: string): string => decodeHeader(headerValue(root.headers, name));
  const { body, attachments } = readContent(root, warnings);
  return layMail(
    {
      from: field('from') || field('sender'),
      to: field('to'),
      cc: field('cc'),
      date: field('date'),
      subject: field('subject'),
      body,
      attachments,
    },
    warnings,
  );
}
