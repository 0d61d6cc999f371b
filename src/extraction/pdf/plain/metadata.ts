import type { FileMetadata } from '../../extraction.js';
import type { PlainFile } from './plain-file.js';
import { giveUp } from './give-up.js';
import { type PdfDict, PdfRef, PdfString } from './values.js';

const BIG_ENDIAN_MARK = '\u00fe\u00ff';
const OTHER_MARKS = /^(?:\u00ff\u00fe|\u00ef\u00bb\u00bf)/;

/** Bytes that the encoding of PDF shares with Latin-1. */
const PLAIN = /^[\t\n\r -~\u00a1-\u00ac\u00ae-\u00ff]*$/;

/** What the file says of itself. @throws GivesUp when it does so in an encoding that is rare. */
export function metadataOf(file: PlainFile): FileMetadata {
  const info = file.trailer.get('Info');
  const dict = info instanceof PdfRef ? file.dictOf(info) : undefined;
  const value = (key: string) => (dict && textOf(file, dict, key)) || undefined;
  return { title: value('Title'), author: value('Author'), producer: value('Producer') };
}

function textOf(file: PlainFile, dict: PdfDict, key: string): string {
  const value = file.entry(dict, key);
  if (value === null) return '';
  if (!(value instanceof PdfString)) return giveUp('odd metadata');
  const { bytes } = value;
  if (bytes.startsWith(BIG_ENDIAN_MARK)) return fromUtf16(bytes.slice(2));
  if (OTHER_MARKS.test(bytes) || !PLAIN.test(bytes)) giveUp('encoding of metadata');
  return bytes;
}

function fromUtf16(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1');
  if (text.length % 2 !== 0) giveUp('encoding of metadata');
  const decoded = text.swap16().toString('utf16le');
  // Zeros end a string, escapes name its language, and halves of characters are replaced: each reader has its way.
  if (/[\p{Cc}\p{Cs}\p{Cn}]/u.test(decoded)) giveUp('encoding of metadata');
  return decoded;
}
