import { ByteView } from '../containers/byte-view.js';
import type { Range } from './fib.js';
import type { Piece } from './pieces.js';

const PAGE = 512;

/** `paragraph6` are the paragraphs of Word 6 and 95. */
type Kind = 'character' | 'paragraph' | 'paragraph6';

/** How many bytes of a page tell where the changes of a run are. */
const STEPS: Readonly<Record<Kind, number>> = { character: 1, paragraph: 13, paragraph6: 7 };

/** A stretch of the file's bytes with one list of property changes. */
interface ByteRun extends Range {
  changes: ByteView;
}

/** A stretch of the text with one list of property changes, and those of its piece. */
export interface Run extends Range {
  changes: ByteView;
  ofPiece: ByteView | undefined;
}

/**
 * The formatting of a text, from the pages that hold it ([MS-DOC] 2.9.33 and 2.9.174).
 *
 * @param plc the list of the pages. @returns runs in the order of the text; there may be gaps, but they do not overlap.
 */
export function readRuns(document: ByteView, plc: ByteView, pieces: readonly Piece[], kind: Kind): Run[] {
  const numbers = pageNumbers(plc, kind === 'paragraph6' ? 2 : 4);
  const byteRuns = disjoint([...numbers].flatMap((page) => readPage(document, page, kind)));
  return pieces.flatMap((piece) => runsOfPiece(piece, byteRuns));
}

/** Every page once: a page that is listed again can only repeat itself. */
function pageNumbers(plc: ByteView, width: 2 | 4): Set<number> {
  const count = Math.max(0, Math.floor((plc.length - 4) / (4 + width)));
  const numberAt = (at: number): number => (width === 2 ? plc.u16(at) : plc.u32(at) & 0x3fffff);
  return new Set(Array.from({ length: count }, (_, index) => numberAt(4 * (count + 1) + width * index)));
}

function readPage(document: ByteView, number: number, kind: Kind): ByteRun[] {
  const page = document.view(number * PAGE, PAGE);
  const count = page.u8(PAGE - 1);
  const runs: ByteRun[] = [];
  const step = STEPS[kind];
  for (let index = 0; index < count; index++) {
    const at = 2 * page.u8(4 * (count + 1) + step * index);
    const changes = at === 0 ? page.view(0, 0) : changesAt(page, at, kind);
    runs.push({ start: page.u32(4 * index), end: page.u32(4 * index + 4), changes });
  }
  return runs;
}

/** A paragraph's changes begin with the number of its style, which is made a change like the others. */
function changesAt(page: ByteView, at: number, kind: Kind): ByteView {
  const length = page.u8(at);
  if (kind === 'paragraph6') return page.view(at + 2, 2 * length);
  if (kind === 'character') return page.view(at + 1, length);
  const own = length === 0 ? page.view(at + 2, 2 * page.u8(at + 1)) : page.view(at + 1, 2 * length - 1);
  return new ByteView(Buffer.concat([Buffer.from([0x00, 0x46]), own.bytes]));
}

function disjoint(runs: ByteRun[]): ByteRun[] {
  const sorted = runs.sort((a, b) => a.start - b.start);
  const kept: ByteRun[] = [];
  let end = 0;
  for (const run of sorted) {
    const start = Math.max(run.start, end);
    if (run.end <= start) continue;
    kept.push({ ...run, start });
    end = run.end;
  }
  return kept;
}

function runsOfPiece(piece: Piece, runs: readonly ByteRun[]): Run[] {
  const found: Run[] = [];
  const { bytesPerCharacter: width } = piece;
  const last = piece.offset + (piece.end - piece.start) * width;
  for (let index = firstEndingAfter(runs, piece.offset); index < runs.length; index++) {
    const run = runs[index]!;
    if (run.start >= last) break;
    const start = piece.start + Math.floor((Math.max(run.start, piece.offset) - piece.offset) / width);
    const end = piece.start + Math.ceil((Math.min(run.end, last) - piece.offset) / width);
    found.push({ start, end: Math.min(end, piece.end), changes: run.changes, ofPiece: piece.changes });
  }
  return found;
}

/** The first of some ranges in ascending order that ends after a position. */
export function firstEndingAfter(ranges: readonly Range[], position: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.end > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
