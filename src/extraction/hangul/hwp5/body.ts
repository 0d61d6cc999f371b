import { type HangulDocument, MAX_DEPTH } from '../document.js';
import type { FlowBlock } from '../flow.js';
import { ParagraphWriter } from '../paragraph-writer.js';
import { ChangeWriter } from './changes.js';
import { writeControl } from './controls.js';
import type { DocInfo, ParagraphShape } from './doc-info.js';
import {
  type Control,
  innerPlace,
  listAt,
  type ListPlace,
  type ListReader,
  type Memos,
  type StoredLine,
} from './lists.js';
import { textPieces } from './paragraph-text.js';
import { type Fields, type RecordList, Tag } from './records.js';

const PAGE_BREAK = 4;
const LINE_SIZE = 36;
/** Lines of a paragraph that are looked at for page ends. */
const MAX_LINES = 10_000;

/** Reads the paragraphs of the sections of a document (HWP 5.0, 4.3). */
export class BodyReader implements ListReader {
  outline = 1;
  readonly memos: Memos = new Map();

  constructor(
    readonly document: HangulDocument,
    readonly info: DocInfo,
  ) {}

  readSection(records: RecordList): void {
    this.document.tracker.section(0);
    const place: ListPlace = { depth: 0, resets: 0, last: 0, bottom: 0, noteNumber: '' };
    for (const block of this.paragraphs(records, 0, records.length, place)) this.document.body.push(block);
  }

  paragraphs(records: RecordList, from: number, end: number, place: ListPlace): FlowBlock[] {
    const blocks: FlowBlock[] = [];
    if (place.depth > MAX_DEPTH) {
      this.document.warnings.add('damaged_recovered');
      return blocks;
    }
    for (let index = from; index < end;) {
      const next = records.after(index, end);
      if (records.tag(index) === Tag.paragraph)
        for (const block of this.#paragraph(records, index, next, place)) blocks.push(block);
      else if (records.tag(index) === Tag.memoList) this.#looseLists(records, index, next, place.depth);
      index = next;
    }
    return blocks;
  }

  #paragraph(records: RecordList, index: number, end: number, place: ListPlace): FlowBlock[] {
    const header = records.fields(index);
    const shape = this.info.shapes[header.u16(8)];
    const parts = this.#parts(records, index, end);
    const writer = new ParagraphWriter();
    // The first paragraph of a section tells how its outline is numbered, and may be a part of it.
    for (const { name, fields } of parts.controls) if (name === 'secd') this.outline = fields.u16(18) || 1;
    writer.label(this.#label(shape));
    const pages = this.#pages(header, shape, parts, place);
    writer.page = pages?.[0];
    const changes = new ChangeWriter(writer, parts.ranges, this.info.changes);
    if (changes.isUsed) this.document.warnings.add('tracked_changes_accepted');
    this.#write(records, parts, { writer, changes, place, pages });
    if (parts.loose >= 0) this.#looseLists(records, parts.loose, end, place.depth);
    return writer.end();
  }

  #parts(records: RecordList, index: number, end: number): Parts {
    const level = records.level(index) + 1;
    const parts: Parts = { texts: [], lines: [], ranges: [], controls: [], loose: -1 };
    for (let child = index + 1; child < end;) {
      const next = records.after(child, end);
      const tag = records.level(child) === level ? records.tag(child) : 0;
      if (tag === Tag.text) parts.texts.push(records.fields(child));
      else if (tag === Tag.lines) readLines(records.fields(child), parts.lines);
      else if (tag === Tag.ranges) parts.ranges.push(records.fields(child));
      else if (tag === Tag.control) {
        const fields = records.fields(child);
        parts.controls.push({ name: fields.name(), fields, index: child, end: next });
      } else if (tag === Tag.list || tag === Tag.memoList) {
        parts.loose = child;
        break;
      }
      child = next;
    }
    return parts;
  }

