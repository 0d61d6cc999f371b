import { tidyLayout } from '../assemble.js';
import type { RawBlock, RawCell, RawRemark } from '../extraction.js';
import { joinCells } from '../table-rows.js';

/** What a remark says, and the range it is about in the text of the piece it stands in. */
export interface Mark {
  kind: RawRemark['kind'];
  text: string;
  author?: string;
  date?: string;
  start: number;
  end: number;
}

/** Text with the remarks on it. */
export interface TextPiece {
  text: string;
  marks: Mark[];
}

export interface CellPiece extends TextPiece, RawCell {}

export interface TablePiece {
  rows: CellPiece[][];
}

/** What a frame (the body, a table cell, a text box) is made of, in order. */
export type Piece = TextPiece | TablePiece;

export function isTable(piece: Piece): piece is TablePiece {
  return 'rows' in piece;
}

/** A block without remarks, as a piece. */
export function toPiece(block: RawBlock): Piece {
  if (!('rows' in block)) return { text: block.text, marks: [] };
  return { rows: block.rows.map((cells) => cells.map((cell) => ({ ...cell, marks: [] }))) };
}

/** Texts one below the other as one, the marks moved along. */
export function joinTexts(pieces: readonly TextPiece[], separator = '\n'): TextPiece {
  const joined: TextPiece = { text: '', marks: [] };
  for (const [index, { text, marks }] of pieces.entries()) {
    if (index > 0) joined.text += separator;
    joined.marks.push(...shiftMarks(marks, joined.text.length));
    joined.text += text;
  }
  return joined;
}

/** Neighbouring texts joined, tables kept apart. */
export function joinRuns(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let texts: TextPiece[] = [];
  const flush = (): void => {
    if (texts.length > 0) result.push(joinTexts(texts));
    texts = [];
  };
  for (const piece of pieces) {
    if (!isTable(piece)) {
      texts.push(piece);
      continue;
    }
    flush();
    result.push(piece);
  }
  flush();
  return result;
}

/** Everything as one text: a table inside of a cell is the lines of its rows. */
export function flatten(pieces: readonly Piece[]): TextPiece {
  return joinTexts(
    pieces.map((piece) => {
      if (!isTable(piece)) return piece;
      const marks = piece.rows.flat().flatMap((cell) => cell.marks.map((mark) => ({ ...mark, start: 0, end: 0 })));
      return { text: piece.rows.map((cells) => joinCells(cells.map(({ text }) => text))).join('\n'), marks };
    }),
  );
}

export function shiftMarks(marks: readonly Mark[], by: number): Mark[] {
  return by === 0 ? [...marks] : marks.map((mark) => ({ ...mark, start: mark.start + by, end: mark.end + by }));
}

/** Characters that placing the marks of a piece may go through. */
const MAX_PLACING = 50_000_000;

/** The piece without blanks at its ends and with its layout tidied. */
export function tidyPiece({ text, marks }: TextPiece): TextPiece {
  const leading = text.length - text.trimStart().length;
  const tidied = tidyLayout(text.trim());
  if (marks.length === 0) return { text: tidied, marks: [] };
  // Only a text made to keep its reader busy has so many: there the places are given as if nothing was tidied.
  if (tidied.length === text.trim().length || marks.length * text.length > MAX_PLACING) {
    const clamp = (offset: number): number => Math.min(tidied.length, Math.max(0, offset - leading));
    return { text: tidied, marks: marks.map((mark) => ({ ...mark, start: clamp(mark.start), end: clamp(mark.end) })) };
  }
  // A letter at the end keeps the blanks before a mark, which are not at the end of their line.
  const place = (offset: number): number =>
    Math.min(tidied.length, tidyLayout(`${text.slice(leading, Math.max(leading, offset))}|`).length - 1);
  return { text: tidied, marks: marks.map((mark) => ({ ...mark, start: place(mark.start), end: place(mark.end) })) };
}
