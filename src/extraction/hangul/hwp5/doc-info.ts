import type { Heading, Numbering, NumberingLevel } from '../numbering.js';
import { type Fields, type RecordList, Tag } from './records.js';

/** A tracked change (HWP 5.0.3.2 and later). */
export interface TrackedChange {
  kind: 'inserted' | 'deleted' | 'other';
  /** ISO 8601, Korean time as the program writes it. */
  date: string | undefined;
  author: string | undefined;
}

/** What the paragraphs of a document refer to. */
export interface DocInfo {
  /** By the id that a paragraph names, from 0. */
  shapes: ParagraphShape[];
  /** By id, from 1 (the first element is unused). */
  numberings: (Numbering | undefined)[];
  bullets: string[];
  /** By id, from 1. */
  changes: (TrackedChange | undefined)[];
}

export interface ParagraphShape {
  heading: Heading;
  pageBreakBefore: boolean;
}

const TYPES: readonly Heading['type'][] = ['none', 'outline', 'number', 'bullet'];

const LEVELS = 7;
const MORE_LEVELS = 3;

/** A bullet that is a picture is shown as this. */
const PICTURE_BULLET = '•';

export function readDocInfo(records: RecordList): DocInfo {
  const info: DocInfo = { shapes: [], numberings: [undefined], bullets: [''], changes: [undefined] };
  const authors: string[] = [];
  const changes: { change: TrackedChange; author: number }[] = [];
  for (let index = 0; index < records.length; index++) {
    const fields = records.fields(index);
    switch (records.tag(index)) {
      case Tag.paragraphShape:
        info.shapes.push(paragraphShape(fields));
        break;
      case Tag.numbering:
        info.numberings.push(numbering(fields));
        break;
      case Tag.bullet:
        info.bullets.push(bullet(fields));
        break;
      case Tag.trackChange:
        changes.push({ change: trackedChange(fields), author: fields.u16(14) });
        break;
      case Tag.trackChangeAuthor:
        authors.push(author(fields));
        break;
    }
  }
  for (const { change, author: by } of changes)
    info.changes.push({ ...change, author: authors[by - 1] ?? authors[by] });
  return info;
}

/** Table 43 and 44. */
function paragraphShape(fields: Fields): ParagraphShape {
  const attributes = fields.u32(0);
  const type = TYPES[(attributes >>> 23) & 3] ?? 'none';
  return {
    heading: { type, id: fields.u16(30), level: (attributes >>> 25) & 7 },
    pageBreakBefore: (attributes & (1 << 19)) !== 0,
  };
}

/** Table 38: seven levels, their first numbers, and since 5.1 three levels more. */
function numbering(fields: Fields): Numbering {
  const levels: NumberingLevel[] = [];
  let at = 0;
  const readLevels = (count: number): void => {
    for (let level = 0; level < count && at < fields.length; level++) {
      const shape = (fields.u32(at) >>> 5) & 0xf;
      const { value, next } = fields.string(at + 12);
      levels.push({ format: value, shape, start: 1 });
      at = next;
    }
  };
  readLevels(LEVELS);
  const start = fields.u16(at);
  at += 2;
  for (const [index, level] of levels.entries()) {
    const own = fields.u32(at + 4 * index);
    level.start = at + 4 * index + 4 <= fields.length ? Math.min(own, 0xffff) : Math.max(1, start);
  }
  at += 4 * LEVELS;
  const before = levels.length;
  readLevels(MORE_LEVELS);
  for (const [index, level] of levels.slice(before).entries())
    level.start = Math.max(1, fields.u32(at + 4 * index) & 0xffff);
  return { levels };
}

/** Table 42. */
function bullet(fields: Fields): string {
  const sign = fields.character(12);
  return sign === '' || sign === '\uffff' || fields.u32(14) !== 0 ? PICTURE_BULLET : sign;
}

const INSERTED = 16;
const DELETED = 17;

/** Not in the public document: kind, date and time as 16-bit numbers, author. */
function trackedChange(fields: Fields): TrackedChange {
  const kind = fields.u32(0);
  const [year, month, day, hour, minute] = [0, 1, 2, 3, 4].map((part) =>
    String(fields.u16(4 + 2 * part)).padStart(2, '0'),
  );
  const date =
    Number(year) > 1900 && Number(year) < 3000 ? `${year}-${month}-${day}T${hour}:${minute}:00+09:00` : undefined;
  return { kind: kind === INSERTED ? 'inserted' : kind === DELETED ? 'deleted' : 'other', date, author: undefined };
}

function author(fields: Fields): string {
  const length = Math.min(fields.u32(0), 200);
  return fields.bytes.toString('utf16le', 4, 4 + 2 * length);
}
