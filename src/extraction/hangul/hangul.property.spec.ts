import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import {
  listControl,
  makeHwp5,
  numbering,
  paragraphs,
  paragraphShape,
  recordBytes,
  table,
  textBox,
} from '../../../test/support/hwp5.js';
import { hwp3Control, hwp3List, hwp3Table, makeHwp3 } from '../../../test/support/hwp3.js';
import { makeHwpx, p, subList, tbl } from '../../../test/support/hwpx.js';
import { readWith } from '../../../test/support/extract.js';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { readHwp } from './read-hwp.js';
import { readHwpx } from './read-hwpx.js';

const info = [
  numbering([
    ['^1.', 0],
    ['^2)', 8],
  ]),
  paragraphShape(2, 1, 0),
  paragraphShape(2, 1, 1),
];

const section = recordBytes(
  paragraphs([
    { pieces: ['제1조'], shape: 0, lines: [0, 1600] },
    {
      pieces: [
        '표 ',
        table(
          [
            { list: ['가', '나'], row: 0, column: 0 },
            { list: ['다'], row: 0, column: 1 },
          ],
          { caption: '표 1' },
        ),
      ],
      shape: 1,
    },
    {
      pieces: [textBox(['상자']), '글', listControl('fn  ', ['각주']), listControl('tcmt', ['숨은 말'])],
      ranges: [{ start: 0, end: 9, tag: 0x10000001 }],
    },
  ]),
);

const hwp3Body = hwp3List([
  '제1조',
  { pieces: ['값 ', hwp3Table([['가', '나']]), hwp3Control(15, Buffer.alloc(8), hwp3List(['숨은 말']))] },
]);

const xml = p(
  `<hp:t>앞</hp:t>${tbl([[p('가'), p('나')]])}<hp:rect><hp:drawText>${subList(p('상자'))}</hp:drawText></hp:rect>`,
  'paraPrIDRef="1"',
  [0, 1600],
);

/** Bytes with some of them replaced, left out or cut off. */
const damage = (bytes: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .record({
      changes: fc.array(fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) }), { maxLength: 8 }),
      cut: fc.option(fc.nat(bytes.length), { freq: 3 }),
      drop: fc.option(fc.record({ at: fc.nat(bytes.length - 1), length: fc.nat(40) }), { freq: 3 }),
    })
    .map(({ changes, cut, drop }) => {
      const copy = Buffer.from(bytes);
      for (const { at, value } of changes) copy[at] = value;
      const whole =
        drop === null ? copy : Buffer.concat([copy.subarray(0, drop.at), copy.subarray(drop.at + drop.length)]);
      return cut === null ? whole : whole.subarray(0, cut);
    });

const CODES = new Set([
  'extract.damaged',
  'extract.no_text',
  'extract.memory',
  'extract.encrypted',
  'extract.drm',
  'format.mismatch',
]);

/** It is read, or refused with a code; nothing else may come out. */
async function settles(reader: (request: ReadRequest) => Promise<RawExtraction>, file: Buffer): Promise<void> {
  try {
    const { pages } = await readWith(reader, file);
    expect(pages.join('').trim()).not.toBe('');
  } catch (error) {
    expect(error).toHaveProperty('code');
    expect(CODES).toContain((error as { code: string }).code);
  }
}

describe('damaged Hangul files', () => {
  it('HWP 5: the records of a section', async () => {
    await fc.assert(
      fc.asyncProperty(damage(section), (bytes) =>
        settles(
          readHwp,
          makeHwp5([], { info, streams: [{ path: 'BodyText/Section0', content: deflateRawSync(bytes) }] }),
        ),
      ),
      { numRuns: 150 },
    );
  });

  it('HWP 5: the records of the document, and the file', async () => {
    const file = makeHwp5([paragraphs(['제1조'])], { info });
    await fc.assert(
      fc.asyncProperty(damage(file), (bytes) => settles(readHwp, bytes)),
      { numRuns: 150 },
    );
    const records = recordBytes(info);
    await fc.assert(
      fc.asyncProperty(damage(records), (bytes) =>
        settles(
          readHwp,
          makeHwp5([paragraphs([{ pieces: ['글'], shape: 1 }])], {
            streams: [{ path: 'DocInfo', content: deflateRawSync(bytes) }],
          }),
        ),
      ),
      { numRuns: 50 },
    );
  });

  it('HWP 3', async () => {
    const head = makeHwp3([], { compressed: false }).subarray(0, 30 + 128 + 1008 + 16);
    await fc.assert(
      fc.asyncProperty(damage(hwp3Body), (bytes) => settles(readHwp, Buffer.concat([head, bytes]))),
      { numRuns: 150 },
    );
  });

  it('HWPX', async () => {
    await fc.assert(
      fc.asyncProperty(damage(Buffer.from(xml)), (bytes) =>
        settles(readHwpx, makeHwpx({ sections: [bytes.toString('latin1')] })),
      ),
      { numRuns: 100 },
    );
    await fc.assert(
      fc.asyncProperty(damage(makeHwpx({ sections: [xml] })), (bytes) => settles(readHwpx, bytes)),
      { numRuns: 100 },
    );
  });
});
