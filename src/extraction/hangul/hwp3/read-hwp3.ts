import { createDecipheriv } from 'node:crypto';
import { AppError } from '../../../common/errors/app-error.js';
import type { ByteSource } from '../../containers/byte-source.js';
import type { FileMetadata, RawExtraction } from '../../extraction.js';
import { WarningList } from '../../warnings.js';
import { HangulDocument } from '../document.js';
import { inflateWithin, UnpackBudget } from '../inflate.js';
import { layOut } from '../lay-out.js';
import { Hwp3Body } from './body.js';
import { Cursor, EndOfDataError } from './cursor.js';
import { decodeHchar } from './johab.js';

/** Places in the file (HWP 3.0, 2 to 4). */
const INFO = 30;
const SUMMARY = INFO + 128;
const BODY = SUMMARY + 1008;
const PASSWORD = INFO + 96;
const COMPRESSED = INFO + 124;
const BLOCK_LENGTH = INFO + 126;
const FIELD = 112;

const LANGUAGES = 7;
const FONT_NAME = 40;
const STYLE = 238;

/** In front of the text of a document with a password stand as many bytes that confirm it. */
const CONFIRMATION = 256;

/** @param budget bytes that the body may expand to. */
export async function readHwp3(
  source: ByteSource,
  budget: number,
  password: string | undefined,
): Promise<RawExtraction> {
  if ((source.size ?? 0) > budget) throw new UnpackBudget(budget).exceeded();
  const file = await source.read(0, source.size ?? 0);
  if (file.length < BODY) throw new AppError('extract.damaged', 'The HWP file is damaged');
  const warnings = new WarningList();
  const document = new HangulDocument(warnings);
  const body = await bodyOf(file, new UnpackBudget(budget), password);
  const cursor = new Cursor(body.bytes);
  const whole = skipFontsAndStyles(cursor) && new Hwp3Body(document).read(cursor);
  if (!whole || body.damaged) warnings.add('damaged_recovered');
  if (!whole && document.body.length === 0) throw new AppError('extract.damaged', 'The HWP file is damaged');
  return { ...layOut(document.content(), warnings), warnings: warnings.toArray(), metadata: summaryOf(file) };
}

async function bodyOf(file: Buffer, budget: UnpackBudget, password: string | undefined) {
  const start = Math.min(BODY + file.readUInt16LE(BLOCK_LENGTH), file.length);
  const packed = file.subarray(start);
  const isPacked = file.readUInt8(COMPRESSED) !== 0;
  if (file.readUInt16LE(PASSWORD) === 0)
    return isPacked ? inflateWithin(packed, budget) : { bytes: packed, damaged: false };
  if (password === undefined) throw new AppError('extract.encrypted');
  const opened = await inflateWithin(decrypt(packed, password), budget);
  if (opened.damaged || opened.bytes.length <= CONFIRMATION) throw new AppError('extract.wrong_password');
  return { bytes: opened.bytes.subarray(CONFIRMATION), damaged: false };
}

/** DES, block by block. Triple DES with one key three times is DES, which newer libraries do not offer by itself. */
function decrypt(bytes: Buffer, password: string): Buffer {
  const key = keyOf(password);
  const decipher = createDecipheriv('des-ede3', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - (bytes.length % 8))), decipher.final()]);
}

/** The UTF-16 bytes of the password are mixed into 56 bits, seven of which stand in each byte of the key. */
function keyOf(password: string): Buffer {
  const mixed = Buffer.alloc(7);
  for (const [index, byte] of Buffer.from(password, 'utf16le').entries()) {
    const slot = index % mixed.length;
    const value = (mixed[slot] ?? 0) ^ byte;
    mixed[slot] = ((value << 1) | (value >> 7)) & 0xff;
  }
  const bits = mixed.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  return Buffer.from(Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1));
}

function skipFontsAndStyles(cursor: Cursor): boolean {
  try {
    for (let language = 0; language < LANGUAGES; language++) cursor.skip(FONT_NAME * cursor.u16());
    cursor.skip(STYLE * cursor.u16());
    return true;
  } catch (error) {
    if (error instanceof EndOfDataError) return false;
    throw error;
  }
}

/** Title, subject, author, each of 56 characters. */
function summaryOf(file: Buffer): FileMetadata {
  return { title: fieldOf(file, SUMMARY), author: fieldOf(file, SUMMARY + 2 * FIELD) };
}

function fieldOf(file: Buffer, start: number): string {
  let text = '';
  for (let at = start; at < start + FIELD; at += 2) {
    const code = file.readUInt16LE(at);
    if (code === 0) break;
    text += decodeHchar(code) ?? '';
  }
  return text;
}
