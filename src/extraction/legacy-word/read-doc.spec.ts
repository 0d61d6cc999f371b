import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { makeCompoundFile } from '../../../test/support/compound-file.js';
import { readWith } from '../../../test/support/extract.js';
import { mutated, outcomeOf, seededRandom } from '../../../test/support/mutations.js';
import { cryptoApi, encipherBlocks } from '../../../test/support/office-crypto.js';
import { makeWord6 } from '../../../test/support/word6.js';
import { packageRoot } from '../../config/paths.js';
import { bufferSource } from '../containers/byte-source.js';
import { openCompoundFile } from '../containers/cfb.js';
import { unlockXor } from '../containers/encryption/xor.js';
import { readDoc } from './read-doc.js';

const fixture = (name: string): Buffer => readFileSync(join(packageRoot, 'test/fixtures/legacy', name));

const CONTRACT = fixture('contract.doc');

const FIRST_PAGE = `Supply Agreement — “Widgets” für Zoë

1. Definitions

1.1 “Goods” means the goods in the table below[1].

(a) first limb

(b) second limb

1.2 “Term” means thirty days.

2. Payment

Visible words commented here. the terms

Item and size | Price
Widget | small | 1,000
large (blue) | 2,000

After the table.[i]

Anchor paragraph

Words in a box

[1] As amended in 2023.`;

const SECOND_PAGE = `물품공급계약서

제1조 (목적) 이 계약은 물품의 공급을 정한다.

제2조 (기간) 계약 기간은 1년으로 한다.

• “갑”은 매도인

Last paragraph.

[i] An endnote at the close.`;

const streams = async () => {
  const file = await openCompoundFile(bufferSource(CONTRACT), { maxBytes: 1_000_000 });
  const read = async (path: string): Promise<Buffer> => Buffer.from(await file.stream(path));
  return { document: await read('WordDocument'), table: await read('1Table'), data: Buffer.alloc(0) };
};

const docOf = (
  { document, table }: { document: Buffer; table: Buffer },
  ...more: { path: string; content: Buffer }[]
) => makeCompoundFile([{ path: 'WordDocument', content: document }, { path: '1Table', content: table }, ...more]);

/** Marks the beginning of the document as encrypted, with what stands in its key field. */
function encrypted(document: Buffer, key: number, obfuscated = false): Buffer {
  const marked = Buffer.from(document);
  marked.writeUInt16LE(marked.readUInt16LE(0x0a) | 0x100 | (obfuscated ? 0x8000 : 0), 0x0a);
  marked.writeUInt32LE(key, 0x0e);
  return marked;
}

