import type { HangulDocument } from '../document.js';
import type { FlowBlock } from '../flow.js';
import type { LaidLine } from '../page-tracker.js';
import { type Fields, type RecordList, Tag } from './records.js';

/** The memo fields that wait for their memos, which stand at the end of the last section. */
export type Memos = Map<number, (text: string) => void>;

/** What is read where: the body, whose paragraphs are on pages, or a list within it. */
export interface ListPlace {
  depth: number;
  /** Counts lines that stand higher than the one before: where a cell goes over pages. */
  resets: number;
  last: number;
  /** Where its lowest line ends. */
  bottom: number;
  /** The number that the text of a note gives itself. */
  noteNumber: string;
}

export function innerPlace(depth: number): ListPlace {
  return { depth: depth + 1, resets: 0, last: 0, bottom: 0, noteNumber: '' };
}

/** A line with where its text begins, in units. */
export interface StoredLine extends LaidLine {
  at: number;
  height: number;
}

/** A control of a paragraph: its record and what belongs to it. */
export interface Control {
  name: string;
  fields: Fields;
  /** Its records are `(index, end)`. */
  index: number;
  end: number;
}

/** A list header, and where its paragraphs begin and end. */
export interface ParagraphRange {
  header: Fields;
  index: number;
  from: number;
  end: number;
}

/** The paragraphs of a list stand beside its header, on the same level. */
export function listAt(records: RecordList, index: number, end: number): ParagraphRange {
  const level = records.level(index);
  let last = index + 1;
  while (
    last < end &&
    (records.level(last) > level || (records.level(last) === level && records.tag(last) === Tag.paragraph))
  )
    last += 1;
  return { header: records.fields(index), index, from: index + 1, end: last };
}

/** The lists among the records `[from, end)` of a control. */
export function listsOf(records: RecordList, from: number, end: number): ParagraphRange[] {
  const found: ParagraphRange[] = [];
  for (let index = from; index < end; index++) {
    if (records.tag(index) !== Tag.list) continue;
    const list = listAt(records, index, end);
    found.push(list);
    index = list.end - 1;
  }
  return found;
}

/** What controls want of the reader of paragraphs. */
export interface ListReader {
  readonly document: HangulDocument;
  readonly memos: Memos;
  /** The blocks of the paragraphs among the records `[from, end)`; those of lists within belong to these. */
  paragraphs(records: RecordList, from: number, end: number, place: ListPlace): FlowBlock[];
}
