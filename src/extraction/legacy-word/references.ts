import type { RawRemark } from '../extraction.js';
import { toRoman } from '../numerals.js';
import type { DocDocument } from './document.js';
import { isWord97, type PartName, type Range } from './fib.js';
import { anchoredShapes } from './shapes.js';
import { readSprms } from './sprms.js';
import { dateOf, readNames, readPlc, readStrings } from './tables-of-file.js';

/** A note, by where its mark stands. `mark` is undefined where the author typed one, which stands in the text. */
export interface NoteReference {
  story: Range;
  mark: string | undefined;
}

/** A comment, by where it hangs. */
export interface CommentReference {
  story: Range;
  author: string | undefined;
  date: string | undefined;
  /** Name of the place where the text that it is about begins. */
  startMark: string | undefined;
}

/** What hangs in the text of the main part, by position. */
export interface References {
  footnotes: Map<number, NoteReference>;
  endnotes: Map<number, NoteReference>;
  comments: Map<number, CommentReference>;
  /** Names of the comments that begin at a position. */
  commentStarts: Map<number, string[]>;
  textBoxes: Map<number, Range[]>;
  /** Text boxes that hang nowhere. */
  looseTextBoxes: Range[];
}

const MAX_REFERENCES = 100_000;
const NO_PROPERTIES = 0xffffffff;

/** Lengths of what is said of a comment, in Word 97 and before. */
const COMMENT = 30;
const COMMENT_6 = 20;

export function readReferences(document: DocDocument): References {
  const { boxes, loose } = readTextBoxes(document);
  return {
    footnotes: readNotes(document, 'footnoteMarks', 'footnotes', (number) => `[${number}]`),
    endnotes: readNotes(document, 'endnoteMarks', 'endnotes', (number) => `[${toRoman(number).toLowerCase()}]`),
    ...readComments(document),
    textBoxes: boxes,
    looseTextBoxes: loose,
  };
}

/** The stories of a part, which its table divides: one after the other, so that none is read twice. */
function stories(document: DocDocument, part: PartName, plc: readonly Range[]): Range[] {
  const whole = document.part(part);
  let last = whole.start;
  return plc.slice(0, MAX_REFERENCES).map((story) => {
    const start = Math.max(last, Math.min(whole.end, whole.start + story.start));
    const end = Math.max(start, Math.min(whole.end, whole.start + story.end));
    last = end;
    return { start, end };
  });
}

function readNotes(
  document: DocDocument,
  marks: 'footnoteMarks' | 'endnoteMarks',
  part: 'footnotes' | 'endnotes',
  print: (number: number) => string,
): Map<number, NoteReference> {
  const texts = stories(document, part, readPlc(document.table(part), 0));
  const notes = new Map<number, NoteReference>();
  let number = 0;
  for (const [index, { start, data }] of readPlc(document.table(marks), 2).entries()) {
    const story = texts[index];
    if (!story) break;
    const automatic = data.u16(0) !== 0;
    if (automatic) number += 1;
    notes.set(start, { story, mark: automatic ? print(number) : undefined });
  }
  return notes;
}

/** Comments ([MS-DOC] 2.8.7 and 2.9.8): author by index, the beginning of their range through a bookmark. */
function readComments(document: DocDocument): Pick<References, 'comments' | 'commentStarts'> {
  const texts = stories(document, 'comments', readPlc(document.table('comments'), 0));
  const authors = readNames(document.table('commentAuthors'));
  const dates = document.table('commentDates');
  const tags = readStrings(document.table('commentBookmarks')).map(({ data }) => data.u32(2));
  const commentStarts = new Map<number, string[]>();
  for (const [index, { start }] of readPlc(document.table('commentStarts'), 4).entries()) {
    const tag = tags[index];
    if (tag !== undefined) commentStarts.set(start, [...(commentStarts.get(start) ?? []), String(tag)]);
  }
  const comments = new Map<number, CommentReference>();
  const isModern = document.fib.table('commentDates').length > 0;
  for (const [index, { start, data }] of readPlc(
    document.table('commentMarks'),
    isWord97(document.fib) ? COMMENT : COMMENT_6,
  ).entries()) {
    const story = texts[index];
    if (!story) break;
    const tag = data.u32(26);
    comments.set(start, {
      story,
      author: isWord97(document.fib) ? authors[data.u16(20)] : undefined,
      date: isModern ? dateOf(dates.u32(18 * index)) : undefined,
      startMark: tag === 0xffffffff ? undefined : String(tag),
    });
  }
  return { comments, commentStarts };
}

/** Text boxes hang on the character that stands for the shape, or for the group, that they are in. */
function readTextBoxes(document: DocDocument): { boxes: Map<number, Range[]>; loose: Range[] } {
  const plc = isWord97(document.fib) ? readPlc(document.table('textBoxes'), 22) : [];
  const texts = stories(document, 'textBoxes', plc);
  const roots = anchoredShapes(document.table('drawingGroups'));
  const places = new Map(readPlc(document.table('drawings'), 26).map(({ start, data }) => [data.u32(0), start]));
  const boxes = new Map<number, Range[]>();
  const loose: Range[] = [];
  for (const [index, { data }] of plc.entries()) {
    const story = texts[index];
    if (!story || story.end <= story.start) continue;
    const shape = data.u32(14);
    const place = places.get(roots.get(shape) ?? shape) ?? places.get(shape);
    if (place === undefined) loose.push(story);
    else boxes.set(place, [...(boxes.get(place) ?? []), story]);
  }
  return { boxes, loose };
}

/** Even, odd and first pages have headers and footers of their own, in every section; these follow six separators. */
const HEADER_KINDS: readonly RawRemark['kind'][] = ['header', 'header', 'footer', 'footer', 'header', 'footer'];

/** The stories of headers and footers ([MS-DOC] 2.8.22). */
export function readHeaders(document: DocDocument): { kind: RawRemark['kind']; story: Range }[] {
  return stories(document, 'headers', readPlc(document.table('headers'), 0))
    .slice(HEADER_KINDS.length)
    .map((story, index) => ({ kind: HEADER_KINDS[index % HEADER_KINDS.length]!, story }))
    .filter(({ story }) => story.end > story.start);
}

const BREAK_CODE = 0x3009;
const CONTINUOUS = 0;
const NEW_COLUMN = 1;

/** Where sections end, and whether a page begins there ([MS-DOC] 2.8.26 and 2.9.243). */
export function readSections(document: DocDocument): Map<number, boolean> {
  const sections = readPlc(document.table('sections'), 12);
  const ends = new Map<number, boolean>();
  for (const [index, { end }] of sections.entries()) {
    const next = sections[index + 1];
    const kind = next && breakKind(document, next.data.u32(2));
    ends.set(end - 1, next !== undefined && kind !== CONTINUOUS && kind !== NEW_COLUMN);
  }
  return ends;
}

function breakKind(document: DocDocument, offset: number): number | undefined {
  if (offset === NO_PROPERTIES || !isWord97(document.fib)) return undefined;
  const changes = document.bytes(offset + 2, document.bytes(offset, 2).u16(0));
  for (const { code, operand } of readSprms(changes)) if (code === BREAK_CODE) return operand.u8(0);
  return undefined;
}
