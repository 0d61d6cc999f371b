import { ByteView } from '../containers/byte-view.js';
import { unlockRc4 } from '../containers/encryption/legacy-rc4.js';
import { decipherBlocks } from '../containers/encryption/rc4.js';
import { decipherDocXor, unlockXor } from '../containers/encryption/xor.js';
import type { DocStreams } from './document.js';
import { type Fib, isWord97 } from './fib.js';

const BLOCK = 512;

/** The beginning of the WordDocument stream that stays plain, in bytes. */
const PLAIN_HEAD = 0x44;
const PLAIN_HEAD_6 = 0x34;

/**
 * The streams of a DOC, deciphered where they are not plain ([MS-DOC] 2.2.6).
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`.
 */
export function decipherStreams(
  streams: { document: Buffer; table: Buffer; data: Buffer },
  fib: Fib,
  password: string | undefined,
): DocStreams {
  if (!fib.encrypted) return viewsOf(streams);
  const document = Buffer.from(streams.document);
  // Word 6 has its tables in the stream of the text.
  const table = streams.table === streams.document ? document : Buffer.from(streams.table);
  const plain = { document, table, data: Buffer.from(streams.data) };
  if (fib.obfuscated || !isWord97(fib)) decipherXor(plain, fib, password);
  else decipherRc4(plain, fib, password);
  return viewsOf(plain);
}

function viewsOf({ document, table, data }: { document: Buffer; table: Buffer; data: Buffer }): DocStreams {
  return { document: new ByteView(document), table: new ByteView(table), data: new ByteView(data) };
}

/** The key and the hash of the password are the two halves of the key field. */
function decipherXor(
  { document, table, data }: { document: Buffer; table: Buffer; data: Buffer },
  fib: Fib,
  password: string | undefined,
): void {
  const key = unlockXor({ key: fib.key & 0xffff, hash: fib.key >>> 16 }, password, 'doc');
  const head = isWord97(fib) ? PLAIN_HEAD : PLAIN_HEAD_6;
  decipherDocXor(document.subarray(head), key, head);
  if (table !== document) decipherDocXor(table, key, 0);
  decipherDocXor(data, key, 0);
}

/** The table stream begins with the encryption header, as long as the key field says. */
function decipherRc4(
  { document, table, data }: { document: Buffer; table: Buffer; data: Buffer },
  fib: Fib,
  password: string | undefined,
): void {
  const keyOf = unlockRc4(table.subarray(0, fib.key), password);
  decipherBlocks(document.subarray(PLAIN_HEAD), { keyOf, blockSize: BLOCK, offset: PLAIN_HEAD });
  decipherBlocks(table.subarray(fib.key), { keyOf, blockSize: BLOCK, offset: fib.key });
  decipherBlocks(data, { keyOf, blockSize: BLOCK, offset: 0 });
}
