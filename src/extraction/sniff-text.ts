import { detectSeparator, parseCsv } from './sheet/csv.js';
import { utf16Order } from './text/looks-like-text.js';

/** What a text looks like. `xml` is what Word and Excel of 2003 write, which is not read. */
export type TextKind = 'html' | 'mht' | 'eml' | 'xml' | 'csv' | 'txt';

const PROLOGUE = String.raw`^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?`;
const PAGE = new RegExp(String.raw`${PROLOGUE}<(?:!doctype\s+html|html|head|body)\b`, 'i');
/** How programs begin that write a table or a letter as HTML under the name of an Office file: often without `<html>`. */
const FRAGMENT = new RegExp(
  String.raw`${PROLOGUE}<(?:meta|style|script|title|table|div|center|p|font|span|h[1-6]|br)\b`,
  'i',
);
const OFFICE_MARKUP =
  /<\?mso-application\b|urn:schemas-microsoft-com:office:spreadsheet|microsoft\.com\/office\/(word\/2003|2006\/xmlPackage)/;

const MAIL_HEADER = /^(from|to|subject|date):/gim;
const TRANSPORT_HEADER = /^(received|return-path|message-id|mime-version|delivered-to|dkim-signature):/im;
const ARCHIVE_HEADER = /^content-type:\s*multipart\/related\b/im;

/** The beginning of a text: in characters where it is UTF-16, else with a character for each byte. Marks are taken away. */
export function startOfText(head: Buffer): string {
  const order = utf16Order(head);
  if (order === undefined) return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  const units = Buffer.from(head.subarray(0, head.length & ~1));
  return (order === 'utf-16le' ? units : units.swap16()).toString('utf16le').replace(/^\ufeff/, '');
}

/** A page of the web from its first element on. */
export function looksLikeHtml(start: string): boolean {
  return PAGE.test(start);
}

/** A mail begins with header lines, one of them of the kind that only mail programs write (a memo has the others too). */
export function looksLikeMail(start: string): boolean {
  const [headers = ''] = start.split(/\r?\n\r?\n/, 1);
  const isHeader = /^[a-z-]+:/i.test(headers) && TRANSPORT_HEADER.test(headers);
  return isHeader && (headers.match(MAIL_HEADER)?.length ?? 0) >= 2;
}

/** What a text is that goes by the name of something else. */
export function kindOfText(head: Buffer): TextKind {
  const start = startOfText(head);
  if (looksLikeArchive(start)) return 'mht';
  if (looksLikeMail(start)) return 'eml';
  if (/^\s*<\?xml\b/.test(start) && OFFICE_MARKUP.test(start)) return 'xml';
  if (PAGE.test(start) || FRAGMENT.test(start)) return 'html';
  return isTable(start) ? 'csv' : 'txt';
}

/** A page and its pictures as the parts of a MIME message, as Word and browsers save them in one file. */
function looksLikeArchive(start: string): boolean {
  const [headers = ''] = start.trimStart().split(/\r?\n\r?\n/, 1);
  return /^mime-version:/im.test(headers) && ARCHIVE_HEADER.test(headers);
}

/** Of the lines that are not blank half have the same number of fields, two at least. */
function isTable(start: string): boolean {
  const widths = [...parseCsv(start, detectSeparator(start))]
    .filter((fields) => fields.some((field) => field.trim() !== ''))
    .map((fields) => fields.length);
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].some(([width, count]) => width >= 2 && count >= 2 && count * 2 >= widths.length);
}
