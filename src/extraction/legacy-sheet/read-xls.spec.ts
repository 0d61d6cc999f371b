import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { biff, EXCEL_5, makeXls, text16, workbookStream } from '../../../test/support/biff.js';
import { makeCompoundFile } from '../../../test/support/compound-file.js';
import { readWith } from '../../../test/support/extract.js';
import { mutated, outcomeOf, seededRandom } from '../../../test/support/mutations.js';
import { cryptoApi, encipherBlocks, u16, u32 } from '../../../test/support/office-crypto.js';
import { packageRoot } from '../../config/paths.js';
import { unlockXor } from '../containers/encryption/xor.js';
import { readXls } from './read-xls.js';

const fixture = (name: string): Buffer => readFileSync(join(packageRoot, 'test/fixtures/legacy', name));

const label = (row: number, column: number, text: string): Buffer => biff(0x204, u16(row, column, 0), text16(text));
const f64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
const number = (row: number, column: number, format: number, value: number): Buffer =>
  biff(0x203, u16(row, column, format), f64(value));

/** Cell formats: general, a built-in date, one of the file's own. */
const FORMATS = [
  biff(0x41e, u16(164), text16('#,##0"원"')),
  biff(0xe0, u16(0, 0), u32(0, 0, 0, 0)),
  biff(0xe0, u16(0, 14), u32(0, 0, 0, 0)),
  biff(0xe0, u16(0, 164), u32(0, 0, 0, 0)),
];

/** Enciphers the records of a stream after its FilePass, as `cipher` does it with what stands at an offset. */
function protect(
  stream: Buffer,
  filePass: Buffer,
  cipher: (whole: Buffer, at: number, length: number) => Buffer,
): Buffer {
  const begin = 4 + stream.readUInt16LE(2);
  const whole = Buffer.concat([stream.subarray(0, begin), biff(0x2f, filePass), stream.subarray(begin)]);
  const added = 4 + filePass.length;
  for (let at = 0; at + 4 <= whole.length; at += 4 + whole.readUInt16LE(at + 2))
    if (whole.readUInt16LE(at) === 0x85) whole.writeUInt32LE(whole.readUInt32LE(at + 4) + added, at + 4);
  const result = Buffer.from(whole);
  for (let at = 0; at + 4 <= whole.length; at += 4 + whole.readUInt16LE(at + 2)) {
    const type = whole.readUInt16LE(at);
    const length = whole.readUInt16LE(at + 2);
    if (type === 0x2f || type === 0x809) continue;
    const plain = type === 0x85 ? 4 : 0;
    cipher(whole, at + 4, length).copy(result, at + 4 + plain, plain);
  }
  return result;
}

const SMALL = workbookStream([{ name: 'One', records: [label(0, 0, 'a cell'), label(0, 1, '원')] }], FORMATS);

