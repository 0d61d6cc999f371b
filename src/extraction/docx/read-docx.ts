/**
 * DOCX is read from its XML and not through mammoth: contracts live by Word's automatic numbers ("2.1", "(a)", "제3조"), and
 * mammoth's model keeps of them only that a paragraph is ordered and how deep. It also drops where pages end and formulas,
 * and unpacks an archive without a limit.
 */
import { AppError } from '../../common/errors/app-error.js';
import { tidyLayout } from '../assemble.js';
import { type ByteSource, withFile } from '../containers/byte-source.js';
import { compoundFileNames, isCompoundFile } from '../containers/cfb.js';
import type { FileMetadata, RawExtraction, RawPage, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { BodyReader } from './body-reader.js';
import { NoteBook } from './notes.js';
import { ListCounter, parseNumbering } from './numbering.js';
import { type DocxParts, readPackage } from './package.js';
import { Styles } from './styles.js';
import { walkXml } from './xml.js';

const MIB = 1024 * 1024;

/** Bytes of XML that a MiB of memory is enough for: the XML, as a string, and the text of it. */
const XML_SHARE = 1 / 8;

/** A text longer than this without any page break is not one page. */
const LONG_PAGE = 6000;

/**
 * Reads a DOCX: paragraphs with the numbers that Word prints, tables as lines of cells, footnotes at the end of their page
 * (`[1]`), endnotes at the end of the document (`[i]`), text boxes after the paragraph they hang on. Pages end where the
 * author or Word's last layout ended them. Headers, footers and comments are left out, which a warning says.
 *
 * @throws AppError `extract.encrypted`, `extract.damaged`, `extract.memory`, `format.mismatch`.
 */
export function readDocx({ path, memoryMb }: ReadRequest): Promise<RawExtraction> {
  return withFile(path, async (source) => {
    await refuseCompoundFile(source);
    return readParts(await readPackage(source, memoryMb * MIB * XML_SHARE));
  });
}

/** Office encrypts a DOCX by putting it into an OLE file; any other OLE file is a DOC or something else. */
async function refuseCompoundFile(source: ByteSource): Promise<void> {
  if (!isCompoundFile(await source.read(0, 8))) return;
  const names = await compoundFileNames(source);
  if (names.includes('EncryptedPackage')) {
    throw new AppError(
      'extract.encrypted',
      'The Office file is protected by a password; passwords of Office files are not supported yet',
    );
  }
  throw new AppError('format.mismatch', 'The file is named .docx, but its content is an older Office format');
}

function readParts(parts: DocxParts): RawExtraction {
  const warnings = new WarningList();
  const styles = new Styles(parts.styles);
  const counter = new ListCounter(parseNumbering(parts.numbering), (id) => styles.listOfStyle(id));
  const notes = new NoteBook(parts, { styles, counter, warnings });
  const body = new BodyReader({ styles, counter, warnings, noteMark: notes.mark });
  walkXml(parts.document, body);
  body.end();
  for (const endnote of notes.endnotes) body.pages.addNote(endnote);
  const pages: RawPage[] = body.pages.pages().map(({ text }) => ({ text: tidyLayout(text) }));
  addWarnings(parts, body, counter, warnings);
  return { pages, warnings: warnings.toArray(), metadata: readProperties(parts.properties) };
}

function addWarnings(parts: DocxParts, body: BodyReader, counter: ListCounter, warnings: WarningList): void {
  for (const format of counter.unknownFormats) warnings.add('numbering_approximate', { detail: format });
  if (hasText(parts.comments)) warnings.add('comments_skipped');
  if (parts.margins.some(hasText)) warnings.add('headers_footers_skipped');
  if (parts.embedded.length > 0) warnings.add('embedded_content_skipped', { detail: parts.embedded.join(', ') });
  const length = body.pages.pages().reduce((sum, { text }) => sum + text.length, 0);
  if (!body.pages.hasBreaks && length > LONG_PAGE) warnings.add('page_breaks_unknown');
}

/** Whether a part holds letters: a page number alone is no text. */
function hasText(xml: string): boolean {
  let inText = false;
  let found = false;
  walkXml(xml, {
    open: (name) => {
      inText = name === 'w:t';
    },
    text: (data) => {
      found ||= inText && /\p{L}/u.test(data);
    },
    close: () => {
      inText = false;
    },
  });
  return found;
}

function readProperties(xml: string): FileMetadata {
  const metadata: FileMetadata = {};
  let field: 'title' | 'author' | undefined;
  walkXml(xml, {
    open: (name) => {
      field = name === 'dc:title' ? 'title' : name === 'dc:creator' ? 'author' : undefined;
    },
    text: (data) => {
      if (field) metadata[field] = (metadata[field] ?? '') + data;
    },
    close: () => {
      field = undefined;
    },
  });
  return metadata;
}
