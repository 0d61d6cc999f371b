/**
 * DOCX is read from its XML and not through mammoth: contracts live by Word's automatic numbers ("2.1", "(a)", "제3조"), and
 * mammoth's model keeps of them only that a paragraph is ordered and how deep. It also drops where pages end and formulas,
 * and unpacks an archive without a limit.
 */
import { officeMetadata, withOfficePackage } from '../containers/office-package.js';
import type { FileMetadata, RawExtraction, RawRemark, ReadRequest } from '../extraction.js';
import { saysSomething } from '../margin-text.js';
import { WarningList } from '../warnings.js';
import type { BodyContext } from './body-context.js';
import { BodyReader } from './body-reader.js';
import { readComments } from './comments.js';
import { NoteBook } from './notes.js';
import { ListCounter, parseNumbering } from './numbering.js';
import { type DocxParts, readDocxParts } from './package.js';
import { plainText } from './plain-text.js';
import { Styles } from './styles.js';
import { walkXml } from './xml.js';

const MIB = 1024 * 1024;

/** Bytes of XML that a MiB of memory is enough for: the XML, as a string, and the text of it. */
const XML_SHARE = 1 / 8;

/** A text longer than this without any page break is not one page. */
const LONG_PAGE = 6000;

/**
 * Reads a DOCX: paragraphs with the numbers that Word prints, tables (one that goes over pages is a table on each),
 * footnotes at the end of their page (`[1]`), endnotes at the end of the document (`[i]`), text boxes, charts and diagrams
 * after the paragraph they hang on. Pages end where the author or Word's last layout ended them. Comments, tracked changes
 * (the text is read as if they were accepted), hidden text, headers and footers are remarks.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`, `format.mismatch`.
 */
export function readDocx(request: ReadRequest): Promise<RawExtraction> {
  const options = { label: 'DOCX', budget: request.memoryMb * MIB * XML_SHARE };
  return withOfficePackage(request, options, async (parts) =>
    readParts(await readDocxParts(parts), await officeMetadata(parts)),
  );
}

function readParts(parts: DocxParts, metadata: FileMetadata): RawExtraction {
  const warnings = new WarningList();
  const styles = new Styles(parts.styles);
  const numbering = parseNumbering(parts.numbering);
  const newCounter = () => new ListCounter(numbering, (id) => styles.listOfStyle(id));
  const counter = newCounter();
  // Texts beside the body do not count its lists on.
  const beside = (): BodyContext => ({
    ...context,
    counter: newCounter(),
    comments: new Map(),
    noteMark: () => ({ mark: '' }),
  });
  const context: BodyContext = {
    styles,
    counter,
    warnings,
    graphics: parts.graphics,
    comments: new Map(),
    noteMark: () => ({ mark: '' }),
  };
  const notes = new NoteBook(parts, { ...context });
  const body = new BodyReader({ ...context, comments: readComments(parts.comments, beside), noteMark: notes.mark });
  walkXml(parts.document, body);
  body.end();
  for (const endnote of notes.endnotes) body.pages.addNote(endnote);
  addWarnings(parts, body, counter, warnings);
  const loose = body.unplacedComments().map((comment): RawRemark => ({ kind: 'comment', ...comment }));
  const remarks = [...readMargins(parts, beside), ...body.pages.remarks(), ...loose];
  return { pages: body.pages.pages(), remarks, warnings: warnings.toArray(), metadata };
}

function addWarnings(parts: DocxParts, body: BodyReader, counter: ListCounter, warnings: WarningList): void {
  for (const format of counter.unknownFormats) warnings.add('numbering_approximate', { detail: format });
  if (parts.embedded.length > 0) warnings.add('embedded_content_skipped', { detail: parts.embedded.join(', ') });
  if (!body.pages.hasBreaks && body.pages.length > LONG_PAGE) warnings.add('page_breaks_unknown');
}

/** Headers and footers, each text once; one without letters (a page number) says nothing. */
function readMargins(parts: DocxParts, context: () => BodyContext): RawRemark[] {
  const remarks = new Map<string, RawRemark>();
  for (const { kind, xml } of parts.margins) {
    const reader = new BodyReader(context());
    walkXml(xml, reader);
    reader.end();
    const text = plainText(reader.pages);
    if (saysSomething(text)) remarks.set(`${kind} ${text}`, { kind, text });
  }
  return [...remarks.values()];
}
