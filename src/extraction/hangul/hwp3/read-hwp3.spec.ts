import { createCipheriv } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../../test/support/extract.js';
import {
  hwp3Control,
  hwp3List,
  type Hwp3Options,
  type Hwp3Paragraph,
  hwp3Table,
  makeHwp3,
} from '../../../../test/support/hwp3.js';
import { readHwp } from '../read-hwp.js';
import { decodeHchar } from './johab.js';

const read = (list: readonly (Hwp3Paragraph | string)[], options?: Hwp3Options) =>
  readWith(readHwp, makeHwp3(list, options));

const words = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, 2 * index);
  return bytes;
};

describe('HWP 3', () => {
  it.each([true, false])('reads paragraphs, compressed: %s', async (compressed) => {
    const { pages, warnings } = await read(['제1조(목적) 이 계약은', '꽃 뷁 쀍 (A-1)'], { compressed });
    expect(pages).toEqual(['제1조(목적) 이 계약은\n\n꽃 뷁 쀍 (A-1)']);
    expect(warnings).toEqual([]);
  });

  it('reads tables with their captions, text boxes and equations', async () => {
    const box = (kind: number): Buffer => {
      const head = Buffer.alloc(84);
      head.writeUInt8(1, 8);
      head.writeUInt16LE(kind, 78);
      head.writeUInt16LE(1, 80);
      return head;
    };
    const cell = Buffer.alloc(27);
    const textBox = hwp3Control(10, box(1), cell, hwp3List(['상자', '둘']), hwp3List([]));
    const equation = hwp3Control(10, box(2), cell, hwp3List(['a over b']), hwp3List([]));
    const { pages, tables } = await read([
      {
        pieces: [
          hwp3Table(
            [
              ['가', '나'],
              ['다', '라'],
            ],
            '표 하나',
          ),
        ],
      },
      { pieces: ['앞', textBox, '뒤 ', equation] },
    ]);
    expect(tables).toEqual([
      [
        ['가', '나'],
        ['다', '라'],
      ],
    ]);
    expect(pages).toEqual(['가 | 나\n다 | 라\n\n표 하나\n\n앞뒤 a over b\n\n상자\n\n둘']);
  });

  it('reads notes, margins, hidden comments, pages and other controls', async () => {
    const { pages, remarks } = await read([
      {
        pieces: [
          hwp3Control(16, Buffer.alloc(10), hwp3List(['머리말'])),
          '가',
          hwp3Control(17, words(0, 0, 0, 0, 1, 0, 0), hwp3List(['각주'])),
        ],
      },
      {
        pieces: [
          '나',
          hwp3Control(15, Buffer.alloc(8), hwp3List(['숨은 말'])),
          { code: 9, bytes: Buffer.alloc(6), characters: 4 },
          '다',
        ],
        pageBreak: true,
      },
      {
        pieces: [
          '표 ',
          { code: 18, bytes: words(4, 7, 18), characters: 4 },
          { code: 24, bytes: Buffer.alloc(4), characters: 3 },
          { code: 30, bytes: Buffer.alloc(2), characters: 2 },
          '끝',
        ],
      },
    ]);
    expect(pages).toEqual(['가[1]\n\n[1] 각주', '나\t다\n\n표 7- 끝']);
    expect(remarks).toEqual(['header: 머리말', 'hidden: 숨은 말 p2 «»']);
  });

  it('reads what comes before a break, and says so', async () => {
    const file = makeHwp3(['온전한 문단', '깨진 문단'], { compressed: false });
    const { pages, warnings } = await readWith(readHwp, file.subarray(0, file.length - 60));
    expect(pages[0]).toContain('온전한 문단');
    expect(warnings).toEqual(['damaged_recovered']);
    await expect(readWith(readHwp, file.subarray(0, 1000))).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(readWith(readHwp, file.subarray(0, 1180))).rejects.toMatchObject({ code: 'extract.damaged' });
  });

  it('opens an encrypted document with its password alone', async () => {
    const body = Buffer.concat([Buffer.alloc(256), Buffer.alloc(16), hwp3List(['숨긴 글'])]);
    const packed = deflateRawSync(body);
    const whole = Buffer.concat([packed, Buffer.alloc(8 + ((8 - (packed.length % 8)) % 8))]);
    // `a` is 61 00: rolled left by one bit it is c2, and the seven bytes c2 00 00 ... are these eight of seven bits.
    const key = Buffer.from('c200000000000000', 'hex');
    const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key]), null).setAutoPadding(false);
    const file = makeHwp3([], { encryptedBody: Buffer.concat([cipher.update(whole), cipher.final()]) });
    expect((await readWith(readHwp, file, { password: 'a' })).pages).toEqual(['숨긴 글']);
    await expect(readWith(readHwp, file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readHwp, file, { password: 'b' })).rejects.toMatchObject({ code: 'extract.wrong_password' });
  });
});

describe(decodeHchar, () => {
  it('knows syllables, letters, signs and Chinese characters', () => {
    const codes: [number, string | undefined][] = [
      [0x41, 'A'],
      [0x8861, '가'],
      [0xd3bd, '힣'],
      [0xd3c5, 'ᄒᆞᆫ'],
      [0x8841, 'ㄱ'],
      [0x8461, 'ㅏ'],
      [0x3446, '→'],
      [0x3441, '■'],
      [0x3438, '※'],
      [0x3590, 'Ⅰ'],
      [0x36e7, '①'],
      [0x4f5d, '債'],
      [0x4222, '權'],
      [0x37c1, '글'],
      [0x8000, undefined],
      [0x0100, undefined],
    ];
    expect(codes.map(([code]) => [code, decodeHchar(code)])).toEqual(codes);
  });
});
