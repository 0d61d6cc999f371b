import { AppError } from '../../common/errors/app-error.js';
import type { ZipPackage } from '../containers/package.js';
import { mainPart, type Relationship, relationshipsOf } from '../containers/relationships.js';
import type { RawBlock } from '../extraction.js';
import { htmlToText } from '../html/read-html.js';
import { readGraphics } from '../ooxml/graphics.js';
import { decodeText } from '../text/decode.js';

/** The parts of a DOCX that its text is in, by what they are to the main document. */
export interface DocxParts {
  document: string;
  styles: string;
  numbering: string;
  footnotes: string;
  endnotes: string;
  comments: string;
  /** Headers and footers in the order of the file. */
  margins: { kind: 'header' | 'footer'; xml: string }[];
  /** What charts, diagrams and inserted texts say, by relationship. */
  graphics: Map<string, RawBlock[]>;
  /** Names of embedded parts with text that is not read (inserted documents, embedded workbooks). */
  embedded: string[];
}

/** More than this many headers and footers, or inserted texts, are not looked at. */
const MAX_MARGINS = 200;
const MAX_CHUNKS = 100;

/**
 * Unpacks the parts of a DOCX that are read, and only those.
 *
 * @throws AppError `extract.damaged` when it has no main document.
 */
export async function readDocxParts(parts: ZipPackage): Promise<DocxParts> {
  const main = await mainPart(parts, 'word/document.xml');
  if (!parts.has(main)) throw new AppError('extract.damaged', 'The DOCX has no main document');
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const relationships = await relationshipsOf(parts, main);
  const part = (type: string) => {
    const target = relationships.find((relationship) => relationship.type === type)?.target;
    return parts.text(target ?? `${folder}${type}.xml`);
  };
  const chunks = relationships.filter(({ type }) => type === 'aFChunk');
  const read = await readChunks(parts, chunks);
  const graphics = await readGraphics(parts, relationships);
  const unread = relationships.filter(({ id, type }) => type === 'package' || (type === 'aFChunk' && !read.has(id)));
  return {
    document: await parts.text(main),
    styles: await part('styles'),
    numbering: await part('numbering'),
    footnotes: await part('footnotes'),
    endnotes: await part('endnotes'),
    comments: await part('comments'),
    margins: await readMargins(parts, relationships),
    graphics: new Map([...graphics, ...read]),
    embedded: unread.map(({ target }) => target),
  };
}

async function readMargins(parts: ZipPackage, relationships: readonly Relationship[]): Promise<DocxParts['margins']> {
  const margins: DocxParts['margins'] = [];
  for (const { type, target } of relationships) {
    if (margins.length >= MAX_MARGINS) break;
    if (type === 'header' || type === 'footer') margins.push({ kind: type, xml: await parts.text(target) });
  }
  return margins;
}

/** Inserted texts (17.17.2.1 altChunk) that are HTML or plain; the reader of the text sets them where they belong. */
async function readChunks(parts: ZipPackage, relationships: readonly Relationship[]): Promise<Map<string, RawBlock[]>> {
  const chunks = new Map<string, RawBlock[]>();
  for (const { id, target } of relationships.slice(0, MAX_CHUNKS)) {
    const isHtml = /\.x?html?$/i.test(target);
    if (!isHtml && !/\.txt$/i.test(target)) continue;
    const { text } = decodeText(await parts.bytes(target));
    chunks.set(id, [{ text: isHtml ? htmlToText(text).text : text }]);
  }
  return chunks;
}
