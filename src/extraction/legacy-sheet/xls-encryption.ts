import { ByteView } from '../containers/byte-view.js';
import { unlockRc4 } from '../containers/encryption/legacy-rc4.js';
import { decipherBlocks } from '../containers/encryption/rc4.js';
import { decipherXlsXor, unlockXor } from '../containers/encryption/xor.js';
import { readRecords, RECORD } from './records.js';

const BLOCK = 1024;
const XOR_BYTES = 16;

/** Records that are never enciphered ([MS-XLS] 2.2.10): those above and UsrExcl, FileLock, RRDInfo and RRDHead. */
const PLAIN: ReadonlySet<number> = new Set([
  RECORD.begin,
  RECORD.filePass,
  RECORD.interfaceHeader,
  0x194,
  0x195,
  0x196,
  0x138,
]);

/** How many bytes at the beginning of a sheet's entry stay plain: where the sheet is. */
const PLAIN_OF_SHEET = 4;

/** How far a FilePass record is looked for: it stands near the beginning. */
const MAX_RECORDS = 50;

/**
 * The stream of a workbook, deciphered where it is not plain.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`.
 */
export function decipherWorkbook(stream: Buffer, password: string | undefined): Buffer {
  const filePass = findFilePass(new ByteView(stream));
  if (!filePass) return stream;
  const { isXor, header } = schemeOf(filePass);
  if (isXor) {
    const key = unlockXor({ key: header.u16(0), hash: header.u16(2) }, password, 'xls');
    return mapRecords(stream, (body, offset, skipped) =>
      decipherXlsXor(body, key, (offset + body.length + skipped) % XOR_BYTES),
    );
  }
  const keyOf = unlockRc4(header.bytes, password);
  const whole = Buffer.from(stream);
  decipherBlocks(whole, { keyOf, blockSize: BLOCK, offset: 0 });
  return mapRecords(stream, (body, offset) => whole.copy(body, 0, offset, offset + body.length));
}

function findFilePass(stream: ByteView): ByteView | undefined {
  let count = 0;
  for (const { type, body } of readRecords(stream)) {
    if (type === RECORD.filePass) return body;
    if (type === RECORD.end || ++count > MAX_RECORDS) return undefined;
  }
  return undefined;
}

/** Excel 5 knows only the obfuscation, and writes no type before its key and hash. */
function schemeOf(filePass: ByteView): { isXor: boolean; header: ByteView } {
  if (filePass.length === 4) return { isXor: true, header: filePass };
  return { isXor: filePass.u16(0) === 0, header: filePass.view(2, filePass.length) };
}

/** A copy of the stream with what `decipher` makes of the enciphered part of each record, in place. */
function mapRecords(stream: Buffer, decipher: (body: Buffer, offset: number, skipped: number) => void): Buffer {
  const plain = Buffer.from(stream);
  for (const { type, body, offset } of readRecords(new ByteView(stream))) {
    if (PLAIN.has(type)) continue;
    const skipped = type === RECORD.sheet ? PLAIN_OF_SHEET : 0;
    const start = offset + 4 + skipped;
    decipher(plain.subarray(start, Math.max(start, offset + 4 + body.length)), start, skipped);
  }
  return plain;
}
