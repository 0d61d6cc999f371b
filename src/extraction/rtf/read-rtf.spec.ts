import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { mutated, outcomeOf, seededRandom } from '../../../test/support/mutations.js';
import { packageRoot } from '../../config/paths.js';
import { readDoc } from '../legacy-word/read-doc.js';
import { readRtf } from './read-rtf.js';

const fixture = (name: string): Buffer => readFileSync(join(packageRoot, 'test/fixtures/legacy', name));

const FONTS =
  '{\\fonttbl{\\f0\\froman\\fcharset0 Times;}{\\f1\\fnil\\fcharset129 Batang;}{\\f2\\fnil\\fcharset2 Wingdings;}{\\f3\\fcharset204 Arial Cyr;}}';

const rtf = (body: string): string => `{\\rtf1\\ansi\\ansicpg1252\\deff0${FONTS}${body}}`;

const read = (body: string) => readWith(readRtf, Buffer.from(rtf(body), 'latin1'));

const pages = async (body: string): Promise<string[]> => (await read(body)).pages;

describe(readRtf, () => {
  it('reads the same as from the DOC of one document', async () => {
    expect(await readWith(readRtf, fixture('contract.rtf'))).toEqual(await readWith(readDoc, fixture('contract.doc')));
  });

  it('decodes bytes by font and file, and Unicode with its fallback', async () => {
    expect(await pages("caf\\'e9 {\\f1 \\'b0\\'a8\\'c0\\'bb} {\\f3 \\'c4\\'e0}\\par")).toEqual(['café 감을 Да']);
    expect(await pages("\\u44032?\\u-20991? {\\uc2\\u44032\\'b0\\'a1b} {\\uc0\\u44032 c}\\par")).toEqual([
      '가긁 가b 가c'.replace('긁', String.fromCharCode(65536 - 20991)),
    ]);
    expect(await pages('\\u55357?\\u56832? end\\par')).toEqual(['😀 end']);
    expect((await readWith(readRtf, '{\\rtf1 \u{AC10}\u{C744} caf\u{E9}\\par}')).pages).toEqual([
      '\u{AC10}\u{C744} caf\u{E9}',
    ]);
    const korean = "{\\rtf1\\ansi\\ansicpg949\\deff0{\\fonttbl{\\f0\\fcharset0 A;}}\\'b0\\'a8\\par}";
    expect((await readWith(readRtf, korean)).pages).toEqual(['감']);
  });

  it('reads signs, symbol fonts, breaks and line ends', async () => {
    expect(
      await pages("a\\emdash b\\~c\\_d\\-e\\tab f\\line g \\lquote h\\rquote  {\\f2 \\'fe}\r\n\\{x\\}\\\\\\par"),
    ).toEqual(['a—b c-de\tf\ng ‘h’ ☑\\{x}\\'.replace('☑\\{', '☑{')]);
    expect(await pages('one\\par two\\\nthree\\par')).toEqual(['one\n\ntwo\n\nthree']);
  });

  it('ends pages where the file does', async () => {
    expect(
      await pages('one\\page two\\par{\\pagebb three\\par}\\pard\\sect\\sectd\\sbknone four\\par\\sect\\sectd five'),
    ).toEqual(['one', 'two', 'three\n\nfour', 'five']);
  });

  it('prints the numbers that the file says, and one bullet for all signs', async () => {
    const item = (label: string, text: string): string => `{\\listtext\\pard\\plain ${label}\\tab}${text}\\par `;
    expect(
      await pages(
        item('1.1', 'first') + item("{\\f2 \\'a7}", 'second') + item("\\f2\\'b7", 'third') + item('o', 'fourth'),
      ),
    ).toEqual(['1.1 first\n\n• second\n\n• third\n\n• fourth']);
    expect(await pages('{\\pntext\\f0 (a)\\tab}old\\par')).toEqual(['(a) old']);
  });

  it('reads tables with merged cells, nested ones as text of their cell', async () => {
    const row = (cells: string, widths: string): string => `\\trowd${widths}\\pard\\intbl ${cells}\\row\\pard `;
    const { tables, pages: text } = await read(
      row('wide\\cell\\cell c\\cell', '\\clmgf\\cellx1000\\clmrg\\cellx2000\\cellx3000') +
        row('tall\\cell b\\par more\\cell c\\cell', '\\clvmgf\\cellx1000\\cellx2000\\cellx3000') +
        row('\\cell e\\cell f\\cell', '\\clvmrg\\cellx1005\\cellx2000\\cellx3000') +
        'after\\par',
    );
    expect(tables).toEqual([
      [
        ['wide 2x1', 'c'],
        ['tall 1x2', 'b more', 'c'],
        ['e', 'f'],
      ],
    ]);
    expect(text[0]).toMatch(/\n\nafter$/);
    const nested =
      '\\trowd\\cellx2000\\cellx3000\\pard\\intbl out\\par\\itap2 in 1\\nestcell in 2\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}' +
      '{\\nonesttables\\par}\\pard\\intbl\\itap1 more\\cell last\\cell\\row';
    expect((await read(nested)).tables).toEqual([[['out in 1 | in 2 more', 'last']]]);
  });

  it('says where in a cell a change is, and takes a table of one cell as a frame', async () => {
    const {
      tables,
      pages: text,
      remarks,
    } = await read(
      '{\\*\\revtbl{Unknown;}}\\trowd\\cellx1000\\cellx2000\\pard\\intbl one\\par two {\\revised new} x\\cell b{\\deleted gone}c\\cell\\row' +
        '\\pard between\\par\\trowd\\cellx1000\\pard\\intbl framed\\par {\\revised words}\\cell\\row',
    );
    expect(tables).toEqual([[['one two new x', 'bc']]]);
    expect(text).toEqual(['one two new x | bc\n\nbetween\n\nframed\n\nwords']);
    expect(remarks).toEqual([
      'inserted: new (Unknown) p1 «new»',
      'deleted: gone (Unknown) p1 «»',
      'inserted: words (Unknown) p1 «words»',
    ]);
  });

  it('keeps notes, comments, changes and hidden text apart', async () => {
    const revisions = '{\\*\\revtbl{Unknown;}{Kim;}}';
    const { pages: text, remarks } = await read(
      `${revisions}a{\\super\\chftn{\\footnote\\pard\\plain{\\super\\chftn} foot}} b{\\super *{\\footnote * typed}}` +
        'c{\\super\\chftn{\\footnote\\ftnalt{\\super\\chftn} end}} {\\revised\\revauth1\\revdttm1676825438 new}' +
        '{\\deleted\\revauthdel1 old}{\\v secret} {\\*\\atrfstart 1}noted{\\*\\atrfend 1}{\\*\\atnid L}{\\*\\atnauthor Lee}' +
        '\\chatn{\\*\\annotation{\\*\\atnref 1}why?}\\par{\\header\\pard Draft\\par}{\\footer\\pard\\qc Page 3\\par}',
    );
    expect(text).toEqual(['a[1] b*c[i] new noted\n\n[1] foot\n\n* typed\n\n[i] end']);
    expect(remarks).toEqual([
      'header: Draft',
      'inserted: new (Kim) p1 «new»',
      'deleted: old (Kim) p1 «»',
      'hidden: secret p1 «»',
      'comment: why? (Lee) p1 «noted»',
    ]);
  });

  it('shows results of fields, not their instructions', async () => {
    expect(
      await pages(
        '{\\field{\\*\\fldinst HYPERLINK "https://example.com"}{\\fldrslt {\\ul link}}} {\\field{\\*\\fldinst {SYMBOL 254 \\\\f "Wingdings"}}} {\\xe{\\v index}}end\\par',
      ),
    ).toEqual(['link ☑ end']);
  });

  it('leaves out what shows nothing: pictures, objects, styles, unknown groups', async () => {
    const result = await read(
      '{\\stylesheet{\\s0 Normal;}}{\\info{\\title T}{\\author A}{\\company C}}{\\*\\generator X;}{\\pict\\wmetafile8 010203}' +
        '{\\object\\objemb{\\*\\objclass Word}{\\*\\objdata 0105}{\\result seen}}\\bin5 {}{}}{\\*\\unknown{x}} text{\\upr{ansi}{\\*\\ud{ \\u44032?}}}\\par',
    );
    expect(result.pages).toEqual(['seen text 가']);
    expect(result.warnings).toEqual(['embedded_content_skipped']);
  });

  it('writes formulas in one line', async () => {
    const formula =
      '{\\mmath{\\*\\moMath{\\mr\\mscr0 A=}{\\mf{\\mfPr{\\mctrlPr x}}{\\mnum{\\mr 1}}{\\mden{\\mr 2}}}{\\msSup{\\me{\\mr r}}{\\msup{\\mr 2}}}}{\\mmathPict{\\pict 00}}}';
    expect(await pages(`area ${formula}\\par`)).toEqual(['area A=(1)/(2)r^(2)']);
  });

  it('puts text boxes after their paragraph', async () => {
    expect(
      await pages('before{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}{\\shptxt\\pard boxed\\par}}} after\\par'),
    ).toEqual(['before after\n\nboxed']);
  });

  it('reads what there is of a file that is cut off', async () => {
    const cut = await readWith(readRtf, '{\\rtf1 words {\\b bold');
    expect([cut.pages, cut.warnings]).toEqual([['words bold'], ['damaged_recovered']]);
    await expect(readWith(readRtf, '{\\rtf1{\\fonttbl')).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(readWith(readRtf, rtf('\\par'))).rejects.toMatchObject({ code: 'extract.no_text' });
  });

  it('takes groups and tables of any depth, and refuses paragraphs without end', async () => {
    expect(await pages(`${'{'.repeat(100_000)}deep${'}'.repeat(100_000)}\\par`)).toEqual(['deep']);
    expect((await pages('\\itap900\\intbl x\\nestcell'.repeat(50))).join('')).toContain('x');
    const many = readWith(readRtf, rtf('a\\par '.repeat(50_000)), { memoryMb: 10 });
    await expect(many).rejects.toMatchObject({ code: 'extract.memory' });
  });

  it('has an answer to files that are broken anywhere', async () => {
    const random = seededRandom(4);
    const outcomes = new Set<string>();
    for (let count = 0; count < 150; count++) {
      outcomes.add(await outcomeOf(readWith(readRtf, mutated(fixture('contract.rtf'), random), { memoryMb: 64 })));
    }
    expect(outcomes).toContain('ready');
  });
});
