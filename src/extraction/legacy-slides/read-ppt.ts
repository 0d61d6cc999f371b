import { AppError } from '../../common/errors/app-error.js';
import { ByteView } from '../containers/byte-view.js';
import type { CompoundFile } from '../containers/cfb.js';
import { refuseRightsManaged } from '../containers/encryption/office-encryption.js';
import { noteDamage, readStream, withCompoundFile } from '../containers/legacy-office.js';
import { readSummaryInformation } from '../containers/summary-information.js';
import type { RawExtraction, RawPage, RawRemark, ReadRequest } from '../extraction.js';
import { saysSomething } from '../margin-text.js';
import { laySlide, plainText, slidePage, type SlideStyles } from '../slides/lay-slide.js';
import { leaves, type ListStyle } from '../slides/shapes.js';
import { pageRanges, WarningList } from '../warnings.js';
import { readDrawing } from './drawing.js';
import { PersistObjects } from './persist.js';
import { findAll, findRecord, type PptRecord, readRecords, RECORD } from './records.js';
import { readMasterStyles, type SlideText, TextBuilder } from './text.js';

/** The share of memory that the streams may take. */
const SHARE = 1 / 2;

const STREAM = 'PowerPoint Document';
const USER = 'Current User';
/** Where a file that PowerPoint 95 can open too has its presentation of 97. */
const DUAL_STORAGE = 'PP97_DUALSTORAGE/';
/** A stream that only PowerPoint 95 wrote. */
const OF_95 = 'Text_Content';

/** Which of the lists of a document a list is. */
const SLIDES = 0;
const MASTERS = 1;
const NOTES = 2;

/** Kinds of text ([MS-PPT] 2.13.33). */
const TITLE = 0;
const BODY = 1;
const OTHER = 4;

/**
 * Reads a presentation of PowerPoint 97 to 2003: each slide is a page, its title first, then shapes in reading order with
 * the bullets and numbers that are shown, and tables. The speaker's notes follow under `[Notes]`. Footers and comments are
 * remarks; hidden slides are read like the others, with a warning.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`, `format.mismatch`.
 */
export function readPpt({ path, password, memoryMb }: ReadRequest): Promise<RawExtraction> {
  return withCompoundFile({ path, memoryMb, share: SHARE, label: 'PowerPoint presentation' }, async (file) => {
    refuseRightsManaged(file);
    if (!file.find(STREAM))
      throw new AppError(
        'format.mismatch',
        'The file is named as a PowerPoint presentation, but its content is something else',
      );
    const storage = file.find(DUAL_STORAGE + STREAM) ? DUAL_STORAGE : '';
    if (!storage && file.find(OF_95))
      throw new AppError(
        'extract.damaged',
        'The presentation is of a version of PowerPoint before 97, which is not read',
      );
    const { bytes, isWhole } = await readStream(file, storage + STREAM);
    const deck = new Deck(new PersistObjects(new ByteView(bytes), await currentUser(file, storage + USER), password));
    return { ...deck.read(isWhole), metadata: await readSummaryInformation(file) };
  });
}

async function currentUser(file: CompoundFile, name: string): Promise<ByteView> {
  return new ByteView(file.find(name) ? await file.stream(name, { partial: true }) : Buffer.alloc(0));
}

/** A slide, master or notes page as a list of the document names it, with the texts that stand in the list. */
interface Entry {
  object: number;
  id: number;
  texts: SlideText[];
}

class Deck {
  readonly #warnings = new WarningList();
  readonly #pages: RawPage[] = [];
  readonly #remarks: RawRemark[] = [];
  readonly #margins = new Set<string>();
  readonly #styles: SlideStyles;
  readonly #notes: ReadonlyMap<number, Entry>;

  constructor(private readonly objects: PersistObjects) {
    this.#styles = this.#readStyles();
    this.#notes = new Map(this.#list(NOTES).map((entry) => [entry.id, entry]));
  }