  #label(shape: ParagraphShape | undefined): string {
    if (!shape || shape.heading.type === 'none') return '';
    const { type, id, level } = shape.heading;
    if (type === 'bullet') return this.document.characters.showUnits(this.info.bullets[id] ?? '');
    const numbering = type === 'outline' ? id || this.outline : id;
    return this.document.characters.showUnits(
      this.document.counter.next(String(numbering), this.info.numberings[numbering], level),
    );
  }

  /** The pages of the lines of a paragraph of the body. */
  #pages(
    header: Fields,
    shape: ParagraphShape | undefined,
    { lines, controls }: Parts,
    place: ListPlace,
  ): number[] | undefined {
    if (place.depth > 0) {
      for (const { top, height } of lines) {
        if (top < place.last) place.resets += 1;
        place.last = top;
        place.bottom = Math.max(place.bottom, top + height);
      }
      return undefined;
    }
    for (const { name, fields } of controls)
      if (name === 'cold') this.document.tracker.columns((fields.u16(4) >>> 2) & 0xff);
    const breakBefore = (header.u8(11) & PAGE_BREAK) !== 0 || shape?.pageBreakBefore === true;
    return this.document.tracker.paragraph(lines, breakBefore);
  }

  #write(records: RecordList, parts: Parts, { writer, changes, place, pages }: Writing): void {
    const { characters } = this.document;
    const fields: (() => void)[] = [];
    let next = 0;
    let from = 0;
    let line = 0;
    for (const text of parts.texts) {
      for (const piece of textPieces(text, from)) {
        while ((parts.lines[line + 1]?.at ?? Number.POSITIVE_INFINITY) <= piece.at) line += 1;
        writer.page = pages?.[line] ?? writer.page;
        if (piece.kind === 'text') {
          const show = (units: string): string => characters.showUnits(units);
          if (changes.isUsed) changes.write(piece.text, piece.at, show);
          else writer.write(show(piece.text));
        } else if (piece.kind === 'field end') fields.pop()?.();
        else {
          const found = controlOf(parts.controls, next, piece.name);
          const control = parts.controls[found];
          next = found + 1;
          if (control) {
            const ended = writeControl(this, records, { control, writer, place, line: parts.lines[line] });
            if (ended) fields.push(ended);
          }
        }
      }
      from += text.length >> 1;
    }
    // Controls that the text does not speak of, as in a paragraph whose text is lost, are read at its end.
    for (const control of parts.controls.slice(next))
      writeControl(this, records, { control, writer, place, line: undefined });
    for (const ended of fields.toReversed()) ended();
  }

  /** Lists behind the last paragraph of a section: memos, and the master pages that stand behind some of its pages. */
  #looseLists(records: RecordList, from: number, end: number, depth: number): void {
    let memo: number | undefined;
    for (let index = from; index < end; index++) {
      if (records.tag(index) === Tag.memoList) memo = records.fields(index).u32(0);
      if (records.tag(index) !== Tag.list) continue;
      const list = listAt(records, index, end);
      const blocks = this.paragraphs(records, list.from, list.end, innerPlace(depth));
      if (memo === undefined) this.document.margin('header', blocks);
      else this.#memo(memo, blocks);
      index = list.end - 1;
    }
  }

  #memo(number: number, blocks: FlowBlock[]): void {
    const text = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n');
    const field = this.memos.get(number);
    this.memos.delete(number);
    if (field) field(text);
    else this.document.margins.push({ kind: 'comment', text });
  }
}

/** How far ahead the record of a control is looked for, when the next one is another. */
const LOOK_AHEAD = 64;

/** Where the record is that the text speaks of; the next one when none has its name. */
function controlOf(controls: readonly Control[], next: number, name: string): number {
  for (let index = next; index < Math.min(controls.length, next + LOOK_AHEAD); index++)
    if (controls[index]?.name === name) return index;
  return next;
}

interface Parts {
  texts: Fields[];
  lines: StoredLine[];
  ranges: Fields[];
  controls: Control[];
  /** Where lists that belong to no control begin; -1 for nowhere. */
  loose: number;
}

interface Writing {
  writer: ParagraphWriter;
  changes: ChangeWriter;
  place: ListPlace;
  pages: readonly number[] | undefined;
}

/** Table 62. */
function readLines(fields: Fields, lines: StoredLine[]): void {
  for (let at = 0; at + LINE_SIZE <= fields.length && lines.length < MAX_LINES; at += LINE_SIZE)
    lines.push({ at: fields.u32(at), top: fields.i32(at + 4), height: fields.i32(at + 8), left: fields.i32(at + 24) });
}