describe(readDoc, () => {
  it('reads text with numbers, tables, notes, text boxes and pages', async () => {
    const read = await readWith(readDoc, CONTRACT);
    expect(read.pages).toEqual([FIRST_PAGE, SECOND_PAGE]);
    expect(read.tables).toEqual([
      [
        ['Item and size 2x1', 'Price'],
        ['Widget 1x2', 'small', '1,000'],
        ['large (blue)', '2,000'],
      ],
    ]);
    expect(read.warnings).toEqual([]);
  });

  it('makes remarks of margins, comments, tracked changes and hidden text', async () => {
    const { remarks } = await readWith(readDoc, CONTRACT);
    expect(remarks).toEqual([
      'header: Confidential draft',
      'inserted: thirty (Reviewer Kim) p1 «thirty»',
      'deleted: ninety (Reviewer Kim) p1 «»',
      'hidden: secret p1 «»',
      'comment: Please check this. (Lee) p1 « commented»',
    ]);
  });

  it('opens one that is encrypted with RC4', async () => {
    const file = fixture('contract-rc4.doc');
    expect(await readWith(readDoc, file, { password: 'pass word' })).toEqual(await readWith(readDoc, CONTRACT));
    await expect(readWith(readDoc, file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readDoc, file, { password: 'x' })).rejects.toMatchObject({ code: 'extract.wrong_password' });
  });

  it.each([40, 128] as const)('opens one that is encrypted with RC4 CryptoAPI of %d bits', async (bits) => {
    const { document, table } = await streams();
    const { header, keyOf } = cryptoApi('pass word', bits);
    // The tables keep their places: the header takes the beginning of the stream, which nothing points into.
    const moved = Buffer.concat([header, table]);
    const shifted = Buffer.from(document);
    for (let pair = 0; pair < 93; pair++) {
      const at = 0x9a + 8 * pair;
      if (shifted.readUInt32LE(at + 4) > 0) shifted.writeUInt32LE(shifted.readUInt32LE(at) + header.length, at);
    }
    const marked = encrypted(shifted, header.length);
    const hidden = encipherBlocks(marked, keyOf, 512);
    marked.copy(hidden, 0, 0, 0x44);
    const hiddenTable = encipherBlocks(moved, keyOf, 512);
    header.copy(hiddenTable);
    const file = docOf({ document: hidden, table: hiddenTable });
    const { pages } = await readWith(readDoc, file, { password: 'pass word' });
    expect(pages).toEqual([FIRST_PAGE, SECOND_PAGE]);
    await expect(readWith(readDoc, file)).rejects.toMatchObject({ code: 'extract.encrypted' });
  });

  it('opens one that is obfuscated with XOR', async () => {
    const { document, table } = await streams();
    // What the password is stored as, and the 16 bytes that come of it.
    const stored = { key: 0xb359, hash: 0x9a0a };
    const key = unlockXor(stored, 'VelvetSweatshop', 'doc');
    const obfuscate = (bytes: Buffer, from: number): Buffer =>
      Buffer.from(
        bytes.map((byte, at) => {
          const hidden = byte ^ key[at % 16]!;
          return at < from || byte === 0 || hidden === 0 ? byte : hidden;
        }),
      );
    const marked = encrypted(document, ((stored.hash << 16) | stored.key) >>> 0, true);
    const file = docOf({ document: obfuscate(marked, 0x44), table: obfuscate(table, 0) });
    expect((await readWith(readDoc, file, { password: 'VelvetSweatshop' })).pages).toEqual([FIRST_PAGE, SECOND_PAGE]);
  });

  it('reads Word 6 and 95 in the code page of their language, with tables', async () => {
    const text = iconv.encode(
      '물품공급계약서\r갑\u0007을\u0007\u0007A\u0007B\u0007\u0007\u0013 PAGE \u00141\u0015쪽\rfin\r',
      'cp949',
    );
    for (const language of [0x0412, 0x0409]) {
      const { pages, tables, warnings } = await readWith(readDoc, makeWord6(text, language));
      expect(pages).toEqual(['물품공급계약서\n\n갑 | 을\nA | B\n\n1쪽\n\nfin']);
      expect(tables).toEqual([
        [
          ['갑', '을'],
          ['A', 'B'],
        ],
      ]);
      expect(warnings).toEqual(['old_word_approximate']);
    }
  });

  it.each([
    ['Cyrillic', 'Четыре балла и семь лет', 'windows-1251', { fonts: [0, 204] }],
    ['Greek', 'Η σύμβαση ισχύει για ένα έτος', 'windows-1253', { fonts: [0, 2, 161] }],
    ['Czech', 'Smlouva před podpisem', 'windows-1250', { fonts: [0, 238] }],
    ['Chinese', '本合同自签字之日起生效', 'gb18030', { fonts: [0, 134], magic: 0xa699 }],
    ['French of a Macintosh', 'l’été à la plage', 'macintosh', { charset: 256, fonts: [77] }],
    ['French beside an unused font', 'été à la plage', 'windows-1252', { fonts: [0, 204, 134] }],
  ])('reads %s of a Word 6 that says it was English', async (_, text, encoding, look) => {
    const file = makeWord6(iconv.encode(`${text}\r`, encoding), 0x0409, look);
    expect((await readWith(readDoc, file)).pages).toEqual([text]);
  });

  it('says that there are macros', async () => {
    const macros = { path: 'Macros/VBA/dir', content: Buffer.from('x') };
    expect((await readWith(readDoc, docOf(await streams(), macros))).warnings).toEqual(['macros_ignored']);
  });

  it('refuses what is no such document', async () => {
    const other = makeCompoundFile([{ path: 'Workbook', content: Buffer.alloc(10) }]);
    await expect(readWith(readDoc, other)).rejects.toMatchObject({ code: 'format.mismatch' });
    const junk = makeCompoundFile([{ path: 'WordDocument', content: Buffer.alloc(600, 7) }]);
    await expect(readWith(readDoc, junk)).rejects.toMatchObject({ code: 'extract.damaged' });
    const managed = makeCompoundFile([
      { path: 'WordDocument', content: Buffer.alloc(10) },
      { path: '\tDRMContent', content: Buffer.alloc(10) },
    ]);
    await expect(readWith(readDoc, managed)).rejects.toMatchObject({ code: 'extract.drm' });
    await expect(readWith(readDoc, Buffer.from('no container'))).rejects.toMatchObject({ code: 'extract.damaged' });
  });

  it('has an answer to files that are broken anywhere', async () => {
    const random = seededRandom(1);
    const outcomes = new Set<string>();
    for (let count = 0; count < 150; count++) {
      const read = readWith(readDoc, mutated(CONTRACT, random), { memoryMb: 64 });
      outcomes.add(await outcomeOf(read));
    }
    expect(outcomes).toContain('ready');
    expect(outcomes).toContain('extract.damaged');
  });
});