  read(isWhole: boolean): Omit<RawExtraction, 'metadata'> {
    for (const entry of this.#list(SLIDES)) this.#addSlide(entry);
    this.#addMargins(this.objects.document.body, undefined);
    const numbers = this.#pages.flatMap(({ status }, index) => (status === 'no_text_layer' ? [index + 1] : []));
    if (numbers.length > 0) this.#warnings.add('pages_without_text', { detail: pageRanges(numbers) });
    if ([...findAll(this.objects.document.body, VBA_INFO)].some(({ body }) => body.u32(4) !== 0))
      this.#warnings.add('macros_ignored');
    if ([...findAll(this.objects.document.body, EMBEDDED_OBJECT)].length > 0)
      this.#warnings.add('embedded_content_skipped', { detail: 'embedded objects' });
    if (!isWhole || this.#pages.length === 0) noteDamage(this.#pages, this.#warnings);
    return { pages: this.#pages, remarks: this.#remarks, warnings: this.#warnings.toArray() };
  }

  #addSlide({ object, texts }: Entry): void {
    const page = this.#pages.length + 1;
    const slide = this.objects.get(object);
    if (slide?.type !== RECORD.slide) {
      const found = texts.flatMap(({ paragraphs }) => paragraphs.map(({ text }) => text)).join('\n');
      this.#warnings.add('page_failed', { page });
      this.#pages.push({ text: found, status: 'failed' });
      return;
    }
    const shapes = readDrawing(slide.body, texts);
    const laid = laySlide(shapes, this.#styles);
    const atom = findRecord(slide.body, RECORD.slideAtom)?.body;
    this.#pages.push(slidePage(laid, this.#notesOf(atom?.u32(16) ?? 0)));
    if (((findRecord(slide.body, RECORD.showInfo)?.body.u16(10) ?? 0) & 4) !== 0)
      this.#warnings.add('hidden_page', { page });
    this.#addMargins(slide.body, page);
    this.#remarks.push(...laid.hidden.map((text): RawRemark => ({ kind: 'hidden', text, page })));
    this.#remarks.push(...commentsOf(slide.body, page));
  }

  /** The speaker's notes: what is on the notes page beside the picture of the slide and the margins. */
  #notesOf(id: number): string {
    const entry = this.#notes.get(id);
    const page = entry && this.objects.get(entry.object);
    if (!entry || !page) return '';
    return [...leaves(readDrawing(page.body, entry.texts))]
      .filter(({ placeholder }) => placeholder === undefined || placeholder.type === 'body')
      .map(plainText)
      .filter((text) => text !== '' && text !== '*')
      .join('\n');
  }

  /** The entries of one of the lists. A slide that is listed again is left out. */
  #list(which: number): Entry[] {
    const list = [...readRecords(this.objects.document.body)].find(
      ({ type, instance }) => type === RECORD.slideList && instance === which,
    );
    const entries: Entry[] = [];
    const seen = new Set<number>();
    let builder = new TextBuilder();
    for (const record of list ? readRecords(list.body) : []) {
      if (record.type !== RECORD.slideEntry) {
        builder.add(record);
        continue;
      }
      builder = new TextBuilder();
      const object = record.body.u32(0);
      if (seen.has(object)) continue;
      seen.add(object);
      entries.push({ object, id: record.body.u32(12), texts: builder.texts });
    }
    return entries;
  }

  /** The bullets that the first master gives to titles, bodies and other texts. */
  #readStyles(): SlideStyles {
    const master = this.#list(MASTERS)[0];
    const records = master
      ? [...readRecords(this.objects.get(master.object)?.body ?? new ByteView(Buffer.alloc(0)))]
      : [];
    const of = (kind: number): ListStyle[] =>
      records.filter(({ type, instance }) => type === RECORD.masterStyles && instance === kind).map(readMasterStyles);
    return { layers: [], title: of(TITLE), body: of(BODY), other: of(OTHER) };
  }

  /** Headers and footers that are switched on, each distinct text once. */
  #addMargins(container: ByteView, page: number | undefined): void {
    for (const { type, instance, body } of readRecords(container)) {
      if (type !== RECORD.headersFooters || (page === undefined && instance !== SLIDE_MARGINS)) continue;
      const flags = findRecord(body, RECORD.headersFootersFlags)?.body.u16(2) ?? 0;
      for (const [bit, which, kind] of MARGINS) {
        const text = (flags & bit) === 0 ? '' : stringOf(findRecord(body, RECORD.string, which));
        if (!saysSomething(text) || this.#margins.has(text)) continue;
        this.#margins.add(text);
        this.#remarks.push({ kind, text, ...(page !== undefined && { page }) });
      }
    }
  }
}

const VBA_INFO = 0x0400;
const EMBEDDED_OBJECT = 0x0fcc;
const SLIDE_MARGINS = 3;

/** Flags of headers and footers, the string each switches on, and what it is ([MS-PPT] 2.4.15). */
const MARGINS = [
  [0x04, 0, 'footer'],
  [0x10, 1, 'header'],
  [0x20, 2, 'footer'],
] as const;

function stringOf(record: PptRecord | undefined): string {
  return record ? record.body.utf16(0, record.body.length >> 1).trim() : '';
}

/** Comments of PowerPoint 2002 and later ([MS-PPT] 2.5.30): author, text, and when. */
function commentsOf(slide: ByteView, page: number): RawRemark[] {
  return [...findAll(slide, RECORD.comment)].map(({ body }): RawRemark => {
    const author = stringOf(findRecord(body, RECORD.string, 0));
    const date = dateOf(findRecord(body, RECORD.commentAtom)?.body);
    const text = stringOf(findRecord(body, RECORD.string, 1));
    return { kind: 'comment', text, page, ...(author !== '' && { author }), ...(date && { date }) };
  });
}

/** A date in eight 16-bit numbers: year, month, day of the week, day, hours, minutes, seconds, milliseconds. */
function dateOf(atom: ByteView | undefined): string | undefined {
  if (!atom || atom.u16(6) < 1 || atom.u16(6) > 12) return undefined;
  const two = (at: number): string => String(atom.u16(at)).padStart(2, '0');
  return `${atom.u16(4)}-${two(6)}-${two(10)}T${two(12)}:${two(14)}:${two(16)}`;
}
