import { circled } from '../circled.js';
import { type FlowBlock, type PlacedCell, plainText, tableOf } from '../flow.js';
import type { ParagraphWriter } from '../paragraph-writer.js';
import { formText } from './form.js';
import { shapeNumber } from '../number-shapes.js';
import { type Control, innerPlace, type ListPlace, type ListReader, listsOf, type StoredLine } from './lists.js';
import { type Fields, type RecordList, Tag } from './records.js';

/** A control with where it is written. */
interface Writing {
  control: Control;
  writer: ParagraphWriter;
  place: ListPlace;
  /** The line that it hangs on. */
  line: StoredLine | undefined;
}

/** Writes what a control shows. What it gives back is to be called where the field that it begins ends. */
export function writeControl(reader: ListReader, records: RecordList, writing: Writing): (() => void) | undefined {
  const { control, writer, place } = writing;
  const { document } = reader;
  const blocks = (): FlowBlock[] => listBlocks(reader, records, control, place);
  switch (control.name) {
    case 'secd':
      section(reader, records, control, place);
      return undefined;
    case 'tbl ':
      table(reader, records, writing);
      return undefined;
    case 'gso ':
      shape(reader, records, writing);
      return undefined;
    case 'eqed':
      equation(reader, records, writing);
      return undefined;
    case 'head':
    case 'foot':
      document.margin(control.name === 'head' ? 'header' : 'footer', blocks());
      return undefined;
    case 'fn  ':
    case 'en  ':
      note(reader, records, writing);
      return undefined;
    case 'atno':
      autoNumber(control.fields, writer, place);
      return undefined;
    case 'tcmt':
      writer.remark({ kind: 'hidden', text: plainText(blocks()) });
      return undefined;
    case 'tdut':
      ruby(reader, control.fields, writer);
      return undefined;
    case 'tcps': {
      const { value, next } = control.fields.string(4);
      writer.write(circled(document.characters.showUnits(value), control.fields.u8(next) === 1));
      return undefined;
    }
    case 'form':
      for (let index = control.index + 1; index < control.end; index++)
        if (records.tag(index) === Tag.form) writer.write(formText(records.fields(index).bytes));
      return undefined;
    case '%%me':
      return memoField(reader, control.fields, writer);
    default:
      return undefined;
  }
}

/** The height of the page's body, and the master pages. */
function section(reader: ListReader, records: RecordList, control: Control, place: ListPlace): void {
  for (let child = control.index + 1; child < control.end; child++) {
    if (records.tag(child) !== Tag.pageDefinition || place.depth > 0) continue;
    const page = records.fields(child);
    const landscape = (page.u32(36) & 1) === 1;
    const margins = page.u32(16) + page.u32(20) + page.u32(24) + page.u32(28);
    const height = (landscape ? page.u32(0) : page.u32(4)) - margins;
    reader.document.tracker.height(Math.max(0, height));
  }
  reader.document.margin('header', listBlocks(reader, records, control, place));
}

/** The paragraphs of all lists of a control. */
function listBlocks(reader: ListReader, records: RecordList, control: Control, place: ListPlace): FlowBlock[] {
  return listsOf(records, control.index + 1, control.end).flatMap(({ from, end }) =>
    reader.paragraphs(records, from, end, innerPlace(place.depth)),
  );
}

/** Table 69: bit 0 for what flows as a character. */
function isInline({ fields }: Control): boolean {
  return (fields.u32(4) & 1) === 1;
}

/** Below its paragraph by at least so much, in HWPUNIT, a table that does not flow as a character stands behind the text. */
const BELOW = 300;

function placing(control: Control): 'inline' | 'here' | 'after' {
  if (isInline(control)) return 'inline';
  return isRelativeToParagraph(control) && control.fields.i32(8) >= BELOW ? 'after' : 'here';
}

function isRelativeToParagraph({ fields }: Control): boolean {
  return ((fields.u32(4) >>> 3) & 3) === 2;
}

function table(reader: ListReader, records: RecordList, { control, writer, place, line }: Writing): void {
  let definition = control.index + 1;
  while (definition < control.end && records.tag(definition) !== Tag.table) definition += 1;
  const cells: (PlacedCell & { height: number; resets: number })[] = [];
  const captions: { blocks: FlowBlock[]; below: boolean }[] = [];
  for (const { header, index, from, end } of listsOf(records, control.index + 1, control.end)) {
    const inner = innerPlace(place.depth);
    const blocks = reader.paragraphs(records, from, end, inner);
    if (index < definition) captions.push({ blocks, below: (header.u32(8) & 3) === 3 });
    else
      cells.push({
        blocks,
        column: header.u16(8),
        row: header.u16(10),
        columnSpan: Math.max(1, header.u16(12)),
        rowSpan: Math.max(1, header.u16(14)),
        height: cellHeight(header.u32(20), inner.bottom + header.u16(28) + header.u16(30)),
        resets: inner.resets,
      });
  }
  const pagesOn =
    place.depth === 0
      ? rowPages(reader, { control, line, cells, breakable: (records.fields(definition).u32(0) & 3) !== 0 })
      : [];
  for (const { blocks, below } of captions) if (!below) writeBlocks(writer, blocks);
  writer.table(
    tableOf(cells, (row) => pagesOn[row] ?? 0),
    placing(control),
  );
  for (const { blocks, below } of captions) if (below) writer.box(blocks, false);
}

