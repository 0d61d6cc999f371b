import { AppError } from '../../common/errors/app-error.js';
import { ByteView } from '../containers/byte-view.js';
import type { Fib, Range } from './fib.js';

/** A stretch of the text that lies together in the file. `start` and `end` count characters of the text. */
export interface Piece extends Range {
  /** Where its bytes begin in the WordDocument stream. */
  offset: number;
  bytesPerCharacter: 1 | 2;
  /** Property changes of the piece as a whole. */
  changes: ByteView | undefined;
}

/** The text of a file: all its parts in one string, in which positions count, and the pieces it was put together from. */
export interface PieceText {
  text: string;
  pieces: Piece[];
}

const PROPERTY_CHANGES = 1;
const PIECE_TABLE = 2;

/** The characters of Windows-1252 that are not those of Latin-1, from 0x80 on. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * Puts the text together ([MS-DOC] 2.4.1).
 *
 * @throws AppError `extract.damaged` when there is no piece table, or its pieces are more than the file can hold.
 */
export function readPieces(document: ByteView, table: ByteView, fib: Fib): PieceText {
  const { offset, length } = fib.table('pieces');
  const pieces = parsePieces(table.view(offset, length));
  if (pieces.length === 0)
    throw new AppError('extract.damaged', 'The Word document is damaged: its text cannot be found');
  return join(document, pieces);
}

/** Cuts the pieces to what is there, and joins their text. Together they hold no more characters than the file has bytes. */
export function join(document: ByteView, pieces: readonly Piece[], decode = decodePiece): PieceText {
  const kept: Piece[] = [];
  const texts: string[] = [];
  let position = 0;
  for (const piece of pieces) {
    const wanted = piece.end - piece.start;
    const there = Math.floor((document.length - piece.offset) / piece.bytesPerCharacter);
    const count = Math.min(wanted, Math.max(0, there));
    if (position + count > document.length) throw new AppError('extract.damaged', 'The Word document is damaged');
    const text = decode(document.slice(piece.offset, count * piece.bytesPerCharacter), piece);
    // What the file is cut off before keeps its place, so that positions after it stay true.
    const filled = text + '\u0000'.repeat(Math.min(wanted, document.length) - text.length);
    kept.push({ ...piece, start: position, end: position + filled.length });
    texts.push(filled);
    position += filled.length;
    if (position > document.length * 2) throw new AppError('extract.damaged', 'The Word document is damaged');
  }
  return { text: texts.join(''), pieces: kept };
}

function decodePiece(bytes: Buffer, { bytesPerCharacter }: Piece): string {
  if (bytesPerCharacter === 2) return bytes.toString('utf16le');
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);
}

export function parsePieces(clx: ByteView): Piece[] {
  const changes: ByteView[] = [];
  for (let at = 0; at < clx.length;) {
    const kind = clx.u8(at);
    if (kind === PROPERTY_CHANGES) {
      const length = Math.max(0, clx.i16(at + 1));
      changes.push(clx.view(at + 3, length));
      at += 3 + length;
    } else if (kind === PIECE_TABLE) {
      return parseTable(clx.view(at + 5, clx.u32(at + 1)), changes);
    } else {
      return [];
    }
  }
  return [];
}

function parseTable(plc: ByteView, changes: readonly ByteView[]): Piece[] {
  const count = Math.floor((plc.length - 4) / 12);
  const pieces: Piece[] = [];
  for (let index = 0; index < count; index++) {
    const start = plc.u32(4 * index);
    const end = plc.u32(4 * index + 4);
    if (end <= start) continue;
    const at = 4 * (count + 1) + 8 * index;
    const place = plc.u32(at + 2);
    const compressed = (place & 0x40000000) !== 0;
    const fc = place & 0x3fffffff;
    const modifier = plc.u16(at + 6);
    pieces.push({
      start,
      end,
      offset: compressed ? Math.floor(fc / 2) : fc,
      bytesPerCharacter: compressed ? 1 : 2,
      changes: (modifier & 1) === 1 ? changes[modifier >> 1] : undefined,
    });
  }
  return pieces;
}
