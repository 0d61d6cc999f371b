import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  bullet,
  type Hwp5Options,
  type Hwp5Paragraph,
  listControl,
  makeHwp5,
  numbering,
  paragraphs,
  paragraphShape,
  record,
  recordBytes,
  table,
  textBox,
} from '../../../../test/support/hwp5.js';
import { assemble } from '../../assemble.js';
import { bufferSource } from '../../containers/byte-source.js';
import type { Extraction } from '../../extraction.js';
import { readHwp5 } from './read-hwp5.js';

const BUDGET = 16 * 1024 * 1024;

async function readFile(file: Buffer, password?: string): Promise<Extraction> {
  return assemble(await readHwp5(bufferSource(file), BUDGET, password));
}

function read(list: readonly (Hwp5Paragraph | string)[], options?: Hwp5Options): Promise<Extraction> {
  return readFile(makeHwp5([paragraphs(list)], options));
}

const textOf = async (...parameters: Parameters<typeof read>): Promise<string> => (await read(...parameters)).text;

const codes = ({ warnings }: Extraction): string[] => warnings.map(({ code }) => code);

const number = (size: number, at: number, value: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(value, at);
  return bytes;
};

describe('HWP 5', () => {
  it('reads paragraphs, a blank line between them', async () => {
    const { text, pages, language } = await read(['제1조(목적) 이 계약은', '', '①\t갑은 을에게']);
    expect(text).toBe('제1조(목적) 이 계약은\n\n①\t갑은 을에게');
    expect(pages).toHaveLength(1);
    expect(language).toBe('ko');
  });

  it('prints numbers, outlines and bullets', async () => {
    const info = [
      numbering([
        ['제^1장', 0],
        ['제^2조', 0],
        ['^3', 1],
        ['^4)', 0],
        ['^5.', 8],
        ['^n', 0],
        ['(^7)', 2],
      ]),
      numbering([['^1.', 8]], [3]),
      bullet('\uf06c'),
      ...Array.from({ length: 7 }, (_, level) => paragraphShape(1, 0, level)),
      paragraphShape(2, 2, 0),
      paragraphShape(3, 1, 0),
      paragraphShape(0, 0, 0),
    ];
    const section = Buffer.alloc(26);
    section.writeUInt16LE(1, 14);
    const list: Hwp5Paragraph[] = [
      { pieces: [{ name: 'secd', header: section }, '총칙'], shape: 0 },
      { pieces: ['(목적)'], shape: 1 },
      { pieces: ['첫째'], shape: 2 },
      { pieces: ['둘째'], shape: 2 },
      { pieces: ['호'], shape: 3 },
      { pieces: ['목'], shape: 4 },
      { pieces: ['경로'], shape: 5 },
      { pieces: ['로마'], shape: 6 },
      { pieces: ['(정의)'], shape: 1 },
      { pieces: ['다시 첫째'], shape: 2 },
      { pieces: ['셋에서'], shape: 7 },
      { pieces: [''], shape: 7 },
      { pieces: ['빈 줄 다음'], shape: 7 },
      { pieces: ['점'], shape: 8 },
      { pieces: ['보칙'], shape: 0 },
      { pieces: ['조항'], shape: 1 },
      { pieces: ['끝'], shape: 9 },
    ];
    expect((await textOf(list, { info })).split('\n\n')).toEqual([
      '제1장 총칙',
      '제1조 (목적)',
      '① 첫째',
      '② 둘째',
      '1) 호',
      '가. 목',
      '1.1.②.1.가.1 경로',
      '(I) 로마',
      '제2조 (정의)',
      '① 다시 첫째',
      '다. 셋에서',
      '마. 빈 줄 다음',
      '● 점',
      '제2장 보칙',
      '제1조 조항',
      '끝',
    ]);
  });

  it('reads tables with spans, captions and nested tables', async () => {
    const inner = table([
      { list: ['안1'], row: 0, column: 0 },
      { list: ['안2'], row: 0, column: 1 },
    ]);
    const outer = table(
      [
        { list: ['가', '나'], row: 0, column: 0, columnSpan: 2 },
        { list: ['왼쪽'], row: 1, column: 0, rowSpan: 2 },
        { list: ['오른쪽'], row: 1, column: 1 },
        { list: ['아래'], row: 2, column: 1 },
        { list: ['앞', { pieces: [inner] }], row: 3, column: 0 },
      ],
      { caption: '표 하나' },
    );
    const { text, tables } = await read([{ pieces: [outer] }, '뒤']);
    expect(text).toBe('가 나\n왼쪽 | 오른쪽\n아래\n\n앞\n\n안1 | 안2\n\n표 하나\n\n뒤');
    expect(
      tables.map(({ rows }) => rows.map(({ cells }) => cells.map(({ start, end }) => text.slice(start, end)))),
    ).toEqual([[['가 나'], ['왼쪽', '오른쪽'], ['아래']], [['안1', '안2']]]);
    expect(tables[0]?.rows[0]?.cells[0]?.columnSpan).toBe(2);
    expect(tables[0]?.rows[1]?.cells[0]?.rowSpan).toBe(2);
  });

  it('reads a frame around running text as text, and a small table within a sentence as its words', async () => {
    const frame = table([{ list: ['제1조', '① 갑은'], row: 0, column: 0 }]);
    const words = table([
      { list: ['당월[ ]'], row: 0, column: 0 },
      { list: ['익월[ ]'], row: 0, column: 1 },
    ]);
    expect(await textOf([{ pieces: [frame] }, { pieces: ['매월 ', words, ' 말일'] }])).toBe(
      '제1조\n\n① 갑은\n\n매월  당월[ ] 익월[ ]  말일',
    );
  });

  it('puts a table that floats below its paragraph behind the text', async () => {
    const floating = table(
      [
        { list: ['가'], row: 0, column: 0 },
        { list: ['나'], row: 0, column: 1 },
      ],
      { inline: false },
    );
    floating.header!.writeUInt32LE(2 << 3, 0);
    floating.header!.writeUInt32LE(1500, 4);
    expect(await textOf([{ pieces: [floating, '제목'] }])).toBe('제목\n\n가 | 나');
  });

  it('reads text boxes, equations, forms and characters in each other', async () => {
    const equation = { name: 'eqed', header: Buffer.alloc(42), records: [record(88, 1, [4, 0], 'a over b')] };
    const composed = { name: 'tcps', header: Buffer.concat([record(0, 0, '3').bytes, Buffer.from([1])]) };
    const ruby = { name: 'tdut', header: record(0, 0, '大韓', '대한').bytes };
    const properties = 'CommonSet:set:9:Name:wstring:4:CB01 ButtonSet:set:9:Caption:wstring:2:동의 Value:int:1 ';
    const form = {
      name: 'form',
      header: Buffer.alloc(42),
      records: [record(91, 1, Buffer.from('+cbt'), Buffer.from(properties, 'utf16le'))],
    };
    const art = {
      name: 'gso ',
      header: Buffer.alloc(42),
      records: [record(76, 1, Buffer.alloc(4)), record(90, 2, Buffer.alloc(32), '제목')],
    };
    const text = await textOf([
      { pieces: ['앞 ', textBox(['글상자 하나', '둘']), '뒤'] },
      { pieces: ['값 ', textBox(['가운데'], true), ' 끝'] },
      { pieces: [equation, ' ', composed, ruby, ' ', form] },
      { pieces: [art] },
    ]);
    expect(text.split('\n\n')).toEqual([
      '앞 뒤',
      '글상자 하나',
      '둘',
      '값 가운데 끝',
      'a over b ③大韓(대한) ☑ 동의',
      '제목',
    ]);
  });

  it('puts footnotes at the end of the page and endnotes at the end of the document', async () => {
    const auto = (kind: number, value: number) => ({
      name: 'atno',
      header: record(0, 0, [4, kind], [2, value], Buffer.alloc(6)).bytes,
    });
    const { pages, text } = await read([
      {
        pieces: [
          '가',
          listControl('fn  ', [{ pieces: [auto(1, 1), ' 각주'] }]),
          '나',
          listControl('en  ', [{ pieces: [auto(2, 1), '미주'] }]),
        ],
        lines: [0],
      },
      { pieces: ['둘째 쪽'], lines: [0] },
    ]);
    expect(pages.map(({ start, end }) => text.slice(start, end))).toEqual([
      '가[1]나[i]\n\n[1] 각주',
      '둘째 쪽\n\n[i] 미주',
    ]);
  });

  it('keeps what stands beside the text as remarks', async () => {
    const memo = { name: '%%me', header: record(0, 0, [4, 0], [1, 0], '', [4, 7], [4, 2]).bytes };
    const header = listControl('head', ['머리말']);
    const cells = table([
      { list: [{ pieces: ['칸', listControl('tcmt', ['속말'])] }], row: 0, column: 0 },
      { list: ['옆'], row: 0, column: 1 },
    ]);
    const { text, remarks } = await read([
      { pieces: [header, header, listControl('foot', ['꼬리말']), '본문'] },
      { pieces: ['앞', listControl('tcmt', ['우리는', '우리다']), '뒤'] },
      { pieces: [cells] },
    ]);
    expect(text).toBe('본문\n\n앞뒤\n\n칸 | 옆');
    const anchored = remarks.map(({ kind, text: said, start, end }) => [
      kind,
      said,
      start === undefined ? undefined : text.slice(start, end),
      start,
    ]);
    expect(anchored).toEqual([
      ['header', '머리말', undefined, undefined],
      ['footer', '꼬리말', undefined, undefined],
      ['hidden', '우리는\n우리다', '', 5],
      ['hidden', '속말', '', 9],
    ]);
    const withMemo = paragraphs([{ pieces: ['이 ', memo, '말', { end: true }, '은'] }]);
    const list = [record(93, 1, [4, 2]), record(72, 1, [2, 1], [2, 0], [4, 0]), ...paragraphs(['고칠 것'], 1)];
    const commented = await readFile(makeHwp5([[...withMemo, ...list]]));
    expect(commented.remarks).toEqual([{ kind: 'comment', text: '고칠 것', page: 1, start: 2, end: 3 }]);
  });

  it('reads tracked changes as accepted, from where such documents keep them', async () => {
    const change = (kind: number) =>
      record(96, 1, [4, kind], [2, 2024], [2, 3], [2, 5], [2, 9], [2, 7], [2, 1], Buffer.alloc(8));
    const author = record(97, 1, [4, 3], Buffer.from('김갑을', 'utf16le'));
    const info = [change(16), change(17), author];
    const ranges = [
      { start: 2, end: 4, tag: (16 << 24) | 1 },
      { start: 5, end: 7, tag: (17 << 24) | 2 },
    ];
    const shown = deflateRawSync(recordBytes(paragraphs([{ pieces: ['가 새로 옛말 나'], ranges }])));
    const extraction = await read(['보이지 않는다'], {
      flags: 1 | (1 << 14),
      info,
      streams: [{ path: 'ViewText/Section0', content: shown }],
    });
    expect(extraction.text).toBe('가 새로  나');
    const common = { author: '김갑을', date: '2024-03-05T09:07:00+09:00', page: 1 };
    expect(extraction.remarks).toEqual([
      { kind: 'inserted', text: '새로', ...common, start: 2, end: 4 },
      { kind: 'deleted', text: '옛말', ...common, start: 5, end: 5 },
    ]);
    expect(codes(extraction)).toEqual(['tracked_changes_accepted']);
  });

  it('ends pages where the author did, at sections, and where a line stands higher than the one before', async () => {
    const sections = [
      paragraphs([
        { pieces: ['하나'], lines: [0, 1600] },
        { pieces: ['둘'], lines: [3200, 0, 1600] },
        { pieces: ['셋'], lines: [3200] },
        { pieces: ['넷'], pageBreak: true },
      ]),
      paragraphs(['다섯']),
    ];
    const { pages, text } = await readFile(makeHwp5(sections));
    expect(pages.map(({ start, end }) => text.slice(start, end))).toEqual(['하나\n\n둘', '셋', '넷', '다섯']);
    const unknown = await read(Array.from({ length: 400 }, () => '쪽을 알 수 없는 긴 글이다. '.repeat(2)));
    expect(codes(unknown)).toEqual(['page_breaks_unknown']);
  });

  it('shows private characters as Hangul does, and says which it cannot', async () => {
    const extraction = await read(['\uf06c\uf0e8 \ua12b \udb80\udfc5 묶음\u00a0빈칸', '\udb80\udd00']);
    expect(extraction.text).toBe('●➔ (인) □ 묶음 빈칸');
    expect(codes(extraction)).toEqual(['symbols_skipped']);
  });

  it('tells a page that shows a picture from an empty one', async () => {
    const picture = {
      name: 'gso ',
      header: Buffer.alloc(42),
      records: [record(76, 1, Buffer.alloc(4)), record(85, 2, Buffer.alloc(40))],
    };
    const { pages, warnings } = await read([
      '글',
      { pieces: [picture], pageBreak: true },
      { pieces: [''], pageBreak: true },
    ]);
    expect(pages.map(({ status }) => status)).toEqual(['ok', 'no_text_layer', 'empty']);
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining(': 2.')]);
    await expect(read([{ pieces: [picture] }])).rejects.toMatchObject({
      code: 'extract.no_text',
      message: expect.stringContaining('layer'),
    });
  });

  it('takes title and author from the summary', async () => {
    const title = Buffer.from('표준계약서\0', 'utf16le');
    const set = Buffer.concat([number(16, 4, 1), number(4, 0, 31), number(4, 0, title.length / 2), title]);
    set.writeUInt32LE(2, 8);
    set.writeUInt32LE(16, 12);
    const head = number(48, 44, 48);
    const { metadata } = await read(['글'], {
      streams: [{ path: '\u0005HwpSummaryInformation', content: Buffer.concat([head, set]) }],
    });
    expect(metadata.title).toBe('표준계약서');
  });
});
