/**
 * A reader of our own: word-extractor gives the text of a DOC in parts, but neither the automatic numbers nor the tables,
 * which contracts live by, and reads the whole file through a library that trusts its chains.
 */
import { AppError } from '../../common/errors/app-error.js';
import { ByteView } from '../containers/byte-view.js';
import { type CompoundFile } from '../containers/cfb.js';
import { refuseRightsManaged } from '../containers/encryption/office-encryption.js';
import { noteDamage, readStream, withCompoundFile } from '../containers/legacy-office.js';
import { readSummaryInformation } from '../containers/summary-information.js';
import type { RawExtraction, RawRemark, ReadRequest } from '../extraction.js';
import { saysSomething } from '../margin-text.js';
import { WarningList } from '../warnings.js';
import { decipherStreams } from './doc-encryption.js';
import { DocDocument, type DocStreams } from './document.js';
import { type Fib, isWord97, readFib } from './fib.js';
import { readHeaders, readReferences, readSections, type References } from './references.js';
import { StoryReader } from './story-reader.js';
import { WordFlow } from './word-flow.js';

/** Bytes of the file that a MiB of memory is enough for: its streams, the text, and the runs of formatting. */
const SHARE = 1 / 4;

/** The oldest version that is read: Word 6. */
const OLDEST_VERSION = 101;

/**
 * Reads a DOC: paragraphs with the numbers that Word prints, tables with their cells, footnotes at the end of their page
 * (`[1]`), endnotes at the end of the document (`[i]`), text boxes after the paragraph they hang on. Of fields the result
 * is read. Tracked deletions, hidden text, comments, headers and footers become remarks. Pages end where the author ended
 * them. Of Word 6 and 95 text, tables and notes are read, automatic numbers are not.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`, `format.mismatch`.
 */
export function readDoc({ path, password, memoryMb }: ReadRequest): Promise<RawExtraction> {
  return withCompoundFile({ path, memoryMb, share: SHARE, label: 'Word document' }, async (file) => {
    refuseRightsManaged(file);
    const { document, isWhole } = await openDocument(file, password);
    const warnings = new WarningList();
    if (file.find('Macros')) warnings.add('macros_ignored');
    if (file.entries.some(({ path }) => path.startsWith('ObjectPool/')))
      warnings.add('embedded_content_skipped', { detail: 'embedded objects' });
    const { flow, remarks } = readMain(document, warnings);
    if (flow.pagesUnknown) warnings.add('page_breaks_unknown');
    for (const format of document.counter.unknownFormats) warnings.add('numbering_approximate', { detail: format });
    if (!isWord97(document.fib)) warnings.add('old_word_approximate');
    const pages = flow.pages();
    if (!isWhole) noteDamage(pages, warnings);
    const metadata = await readSummaryInformation(file);
    return { pages, warnings: warnings.toArray(), metadata, remarks };
  });
}

async function openDocument(
  file: CompoundFile,
  password: string | undefined,
): Promise<{ document: DocDocument; isWhole: boolean }> {
  if (!file.find('WordDocument'))
    throw new AppError('format.mismatch', 'The file is named as a Word document, but its content is something else');
  const main = await readStream(file, 'WordDocument');
  const fib = readFib(new ByteView(main.bytes));
  if (fib.version < OLDEST_VERSION)
    throw new AppError('extract.damaged', 'The document is of a version of Word before 6, which is not read');
  const table = isWord97(fib) ? await optional(file, tableName(file, fib)) : main;
  const data = await optional(file, 'Data');
  const plain: DocStreams = decipherStreams(
    { document: main.bytes, table: table.bytes, data: data.bytes },
    fib,
    password,
  );
  return { document: new DocDocument(readFib(plain.document), plain), isWhole: main.isWhole && table.isWhole };
}

/** The stream that the tables are in: one of two, which the file says. Word 6 has them in that of the text. */
function tableName(file: CompoundFile, fib: Fib): string {
  const other = fib.tableStream === '0Table' ? '1Table' : '0Table';
  return file.find(fib.tableStream) ? fib.tableStream : other;
}

async function optional(file: CompoundFile, name: string): Promise<{ bytes: Buffer; isWhole: boolean }> {
  return file.find(name) ? readStream(file, name) : { bytes: Buffer.alloc(0), isWhole: true };
}

function readMain(document: DocDocument, warnings: WarningList): { flow: WordFlow; remarks: RawRemark[] } {
  const flow = new WordFlow();
  const references = readReferences(document);
  const sections = readSections(document);
  const endnotes: string[] = [];
  const inner = (story: { start: number; end: number }): WordFlow => {
    const part = new WordFlow();
    new StoryReader(document, part, warnings).read(story);
    return part;
  };
  const { footnotes, endnotes: endReferences, comments, commentStarts, textBoxes } = references;
  const note = (position: number): string | undefined => {
    const foot = footnotes.get(position);
    const end = endReferences.get(position);
    const found = foot ?? end;
    if (!found) return undefined;
    const text = [found.mark, inner(found.story).plainText().trim()].filter(Boolean).join(' ');
    if (foot) flow.note(text);
    else endnotes.push(text);
    return found.mark;
  };
  new StoryReader(document, flow, warnings, {
    note,
    stops: stopsOf(references),
    at: (position) => {
      for (const name of commentStarts.get(position) ?? []) flow.mark(name);
      const typed = footnotes.get(position) ?? endReferences.get(position);
      if (typed && typed.mark === undefined) note(position);
    },
    comment: (position) => {
      const comment = comments.get(position);
      if (comment) flow.comment({ ...comment, text: inner(comment.story).plainText() }, comment.startMark);
    },
    drawing: (position) => {
      for (const story of textBoxes.get(position) ?? []) flow.box(inner(story).blocks());
    },
    sectionEnd: (position) => sections.get(position),
  }).read(document.part('main'));
  for (const story of references.looseTextBoxes) flow.box(inner(story).blocks());
  flow.finish();
  for (const text of endnotes) flow.note(text);
  return { flow, remarks: [...marginRemarks(document, inner), ...flow.remarks()] };
}

function stopsOf({ footnotes, endnotes, commentStarts }: References): Set<number> {
  const typed = [...footnotes, ...endnotes].filter(([, { mark }]) => mark === undefined).map(([position]) => position);
  return new Set([...typed, ...commentStarts.keys()]);
}

/** Headers and footers, each distinct text once. A page number alone is no text. */
function marginRemarks(document: DocDocument, read: (story: { start: number; end: number }) => WordFlow): RawRemark[] {
  const seen = new Map<string, RawRemark>();
  for (const { kind, story } of readHeaders(document)) {
    const text = read(story).plainText().trim();
    if (saysSomething(text)) seen.set(`${kind} ${text}`, seen.get(`${kind} ${text}`) ?? { kind, text });
  }
  return [...seen.values()];
}
