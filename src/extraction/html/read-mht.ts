import { readFile } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.js';
import type { RawExtraction, RawPage, ReadRequest } from '../extraction.js';
import { headerValue } from '../mail/headers.js';
import { decodedBody, leavesOf, type MimePart, parseMime } from '../mail/mime.js';
import { decodeText } from '../text/decode.js';
import { addDecodingWarnings } from '../text/read-text.js';
import { WarningList } from '../warnings.js';
import { declaredCharset, htmlToText } from './read-html.js';

/** What Word and Excel write beside the pages of a document: margins, and the tabs of the sheets. */
const BESIDE = /(^|[/\\])(header|tabstrip)\.html?$/i;

/**
 * Reads a page of the web that was saved as one file (RFC 2557), as browsers, Word and Excel do. Where its first page is a frame
 * around others (the sheets of a workbook), each of those is a page.
 *
 * @throws AppError `extract.damaged` when there is no page in it.
 */
export async function readMht({ path }: ReadRequest): Promise<RawExtraction> {
  const { root, isCut } = parseMime(await readFile(path));
  const warnings = new WarningList();
  if (isCut) warnings.add('mail_parts_skipped');
  const [first, ...others] = leavesOf(root)
    .filter(({ type, headers }) => type.value === 'text/html' && !BESIDE.test(headerValue(headers, 'content-location')))
    .map((part) => htmlOf(part, warnings));
  if (first === undefined) throw new AppError('extract.damaged', 'The file has no page in it');
  const isFrame = others.length > 0 && /<frameset\b/i.test(first);
  const pages = (isFrame ? others : [first]).map((html): RawPage => ({ text: htmlToText(html).text }));
  return { pages, warnings: warnings.toArray(), metadata: { title: htmlToText(first).title } };
}

function htmlOf(part: MimePart, warnings: WarningList): string {
  const bytes = decodedBody(part);
  const decoded = decodeText(bytes, part.type.parameters.get('charset') || declaredCharset(bytes));
  addDecodingWarnings(decoded, warnings);
  return decoded.text;
}
