import { readFile } from 'node:fs/promises';
import { Parser } from 'htmlparser2';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { decodeText } from '../text/decode.js';
import { decodingWarnings } from '../text/read-text.js';
import { HtmlReader } from './html-reader.js';

/** Where a page names its charset (HTML standard: within the first 1,024 bytes; real pages take a little longer). */
const CHARSET_BYTES = 4096;

/** Reads the visible text of an HTML file as one page. */
export async function readHtml(request: ReadRequest): Promise<RawExtraction> {
  const bytes = await readFile(request.path);
  const decoded = decodeText(bytes, declaredCharset(bytes));
  const { text, title } = htmlToText(decoded.text);
  return { pages: [{ text }], warnings: decodingWarnings(decoded).toArray(), metadata: { title } };
}

/** The visible text of an HTML document or fragment, and its title. */
export function htmlToText(html: string): { text: string; title: string } {
  const reader = new HtmlReader();
  const parser = new Parser({
    onopentag: (name, attributes) => reader.open(name, attributes),
    ontext: (data) => reader.text(data),
    onclosetag: (name) => reader.close(name),
  });
  parser.end(html);
  return reader.result();
}

/** The charset of a `<meta charset>`, a `<meta http-equiv>` or an XML declaration. */
export function declaredCharset(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, CHARSET_BYTES);
  const match = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w:.-]+)/i.exec(
    head,
  );
  return match?.[1] ?? match?.[2];
}