function writeBlocks(writer: ParagraphWriter, blocks: readonly FlowBlock[]): void {
  const text = plainText(blocks);
  if (text !== '') writer.write(`${text}\n`);
}

/** In HWPUNIT; no paper is so high. */
const MAX_HEIGHT = 1_000_000;

/** The height that a cell claims, unless that is nonsense, and at least that of its lines. */
function cellHeight(claimed: number, needed: number): number {
  return claimed > MAX_HEIGHT ? needed : Math.max(claimed, needed);
}

interface TableLayout {
  control: Control;
  line: StoredLine | undefined;
  cells: readonly { row: number; rowSpan: number; height: number; resets: number }[];
  breakable: boolean;
}

/** Rows of a table that are asked for their pages. */
const MAX_ROWS = 10_000;

function rowPages(reader: ListReader, { control, line, cells, breakable }: TableLayout): number[] {
  const heights: number[] = [];
  const breaks: number[] = [];
  for (const { row, rowSpan, height, resets } of cells) {
    if (row >= MAX_ROWS) continue;
    while (heights.length <= row) {
      heights.push(0);
      breaks.push(0);
    }
    if (rowSpan === 1) heights[row] = Math.max(heights[row] ?? 0, height);
    breaks[row] = Math.max(breaks[row] ?? 0, resets);
  }
  const inline = isInline(control);
  if (!line) return [];
  const top = inline ? line.top : (isRelativeToParagraph(control) ? line.top : 0) + control.fields.i32(8);
  return reader.document.tracker.table({ heights, breaks, breakable: breakable && !inline }, top);
}

/** Drawings: their text boxes, titles in fancy letters, captions. Pictures show no text. */
function shape(reader: ListReader, records: RecordList, { control, writer, place }: Writing): void {
  const level = records.level(control.index) + 1;
  const captions: FlowBlock[] = [];
  const boxes: FlowBlock[] = [];
  for (const { index, from, end } of listsOf(records, control.index + 1, control.end)) {
    const isCaption = records.level(index) === level;
    (isCaption ? captions : boxes).push(...reader.paragraphs(records, from, end, innerPlace(place.depth)));
  }
  for (let index = control.index + 1; index < control.end; index++) {
    if (records.tag(index) === Tag.ole)
      reader.document.warnings.add('embedded_content_skipped', { detail: 'an OLE object' });
    if (records.tag(index) === Tag.picture) reader.document.pictures.add(writer.page ?? reader.document.tracker.page);
    if (records.tag(index) !== Tag.textArt) continue;
    const text = reader.document.characters.showUnits(records.fields(index).string(32).value);
    if (text.trim() !== '') boxes.push({ kind: 'text', text, anchors: [], notes: [] });
  }
  writer.box(boxes, isInline(control));
  writer.box(captions, false);
}

/** The script of an equation, as the author wrote it. */
function equation(reader: ListReader, records: RecordList, { control, writer, place }: Writing): void {
  for (let index = control.index + 1; index < control.end; index++) {
    if (records.tag(index) !== Tag.equation) continue;
    const { value } = records.fields(index).string(4);
    writer.write(reader.document.characters.showUnits(value));
  }
  writer.box(listBlocks(reader, records, control, place), false);
}

function note(reader: ListReader, records: RecordList, { control, writer, place }: Writing): void {
  const inner = innerPlace(place.depth);
  const blocks = listsOf(records, control.index + 1, control.end).flatMap(({ from, end }) =>
    reader.paragraphs(records, from, end, inner),
  );
  const isFootnote = control.name === 'fn  ';
  const mark = isFootnote
    ? reader.document.footnoteMark(inner.noteNumber)
    : reader.document.endnoteMark(inner.noteNumber);
  writer.write(mark);
  const text = `${mark} ${plainText(blocks)}`;
  if (isFootnote) writer.note(text);
  else reader.document.endnotes.push(text);
}

const PAGE_NUMBER = 0;
const FOOTNOTE_NUMBER = 1;
const ENDNOTE_NUMBER = 2;

/** Table 142. The number of a page is furniture; that of a note is in its mark. */
function autoNumber(fields: Fields, writer: ParagraphWriter, place: ListPlace): void {
  const attributes = fields.u32(4);
  const kind = attributes & 0xf;
  const number = shapeNumber(fields.u16(8), (attributes >>> 4) & 0xff);
  if (kind === FOOTNOTE_NUMBER) place.noteNumber ||= number;
  else if (kind === ENDNOTE_NUMBER) place.noteNumber ||= shapeNumber(fields.u16(8), 3);
  else if (kind !== PAGE_NUMBER) writer.write(`${fields.character(12)}${number}${fields.character(14)}`);
}

/** Table 151: a word, and another one in small letters above or below it. */
function ruby(reader: ListReader, fields: Fields, writer: ParagraphWriter): void {
  const main = fields.string(4);
  const above = fields.string(main.next).value;
  writer.write(reader.document.characters.showUnits(above.trim() === '' ? main.value : `${main.value}(${above})`));
}

/** Table 152, with the number of the memo at its end. */
function memoField(reader: ListReader, fields: Fields, writer: ParagraphWriter): () => void {
  const { next } = fields.string(9);
  const number = fields.u32(next + 4);
  const from = writer.position;
  return () => {
    const remark = { kind: 'comment' as const, text: '' };
    writer.remark(remark, from);
    reader.memos.set(number, (text) => {
      remark.text = text;
    });
  };
}
