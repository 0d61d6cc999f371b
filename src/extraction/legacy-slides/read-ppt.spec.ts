import { describe, expect, it } from '@jest/globals';
import { makeCompoundFile } from '../../../test/support/compound-file.js';
import { readWith } from '../../../test/support/extract.js';
import { mutated, outcomeOf, seededRandom } from '../../../test/support/mutations.js';
import { cryptoApi, u16, u32 } from '../../../test/support/office-crypto.js';
import { makePpt, ppt, pptContainer, type SlideParts } from '../../../test/support/ppt.js';
import { readPpt } from './read-ppt.js';

const TITLE = 0x0d;
const BODY = 0x0e;
const SLIDE_NUMBER = 0x08;

const text = (value: string): Buffer => Buffer.from(value, 'utf16le');

const SLIDES: SlideParts[] = [
  {
    shapes: [
      { text: 'below', anchor: [500, 0, 100, 600] },
      { text: '분기 보고\rline two', kind: 0, placeholder: TITLE, anchor: [300, 0, 100, 400] },
      { text: '*', placeholder: SLIDE_NUMBER, anchor: [900, 0, 100, 950] },
      { text: 'above', anchor: [450, 0, 100, 480] },
    ],
    notes: 'Say hello.',
  },
  {
    shapes: [
      { outline: 0, placeholder: TITLE },
      { outline: 1, placeholder: BODY },
    ],
    outline: [
      [0, 'From the list'],
      [1, 'point'],
    ],
    hidden: true,
  },
];

/** Paragraph formatting for so many characters: with a bullet, at a level. */
const paragraphRun = (count: number, level: number, bullet: boolean): Buffer =>
  Buffer.concat([u32(count), u16(level), u32(1), u16(bullet ? 1 : 0)]);

describe(readPpt, () => {
  it('reads slides as pages: title, shapes in reading order, notes', async () => {
    const read = await readWith(readPpt, makePpt(SLIDES));
    expect(read.pages).toEqual([
      '분기 보고\nline two\n\nabove\n\nbelow\n\n[Notes]\nSay hello.',
      'From the list\n\npoint',
    ]);
    expect(read.warnings).toEqual(['hidden_page 2']);
  });

  it('opens one that is encrypted', async () => {
    const file = makePpt(SLIDES, [], cryptoApi('pass word', 128));
    const plain = await readWith(readPpt, makePpt(SLIDES));
    expect(await readWith(readPpt, file, { password: 'pass word' })).toEqual(plain);
    await expect(readWith(readPpt, file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readPpt, file, { password: 'x' })).rejects.toMatchObject({ code: 'extract.wrong_password' });
    const open = makePpt(SLIDES, [], cryptoApi('/01Hannes Ruescher/01', 40));
    expect(await readWith(readPpt, open)).toEqual(plain);
  });

  it('prints bullets and automatic numbers by level', async () => {
    const value = 'one\rinner\rtwo';
    const styles = ppt(
      0x0fa1,
      0,
      paragraphRun(4, 0, true),
      paragraphRun(6, 1, true),
      paragraphRun(4, 0, false),
      u32(14, 0),
    );
    const bullets = await readWith(readPpt, makePpt([{ shapes: [{ text: value, kind: 4, styles: [styles] }] }]));
    expect(bullets.pages).toEqual(['• one\n  • inner\ntwo']);
  });

  it('reads a table that is drawn as a group of shapes', async () => {
    const cell = (value: string, [left, top, right, bottom]: number[]): Buffer =>
      pptContainer(
        0xf004,
        0,
        ppt(0xf00a, 1, u32(9, 0)),
        ppt(0xf00f, 0, u32(left!, top!, right!, bottom!)),
        pptContainer(0xf00d, 0, ppt(0x0f9f, 0, u32(4)), ppt(0x0fa0, 0, text(value))),
      );
    const line = pptContainer(0xf004, 0, ppt(0xf00a, 20, u32(9, 0)), ppt(0xf00f, 0, u32(0, 10, 20, 10)));
    const own = pptContainer(
      0xf004,
      0,
      ppt(0xf00a, 0, u32(8, 1)),
      ppt(0xf122, 1, u16(0x039f), u32(1)),
      ppt(0xf010, 0, u16(0, 0, 20, 20)),
    );
    const table = pptContainer(
      0xf003,
      0,
      own,
      cell('d', [10, 10, 20, 20]),
      cell('wide', [0, 0, 20, 10]),
      cell('c', [0, 10, 10, 20]),
      line,
    );
    const first = pptContainer(0xf004, 0, ppt(0xf00a, 0, u32(0, 5)));
    const drawing = pptContainer(0x040c, 0, pptContainer(0xf002, 0, pptContainer(0xf003, 0, first, table)));
    const { tables } = await readWith(readPpt, makePpt([{ shapes: [], drawing }]));
    expect(tables).toEqual([[['wide 2x1'], ['c', 'd']]]);
  });

  it('makes remarks of footers and comments', async () => {
    const margins = pptContainer(
      0x0fd9,
      3,
      ppt(0x0fda, 0, u16(0, 0x28)),
      ppt(0x0fba, 0, text('a date that is off')),
      ppt(0x0fba, 2, text('Foot words')),
    );
    const comment = pptContainer(
      0x2ee0,
      0,
      ppt(0x0fba, 0, text('Lee')),
      ppt(0x0fba, 1, text('Check this')),
      ppt(0x2ee1, 0, u32(1), u16(2024, 3, 2, 5, 9, 30, 0, 0)),
    );
    const tags = pptContainer(
      0x1388,
      0,
      pptContainer(0x138a, 0, ppt(0x0fba, 0, text('___PPT10')), ppt(0x138b, 0, comment)),
    );
    const file = makePpt([{ shapes: [{ text: 'words' }], extra: [tags] }], [margins]);
    expect((await readWith(readPpt, file)).remarks).toEqual(['comment: Check this (Lee) p1', 'footer: Foot words']);
  });

  it('reads a file for PowerPoint 95 and 97, and refuses one for 95 alone', async () => {
    const of95 = [
      { path: 'PowerPoint Document', content: Buffer.alloc(600, 1) },
      { path: 'Text_Content', content: Buffer.alloc(20) },
    ];
    const both = makePpt([{ shapes: [{ text: 'words' }] }], [], undefined, of95);
    expect((await readWith(readPpt, both)).pages).toEqual(['words']);
    await expect(readWith(readPpt, makeCompoundFile(of95))).rejects.toMatchObject({
      code: 'extract.damaged',
      message: expect.stringContaining('before 97'),
    });
  });

  it('refuses what is no presentation, and one without slides', async () => {
    const other = makeCompoundFile([{ path: 'Workbook', content: Buffer.alloc(10) }]);
    await expect(readWith(readPpt, other)).rejects.toMatchObject({ code: 'format.mismatch' });
    const junk = makeCompoundFile([{ path: 'PowerPoint Document', content: Buffer.alloc(100, 3) }]);
    await expect(readWith(readPpt, junk)).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(readWith(readPpt, makePpt([]))).rejects.toMatchObject({ code: 'extract.damaged' });
  });

  it('has an answer to files that are broken anywhere', async () => {
    const random = seededRandom(3);
    const file = makePpt(SLIDES);
    const outcomes = new Set<string>();
    for (let count = 0; count < 300; count++) {
      outcomes.add(await outcomeOf(readWith(readPpt, mutated(file, random), { memoryMb: 64 })));
    }
    expect(outcomes).toContain('ready');
    expect(outcomes).toContain('extract.damaged');
  });
});