describe(readXls, () => {
  it('reads sheets as pages, cells as they are displayed', async () => {
    const read = await readWith(readXls, fixture('sheet.xls'));
    expect(read.pages).toEqual([
      expect.stringContaining('품목 and size | Price | Date\nWidget | 3 | 1,234.50 | 2024-03-05\n'),
      'Second\n\nonly cell',
      'Secret\n\nhidden words',
    ]);
    expect(read.tables[0]?.[0]).toEqual(['품목 and size 2x1', 'Price', 'Date']);
    expect(read.pages[0]).toContain('12.5%\nTRUE | #DIV/0!');
    expect(read.remarks).toContain('comment: Net of tax (Lee) p1 «Price»');
    expect(read.warnings).toEqual(['hidden_page 3']);
  });

  it('opens one that is encrypted with RC4', async () => {
    const file = fixture('sheet-rc4.xls');
    const plain = await readWith(readXls, fixture('sheet.xls'));
    expect(await readWith(readXls, file, { password: 'pass word' })).toEqual(plain);
    await expect(readWith(readXls, file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readXls, file, { password: 'x' })).rejects.toMatchObject({ code: 'extract.wrong_password' });
  });

  it('opens one that is encrypted with RC4 CryptoAPI', async () => {
    const { header, keyOf } = cryptoApi('pass word', 128);
    const stream = protect(SMALL, Buffer.concat([u16(1), header]), (whole, at, length) =>
      encipherBlocks(whole, keyOf, 1024).subarray(at, at + length),
    );
    const { pages } = await readWith(readXls, makeXls(stream), { password: 'pass word' });
    expect(pages).toEqual(['One\n\na cell | 원']);
    await expect(readWith(readXls, makeXls(stream))).rejects.toMatchObject({ code: 'extract.encrypted' });
  });

  it('opens one that is obfuscated with XOR, with the password of Excel itself', async () => {
    const key = unlockXor({ key: 0xb359, hash: 0x9a0a }, undefined, 'xls');
    const stream = protect(SMALL, u16(0, 0xb359, 0x9a0a), (whole, at, length) =>
      Buffer.from(
        whole.subarray(at, at + length).map((byte, index) => {
          const hidden = byte ^ key[(at + length + index) % 16]!;
          return ((hidden >> 3) | (hidden << 5)) & 0xff;
        }),
      ),
    );
    expect((await readWith(readXls, makeXls(stream))).pages).toEqual(['One\n\na cell | 원']);
  });

  it('reads numbers of all kinds in their formats, and stored results of formulas', async () => {
    const formula = (row: number, column: number, result: Buffer): Buffer =>
      biff(0x06, u16(row, column, 0), result, u16(0), u32(0), u16(0));
    const stream = workbookStream(
      [
        {
          name: 'Numbers',
          records: [
            number(0, 0, 2, 1234567),
            number(0, 1, 1, 45356),
            biff(0x27e, u16(0, 2, 0), u32((12345 << 2) | 3)),
            biff(0xbd, u16(1, 0), u16(0), u32((7 << 2) | 2), u16(2), u32((9000 << 2) | 2), u16(1)),
            biff(0x27e, u16(1, 2, 0), u32((-5 << 2) | 2)),
            formula(2, 0, f64(0.5)),
            formula(2, 1, Buffer.from([0, 0, 0, 0, 0, 0, 0xff, 0xff])),
            biff(0x207, text16('joined')),
            formula(2, 2, Buffer.from([1, 0, 1, 0, 0, 0, 0xff, 0xff])),
            formula(3, 0, Buffer.from([2, 0, 0x2a, 0, 0, 0, 0xff, 0xff])),
            formula(3, 1, Buffer.from([3, 0, 0, 0, 0, 0, 0xff, 0xff])),
            biff(0x205, u16(3, 2, 0), Buffer.from([0, 0])),
          ],
        },
      ],
      FORMATS,
    );
    expect((await readWith(readXls, makeXls(stream))).tables).toEqual([
      [
        ['1,234,567원', '2024-03-05', '123.45'],
        ['7', '9,000원', '-5'],
        ['0.5', 'joined', 'TRUE'],
        ['#N/A', '', 'FALSE'],
      ],
    ]);
  });

  it('counts dates from 1904 where the workbook does', async () => {
    const stream = workbookStream([{ name: 'S', records: [number(0, 0, 1, 43894)] }], [biff(0x22, u16(1)), ...FORMATS]);
    expect((await readWith(readXls, makeXls(stream))).pages).toEqual(['S\n\n2024-03-05']);
  });

  it('reads shared strings that go over records, with their formatting runs', async () => {
    const rich = Buffer.concat([u16(4), Buffer.from([8]), u16(1), Buffer.from('rich'), u32(0)]);
    const cut = Buffer.concat([u16(6), Buffer.from([0]), Buffer.from('abc')]);
    const rest = Buffer.concat([Buffer.from([1]), Buffer.from('가나다', 'utf16le'), text16('last')]);
    const shared = [biff(0xfc, u32(3, 3), rich, cut), biff(0x3c, rest)];
    const cell = (column: number): Buffer => biff(0xfd, u16(0, column, 0), u32(column));
    const stream = workbookStream(
      [{ name: 'S', records: [cell(0), cell(1), cell(2), cell(3)] }],
      [...FORMATS, ...shared],
    );
    expect((await readWith(readXls, makeXls(stream))).pages).toEqual(['S\n\nrich | abc가나다 | last']);
  });

  it('reads Excel 5 and 95 in the code page they name', async () => {
    const korean = iconv.encode('계약금', 'cp949');
    const cell = biff(0x204, u16(0, 0, 0), u16(korean.length), korean);
    const note = biff(0x1c, u16(0, 0, korean.length), korean);
    const stream = workbookStream([{ name: 'S', records: [cell, note] }], [biff(0x42, u16(949))], EXCEL_5);
    const read = await readWith(readXls, makeXls(stream, 'Book'));
    expect(read.pages).toEqual(['S\n\n계약금']);
    expect(read.remarks).toEqual(['comment: 계약금 p1 «계약금»']);
  });

  it('keeps merged cells, margins, hidden parts and text boxes', async () => {
    const shape = (id: number, kind: number, text: string): Buffer[] => [
      biff(0x5d, u16(0x15, 0x12, kind, id), Buffer.alloc(14)),
      biff(0x1b6, u16(0, 0, 0, 0, 0, text.length, 0), u32(0)),
      biff(0x3c, Buffer.from([0]), Buffer.from(text, 'latin1')),
      biff(0x3c, Buffer.alloc(8)),
    ];
    const stream = workbookStream(
      [
        {
          name: 'S',
          records: [
            biff(0x14, text16('&CQuarterly report')),
            biff(0x208, u16(1, 0, 2, 0, 0, 0), u16(0x20), u16(0)),
            label(0, 0, 'wide'),
            label(1, 0, 'hidden row'),
            label(1, 1, 'b'),
            biff(0xe5, u16(1, 0, 0, 0, 1)),
            ...shape(1, 0x06, 'boxed'),
            ...shape(2, 0x19, 'noted'),
            biff(0x1c, u16(0, 0, 0, 2), text16('Kim')),
          ],
        },
      ],
      FORMATS,
    );
    const read = await readWith(readXls, makeXls(stream));
    expect(read.tables).toEqual([[['wide 2x1'], ['hidden row', 'b']]]);
    expect(read.pages).toEqual(['S\n\nwide\nhidden row | b\n\nboxed']);
    expect(read.remarks).toEqual(['header: Quarterly report p1', 'comment: noted (Kim) p1 «wide»']);
    expect(read.warnings).toEqual([expect.stringContaining('hidden_cells 1')]);
  });

  it('reads titles and stored values of charts, beside cells and on sheets of their own', async () => {
    const title = (text: string): Buffer => biff(0x100d, u16(0), Buffer.from([text.length, 0]), Buffer.from(text));
    const chart = [
      biff(0x1003, u16(0, 0, 2, 2, 0, 0)),
      title('Sales'),
      biff(0x1025, u16(0)),
      title('By region'),
      biff(0x1065, u16(2)),
      label(0, 0, 'Seoul'),
      label(1, 0, 'Busan'),
      biff(0x1065, u16(1)),
      number(0, 0, 0, 42),
      number(1, 0, 0, 7.5),
    ];
    const inside = [biff(0x809, u16(0x600, 0x20, 0, 0), u32(0, 0)), ...chart, biff(0x0a)];
    const stream = workbookStream(
      [
        { name: 'Cells', records: [label(0, 0, 'cell'), ...inside, label(1, 0, 'last')] },
        { name: 'Chart', kind: 2, records: chart },
      ],
      FORMATS,
    );
    const read = await readWith(readXls, makeXls(stream));
    expect(read.pages).toEqual([
      'Cells\n\ncell\nlast\n\nBy region\n\nSales\nSeoul | 42\nBusan | 7.5',
      'Chart\n\nBy region\n\nSales\nSeoul | 42\nBusan | 7.5',
    ]);
  });

  it('leaves out macros, and says so', async () => {
    const stream = workbookStream(
      [
        { name: 'Auto', kind: 1, records: [label(0, 0, 'RUN()')] },
        { name: 'S', records: [label(0, 0, 'cell')] },
      ],
      FORMATS,
    );
    const read = await readWith(readXls, makeXls(stream));
    expect([read.pages, read.warnings]).toEqual([['S\n\ncell'], ['macros_ignored']]);
  });

  it('reads what there is of a file that is cut off, and refuses one without text', async () => {
    const cut = await readWith(readXls, makeXls(SMALL.subarray(0, SMALL.length - 4)));
    expect([cut.pages, cut.warnings]).toEqual([['One\n\na cell | 원'], ['damaged_recovered']]);
    await expect(readWith(readXls, makeXls(SMALL.subarray(0, 60)))).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(readWith(readXls, makeXls(Buffer.alloc(80)))).rejects.toMatchObject({ code: 'extract.damaged' });
    const other = makeCompoundFile([{ path: 'WordDocument', content: Buffer.alloc(10) }]);
    await expect(readWith(readXls, other)).rejects.toMatchObject({ code: 'format.mismatch' });
  });

  it('refuses cells that repeat one long string until memory is gone', async () => {
    const long = 'x'.repeat(8000);
    const cells = Array.from({ length: 5000 }, (_, row) => biff(0xfd, u16(row, 0, 0), u32(0)));
    const stream = workbookStream([{ name: 'S', records: cells }], [biff(0xfc, u32(1, 1), text16(long))]);
    await expect(readWith(readXls, makeXls(stream), { memoryMb: 64 })).rejects.toMatchObject({
      code: 'extract.memory',
    });
  });

  it('has an answer to files that are broken anywhere', async () => {
    const random = seededRandom(2);
    const outcomes = new Set<string>();
    for (let count = 0; count < 150; count++) {
      outcomes.add(await outcomeOf(readWith(readXls, mutated(fixture('sheet.xls'), random), { memoryMb: 64 })));
    }
    expect(outcomes).toContain('ready');
    expect(outcomes).toContain('extract.damaged');
  });
});
