import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sharedData } from '../../../test/support/shared-data.js';
import { z } from 'zod';
import { packageRoot } from '../../config/paths.js';
import { parseProvisions } from '../../contracts/provisions.js';
import { assemble } from '../assemble.js';
import type { Extraction } from '../extraction.js';
import { sniffFile } from '../sniff.js';
import { readHwp } from './read-hwp.js';
import { readHwpx } from './read-hwpx.js';

const data = sharedData();

async function read(path: string): Promise<Extraction> {
  const { format } = await sniffFile(path, basename(path));
  const request = { path, memoryMb: 512, timeoutMs: 60_000 };
  return assemble(await (format === 'hwpx' ? readHwpx(request) : readHwp(request)));
}

const readDoc = (name: string): Promise<Extraction> => read(join(data, 'docs', name));

const filesOf = (folder: string): string[] =>
  readdirSync(join(data, folder))
    .filter((name) => /\.hwpx?$/.test(name))
    .sort()
    .map((name) => join(data, folder, name));

/** Pages and characters of a file that is read, or the code it is refused with. */
async function outcome(path: string): Promise<string> {
  try {
    const { pages, text, tables, remarks } = await read(path);
    return `${pages.length} p, ${text.length} c, ${tables.length} t, ${remarks.length} r`;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

async function outcomes(folder: string): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const path of filesOf(folder)) entries.push([basename(path), await outcome(path)]);
  return Object.fromEntries(entries);
}

const GoldSchema = z.strictObject({
  file: z.string(),
  fileSha256: z.string(),
  pages: z.int().positive(),
  pieces: z.array(z.string().regex(/^[0-9]+:[0-9a-f]{16}$/)).min(1),
});

const hashOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);

/** The share of the characters of the gold pieces that are found in a text, white space aside. */
function recall(pieces: readonly string[], text: string): number {
  const plain = text.replace(/\s+/g, '');
  const byLength = Map.groupBy(pieces, (piece) => Number(piece.split(':')[0]));
  let all = 0;
  let found = 0;
  for (const [length, group] of byLength) {
    const known = new Set<string>();
    for (let at = 0; at + length <= plain.length; at++) known.add(`${length}:${hashOf(plain.slice(at, at + length))}`);
    all += length * group.length;
    found += length * group.filter((piece) => known.has(piece)).length;
  }
  return found / all;
}

describe('government standard contracts', () => {
  const gold = join(packageRoot, 'test/fixtures/hangul-gold');

  it.each(readdirSync(gold).filter((name) => name.endsWith('.json')))('reads what Hangul prints: %s', async (name) => {
    const { file, fileSha256, pages, pieces } = GoldSchema.parse(JSON.parse(readFileSync(join(gold, name), 'utf8')));
    const path = join(data, 'ko_contracts', file);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(fileSha256);
    const extraction = await read(path);
    const share = recall(pieces, extraction.text);
    process.stdout.write(`${name}: ${pieces.length} pieces, character recall ${(100 * share).toFixed(2)} %\n`);
    expect(share).toBeGreaterThanOrEqual(0.99);
    expect(extraction.pages).toHaveLength(pages);
    expect(extraction.warnings).toEqual([]);
  });

  it('finds their articles, one after the other', async () => {
    const articles: Record<string, string> = {};
    for (const path of filesOf('ko_contracts')) {
      const { text } = await read(path);
      const numbers = [...JSON.stringify(parseProvisions(text)).matchAll(/"number":"제([0-9]+)조"/g)].map(
        ([, number]) => Number(number),
      );
      const runs = numbers.filter((number, index) => index === 0 || number !== numbers[index - 1]! + 1).length;
      articles[basename(path).slice(0, 12)] = `${numbers.length} in ${runs}`;
    }
    expect(articles).toEqual({
      '201231_SW종사자': '18 in 1',
      '221228_상용소프트': '85 in 4',
      '[별지 제6호의2서식]': '0 in 0',
      '방송영상프로그램 제작스': '24 in 1',
    });
  });
});

