import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { makeXlsx, relationships } from '../../../test/support/office.js';
import { makeZip } from '../../../test/support/zip.js';
import { readXlsx } from './read-xlsx.js';

const read = (content: Buffer, options = {}) => readWith(readXlsx, content, options);
const data = (...rows: string[]): string => `<sheetData>${rows.join('')}</sheetData>`;
const row = (number: number, cells: string, more = ''): string => `<row r="${number}" ${more}>${cells}</row>`;
const text = (reference: string, value: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;
const number = (reference: string, value: number | string, style = 0): string =>
  `<c r="${reference}" s="${style}"><v>${value}</v></c>`;

describe(readXlsx, () => {
  it('reads cells of every type as they are displayed', async () => {
    const styles = `<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;년&quot; m&quot;월&quot;"/><numFmt numFmtId="165" formatCode="[$₩-412]#,##0"/></numFmts>
      <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs>`;
    const strings =
      '<si><t>plain</t></si><si><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh><t>no</t></rPh></si><si><t>a_x000D_b</t></si>';
    const cells = [
      '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>99</v></c><c r="E1" t="str"><f>A1</f><v>result</v></c>',
      number('A2', 45000, 1) +
        number('B2', 1234567, 2) +
        number('C2', 0.125, 3) +
        number('D2', 45000, 4) +
        number('E2', 1234567890123),
      '<c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#DIV/0!</v></c><c r="C3" t="d"><v>2026-01-02T00:00:00</v></c><c r="D3"><f>SUM(A1)</f></c><c r="E3"><v>0.1</v></c>',
    ];
    const xlsx = makeXlsx([{ name: '표', xml: data(...cells.map((one, index) => row(index + 1, one))) }], {
      styles,
      strings,
    });
    expect(await read(xlsx)).toMatchObject({
      pages: [
        '표\n\nplain | rich | a b |  | result\n2023년 3월 | ₩1,234,567 | 12.50% | 2023-03-15 | 1234567890123\nTRUE | #DIV/0! | 2026-01-02 |  | 0.1',
      ],
      warnings: ['formulas_without_values'],
    });
  });

  it('counts dates from 1904 where the workbook does', async () => {
    const styles = '<cellXfs><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs>';
    const xml = data(row(1, number('A1', 43538) + number('B1', 1.5, 1)));
    const { pages } = await read(makeXlsx([{ name: 'S', xml }], { styles, properties: '<workbookPr date1904="1"/>' }));
    expect(pages).toEqual(['S\n\n2023-03-15 | 36:00:00']);
  });

  it('makes tables of what blank rows and columns part', async () => {
    const xml = data(
      row(2, text('C2', 'A title')),
      row(4, text('B4', 'Name') + text('C4', 'Fee') + text('F4', 'x') + text('G4', 'y')),
      row(5, text('B5', 'Kim') + number('C5', 1) + number('F5', 1) + number('G5', 2)),
      row(6, number('F6', 3) + number('G6', 4)),
      row(9, text('A9', 'Label') + text('D9', 'value')),
      row(10, text('A10', 'Other') + text('D10', 'more')),
    );
    const { pages, tables } = await read(makeXlsx([{ name: 'S', xml }]));
    expect(pages).toEqual([
      'S\n\nA title\n\nName | Fee\nKim | 1\n\nx | y\n1 | 2\n3 | 4\n\nLabel |  |  | value\nOther |  |  | more',
    ]);
    expect(tables).toHaveLength(3);
  });

  it('reads merged cells as one, also over blank rows', async () => {
    const xml =
      data(
        row(1, text('A1', 'wide') + text('C1', 'c') + text('B1', 'covered')),
        row(2, text('A2', 'tall') + text('B2', 'b')),
        row(4, text('B4', 'd') + text('C4', 'e')),
      ) + '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A4"/><mergeCell ref="A2:C9"/></mergeCells>';
    const { tables } = await read(makeXlsx([{ name: 'S', xml }]));
    expect(tables).toEqual([
      [
        ['wide 2x1', 'c'],
        ['tall 1x2', 'b'],
        ['d', 'e'],
      ],
    ]);
  });

  it('reads what is hidden and says so', async () => {
    const xml = `<cols><col min="2" max="3" hidden="1"/></cols>${data(row(1, text('A1', 'a') + text('B1', 'b')), row(2, text('A2', 'c'), 'hidden="1"'), row(3, text('A3', 'd'), 'hidden="1"'))}`;
    const { pages, warnings } = await read(
      makeXlsx([
        { name: 'One', xml },
        { name: 'Two', xml: data(row(1, text('A1', 'x'))), state: 'veryHidden' },
        { name: 'Three', xml: data() },
      ]),
    );
    expect(pages).toEqual(['One\n\na | b\nc\nd', 'Two\n\nx', '']);
    expect(warnings).toEqual([
      'hidden_cells 1: Hidden cells were read like the others: rows 2-3; columns B.',
      'hidden_page 2',
    ]);
  });

  it('anchors comments, threaded ones instead of their stand-ins', async () => {
    const C = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
    const T = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"';
    const note = (reference: string, author: number, said: string) =>
      `<comment ref="${reference}" authorId="${author}"><text><r><t>${said}</t></r></text></comment>`;
    const xlsx = makeXlsx([{ name: 'S', xml: data(row(1, text('A1', 'fee') + text('B1', 'due'))) }], {
      extra: [
        relationships(
          'xl/worksheets/_rels/sheet1.xml.rels',
          'c1 comments ../comments1.xml',
          't1 threadedComment ../threadedComments/threadedComment1.xml',
          'x1 drawing !http://example.com/drawing.xml',
        ),
        {
          name: 'xl/comments1.xml',
          content: `<comments ${C}><authors><author>Lee</author><author>tc={1}</author></authors><commentList>${note('A1', 0, 'Lee:\nhow much?')}${note('B1', 1, '[Threaded comment]')}${note('D9', 0, 'empty cell')}</commentList></comments>`,
        },
        {
          name: 'xl/threadedComments/threadedComment1.xml',
          content: `<ThreadedComments ${T}><threadedComment ref="B1" dT="2026-01-02T03:04:05" personId="{P}" id="{1}"><text>when?</text></threadedComment><threadedComment ref="B1" personId="{P}" id="{2}" parentId="{1}"><text>soon</text></threadedComment></ThreadedComments>`,
        },
        {
          name: 'xl/persons/person.xml',
          content: `<personList ${T}><person displayName="Kim" id="{P}"/></personList>`,
        },
      ],
    });
    expect((await read(xlsx)).remarks).toEqual([
      'comment: when? (Kim) p1 «due»',
      'comment: soon (Kim) p1 «due»',
      'comment: how much? (Lee) p1 «fee»',
      'comment: empty cell (Lee) p1',
    ]);
  });

  it('reads text boxes and charts after the cells, headers and footers as remarks', async () => {
    const D =
      'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
    const xlsx = makeXlsx(
      [
        {
          name: 'S',
          xml: `${data(row(1, text('A1', 'a')))}<headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12Confidential&amp;RKim &amp;&amp; Lee</oddHeader><oddFooter>&amp;CPage &amp;P of &amp;N</oddFooter></headerFooter>`,
        },
      ],
      {
        extra: [
          relationships('xl/worksheets/_rels/sheet1.xml.rels', 'd1 drawing ../drawings/drawing1.xml'),
          {
            name: 'xl/drawings/drawing1.xml',
            content: `<xdr:wsDr ${D}><xdr:sp><xdr:txBody><a:p><a:r><a:t>boxed</a:t></a:r></a:p><a:p><a:r><a:t>text</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>`,
          },
        ],
      },
    );
    expect(await read(xlsx)).toMatchObject({
      pages: ['S\n\na\n\nboxed\ntext'],
      remarks: ['header: Confidential\nKim & Lee p1'],
    });
  });

  it('does not make a rectangle of cells that lie far apart', async () => {
    const corner = data(row(1, text('A1', 'first')), row(1_048_576, text('XFD1048576', 'last')));
    const merged = `${data(row(1, text('A1', 'all') + text('B1', 'covered')))}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`;
    const staircase = data(
      ...Array.from({ length: 3000 }, (_, at) => row(at + 1, `<c r="${letters(at)}${at + 1}"><v>1</v></c>`)),
    );
    const { pages } = await read(
      makeXlsx([
        { name: 'S', xml: corner },
        { name: 'M', xml: merged },
        { name: 'T', xml: staircase },
      ]),
    );
    expect(pages.slice(0, 2)).toEqual(['S\n\nfirst\n\nlast', 'M\n\nall']);
    expect(pages[2]).toHaveLength('T\n\n'.length + 3000 * 2 - 1);
  });

  it('refuses more cells than its memory is for', async () => {
    const xml = data(...Array.from({ length: 40 }, (_, at) => row(at + 1, number(`A${at + 1}`, 1).repeat(100))));
    await expect(read(makeXlsx([{ name: 'S', xml }]), { memoryMb: 3 })).rejects.toMatchObject({
      code: 'extract.memory',
    });
  });

  it('copes with markup that is broken: no references, missing parts, entities', async () => {
    const xml = `<!DOCTYPE x [<!ENTITY a "aaaa">]>${data('<row><c t="str"><v>one</v></c><c t="str"><v>&a;</v></c><c r="ZZZZ9"><v>x</v></c></row>')}`;
    const broken = makeZip([
      relationships('_rels/.rels', 'r1 officeDocument /xl/../../xl/book.xml'),
      {
        name: 'xl\\book.xml',
        content: `<workbook xmlns:d="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheets><sheet name="A" d:id="r1"/><sheet name="B" d:id="r2"/><sheet name="C"/></sheets></workbook>`,
      },
      relationships('xl/_rels/book.xml.rels', 'r1 worksheet s.xml', 'r2 worksheet gone.xml'),
      {
        name: 'xl/s.xml',
        content: `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main">${xml.replaceAll(/<(\/?)(sheetData|row|c|v)\b/g, '<$1x:$2')}</x:worksheet>`,
      },
    ]);
    expect(await read(broken)).toMatchObject({
      pages: ['A\n\none | &a; | x', '', ''],
      statuses: ['ok', 'failed', 'failed'],
      warnings: ['page_failed 2', 'page_failed 3'],
    });
  });

  it('refuses XLSB and what is no workbook by name', async () => {
    const xlsb = makeZip([
      relationships('_rels/.rels', 'r1 officeDocument xl/workbook.bin'),
      { name: 'xl/workbook.bin', content: 'x' },
    ]);
    await expect(read(xlsb)).rejects.toMatchObject({
      code: 'format.unsupported',
      message: expect.stringContaining('XLSB'),
    });
    await expect(read(makeZip([{ name: 'a', content: 'a' }]))).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(read(Buffer.from('no archive'))).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(read(makeXlsx([{ name: 'S', xml: data() }]))).rejects.toMatchObject({ code: 'extract.no_text' });
  });
});

function letters(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}
