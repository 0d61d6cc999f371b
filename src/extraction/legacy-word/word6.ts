import { ByteView } from '../containers/byte-view.js';
import { codePageName, isLeadByte } from '../text/code-pages.js';
import { decodeCharset } from '../text/decode.js';
import { codePageOfWord6 } from './code-page-6.js';
import { type Fib, PARTS } from './fib.js';
import { join, parsePieces, type Piece, type PieceText } from './pieces.js';

/** In Word 6 and 95, of a paragraph that ends a row: in a table, and end of a row, both switched on. */
const ROW_END = Buffer.from([0x18, 1, 0x19, 1]);
const IN_TABLE = Buffer.from([0x18, 1]);

/**
 * The text of a file of Word 6 or 95, which is in a code page. A character of two bytes takes two places, the second of
 * them U+0000, because positions count bytes.
 */
export function readPieces6(document: ByteView, fib: Fib): PieceText & { codePage: number } {
  const { offset, length } = fib.table('pieces');
  const listed = fib.complex ? parsePieces(document.view(offset, length)) : [];
  const total = fib.parts[PARTS.at(-1)!].end;
  const whole: Piece = { start: 0, end: total, offset: fib.firstByte, bytesPerCharacter: 1, changes: undefined };
  const pieces = listed.length > 0 ? listed.map((piece) => ofBytes(piece)) : [whole];
  const codePage = codePageOfWord6(document, fib);
  return { ...join(document, pieces, (bytes) => decode(bytes, codePage)), codePage };
}

function ofBytes(piece: Piece): Piece {
  return piece.bytesPerCharacter === 1 ? { ...piece, offset: piece.offset * 2 } : { ...piece, bytesPerCharacter: 1 };
}

function decode(bytes: Buffer, codePage: number): string {
  const name = codePageName(codePage);
  const decoded = (part: Buffer): string => decodeCharset(part, name) ?? part.toString('latin1');
  if (!isLeadByte(codePage, 0xb0)) return decoded(bytes);
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const wide = isLeadByte(codePage, bytes[at]!) && at + 1 < bytes.length;
    const character = wide ? decoded(bytes.subarray(at, at + 2)) : decoded(bytes.subarray(at, at + 1));
    text += wide ? character.padEnd(2, '\0').slice(0, 2) : character.slice(0, 1).padEnd(1, '\0');
    at += wide ? 2 : 1;
  }
  return text;
}

/** Where the paragraphs of tables end, from the property changes of Word 6, whose codes have one byte. */
export function tableMarks(changes: ByteView): { inTable: boolean; rowEnd: boolean } {
  return { inTable: changes.bytes.includes(IN_TABLE), rowEnd: changes.bytes.includes(ROW_END) };
}