describe('Hangul files, ordinary and odd', () => {
  it('reads every HWP that shows text, and codes the others', async () => {
    expect(await outcomes('docs/hwp')).toEqual({
      'blank.hwp': 'extract.no_text',
      'changing-image.hwp': 'extract.no_text',
      'changing-paragraph-text.hwp': '1 p, 18 c, 0 t, 0 r',
      'color_fill.hwp': 'extract.no_text',
      'ole.hwp': 'extract.no_text',
      'outline.hwp': 'extract.no_text',
      'over_type.hwp': '1 p, 8 c, 0 t, 0 r',
      'range.hwp': '1 p, 12 c, 0 t, 0 r',
      'removing-row.hwp': 'extract.no_text',
      'shadow.hwp': 'extract.no_text',
      'target.hwp': '1 p, 25 c, 0 t, 0 r',
      '글상자-압축.hwp': '1 p, 19 c, 0 t, 0 r',
      '수식.hwp': '1 p, 38 c, 0 t, 0 r',
      '숨은설명.hwp': '1 p, 18 c, 0 t, 1 r',
      '이미지추가.hwp': 'extract.no_text',
      '페이지숨김.hwp': '2 p, 3 c, 0 t, 0 r',
      '표.hwp': '1 p, 56 c, 1 t, 0 r',
      '한글문서파일형식_5.0_revision1.3.hwp': '72 p, 62940 c, 175 t, 1 r',
      '한글문서파일형식_수식_revision1.3.hwp': '20 p, 11958 c, 17 t, 1 r',
      '호-곡선.hwp': 'extract.no_text',
    });
  });

  it('reads every HWPX that shows text, and codes the others', async () => {
    expect(await outcomes('docs/hwpx')).toEqual({
      'ChangeTrack.hwpx': '1 p, 7 c, 0 t, 2 r',
      'HeaderFooter.hwpx': '1 p, 12 c, 0 t, 2 r',
      'PageSize_Margin.hwpx': 'extract.no_text',
      'ParaHead.hwpx': '1 p, 242 c, 0 t, 0 r',
      'RectInPara.hwpx': '1 p, 145 c, 0 t, 0 r',
      'SimpleArc.hwpx': '1 p, 11 c, 0 t, 0 r',
      'SimpleComboBox.hwpx': 'extract.no_text',
      'SimpleConnectLine.hwpx': 'extract.no_text',
      'SimpleEllipse.hwpx': 'extract.no_text',
      'SimpleEquation.hwpx': '1 p, 46 c, 0 t, 0 r',
      'SimpleLine.hwpx': 'extract.no_text',
      'SimplePicture.hwpx': 'extract.no_text',
      'SimpleRectangle.hwpx': '1 p, 9 c, 0 t, 0 r',
      'SimpleTextArt.hwpx': '1 p, 27 c, 0 t, 0 r',
      'Table.hwpx': '1 p, 109 c, 1 t, 0 r',
      'mot.hwpx': '2 p, 1134 c, 3 t, 0 r',
      'multipara.hwpx': '1 p, 1136 c, 0 t, 0 r',
      'no_manifest.hwpx': '4 p, 1409 c, 1 t, 0 r',
      'presentation오류.hwpx': 'extract.no_text',
      'test.hwpx': '1 p, 74 c, 0 t, 0 r',
      'test1.hwpx': '1 p, 26 c, 0 t, 0 r',
      '테스트문서.hwpx': '1 p, 142 c, 0 t, 0 r',
    });
  });

  it.each([
    ['한글문서파일형식_5.0_revision1.3.hwp', 94, 5],
    ['한글문서파일형식_수식_revision1.3.hwp', 34, 2],
  ])('numbers the headings as the table of contents that Hangul made does: %s', async (name, count, before) => {
    const { text, pages } = await readDoc(`hwp/${name}`);
    const contents = [...text.matchAll(/^(.+?)\t([0-9]+)$/gm)].map(([, heading = '', page]) => ({
      heading: heading.trim(),
      page: Number(page),
    }));
    const body = text.lastIndexOf(`${contents.at(-1)?.heading}\t`);
    const found = contents.flatMap(({ heading, page }) => {
      const at = text.indexOf(`\n\n${heading}\n`, body);
      const on = pages.find(({ start, end }) => at + 2 >= start && at + 2 < end)?.number;
      return on === undefined ? [] : [on - before - page];
    });
    expect(found).toHaveLength(count);
    // Pages end within two pages of where Hangul counts them; front matter is counted in its own way.
    const near = found.filter((off) => Math.abs(off) <= 2).length;
    expect(near / found.length).toBeGreaterThanOrEqual(0.95);
  });

  it('prints numbers and bullets', async () => {
    const { text } = await readDoc('hwpx/ParaHead.hwpx');
    expect(text.split('\n\n').filter((line) => /번호|개요|글머리/.test(line))).toEqual(
      '● 글머리1-1|● 글머리1-2|■ 글머리2-1|■ 글머리2-2|1. 번호1|2. 번호2|3. 번호3|3.1. 번호3-1|3.2. 번호3-2|4. 번호4|4.1.1.1. 번호-4-1-1-1|4.1.1.2. 번호-4-1-1-2|4.1.1. 번호-4-1-2|4.1.1.1. 번호-4-1-2-1|1. 개요1|가. 개요1-1|나. 개요1-2|다. 개요1-3|2. 개요2|가. 개요2-1|1) 개요2-1-1'.split(
        '|',
      ),
    );
  });

  it('reads tables by their cells, equations, text boxes and hidden words', async () => {
    const { text, tables } = await readDoc('hwp/표.hwp');
    expect(tables[0]?.rows.map(({ cells }) => cells.map(({ start, end }) => text.slice(start, end)))).toEqual([
      ['ABC 123', 'DEF', 'GHI'],
      ['LMN', 'OPQ', 'STR'],
      ['UVM', '123', '456'],
    ]);
    expect((await readDoc('hwp/수식.hwp')).text).toContain('(a+b) ^{2} =a ^{2} +2ab+b ^{2}');
    expect((await readDoc('hwp/글상자-압축.hwp')).text).toContain('ABC');
    expect((await readDoc('hwp/숨은설명.hwp')).remarks).toMatchObject([
      { kind: 'hidden', text: '우리는 우리다.\n그것은 그것이다.' },
    ]);
    expect((await readDoc('hwpx/HeaderFooter.hwpx')).remarks).toMatchObject([
      { kind: 'footer', text: '꼬리말' },
      { kind: 'header', text: '머리말 테스트' },
    ]);
    expect((await readDoc('hwpx/ChangeTrack.hwpx')).remarks).toMatchObject([
      { kind: 'deleted', text: '추적', author: 'fff' },
      { kind: 'inserted', text: '인간은', author: 'fff' },
    ]);
  });
});
