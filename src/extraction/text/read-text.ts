import { readFile } from 'node:fs/promises';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { type DecodedText, decodeText } from './decode.js';

/** Reads plain text as written; form feeds end pages (a trailing one ends the last). */
export async function readPlainText(request: ReadRequest): Promise<RawExtraction> {
  const decoded = decodeText(await readFile(request.path));
  const pages = decoded.text.split('\f');
  if (pages.length > 1 && pages.at(-1)?.trim() === '') pages.pop();
  return { pages: pages.map((text) => ({ text })), warnings: decodingWarnings(decoded).toArray(), metadata: {} };
}

/** Reads Markdown as written, front matter included, as one page. */
export async function readMarkdown(request: ReadRequest): Promise<RawExtraction> {
  const decoded = decodeText(await readFile(request.path));
  return { pages: [{ text: decoded.text }], warnings: decodingWarnings(decoded).toArray(), metadata: {} };
}

/** What there is to say about how a text was decoded. */
export function decodingWarnings(decoded: DecodedText): WarningList {
  const warnings = new WarningList();
  addDecodingWarnings(decoded, warnings);
  return warnings;
}

export function addDecodingWarnings(decoded: DecodedText, warnings: WarningList): void {
  if (decoded.disbelieved) warnings.add('declared_charset_ignored', { detail: decoded.disbelieved });
  if (decoded.guessed) warnings.add('encoding_guessed', { detail: decoded.encoding });
  if (decoded.lossy) warnings.add('undecodable_bytes', { detail: decoded.encoding });
}
