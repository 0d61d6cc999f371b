import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { makeOdf } from '../../../test/support/office.js';
import { readOds } from './read-ods.js';

const read = (body: string, parts = {}) => readWith(readOds, makeOdf('spreadsheet', body, parts));
const cell = (text: string, attributes = ''): string =>
  `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`;
const row = (cells: string, attributes = ''): string => `<table:table-row ${attributes}>${cells}</table:table-row>`;
const sheet = (name: string, rows: string, attributes = ''): string =>
  `<table:table table:name="${name}" ${attributes}>${rows}</table:table>`;

const EMPTY = '<table:table-cell table:number-columns-repeated="16380"/>';

describe(readOds, () => {
  it('reads what cells show, repeated ones as often as they stand there', async () => {
    const rows = [
      row('<table:table-cell/>' + cell('Fee') + cell('two<text:line-break/>lines') + EMPTY),
      row('<table:table-cell/>' + cell('₩1,234', 'office:value-type="currency" office:value="1234"') + cell('x')),
      row('<table:table-cell/>' + cell('same', 'table:number-columns-repeated="2"'), 'table:number-rows-repeated="2"'),
      row(EMPTY, 'table:number-rows-repeated="1048000"'),
      row('<table:table-cell office:value-type="float" office:value="7250"/>' + cell('a<text:s text:c="2"/>b')),
    ];
    expect((await read(sheet('표', rows.join('')))).pages).toEqual([
      '표\n\nFee | two lines\n₩1,234 | x\nsame | same\nsame | same\n\n7250 | a b',
    ]);
  });

  it('reads merged cells, comments, and what is hidden', async () => {
    const styles =
      '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>';
    const comment =
      '<office:annotation><dc:creator>Lee</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><text:p>why</text:p><text:p>this?</text:p></office:annotation>';
    const rows = [
      '<table:table-column/><table:table-column table:visibility="collapse"/>',
      row(
        `<table:table-cell table:number-columns-spanned="2">${comment}<text:p>wide</text:p></table:table-cell><table:covered-table-cell/>` +
          cell('c'),
      ),
      row(cell('a') + cell('b') + cell('c'), 'table:visibility="filter"'),
    ];
    const { pages, tables, remarks, warnings } = await read(
      sheet('S', rows.join('')) + sheet('H', row(cell('x')), 'table:style-name="h"'),
      { styles },
    );
    expect(pages).toEqual(['S\n\nwide | c\na | b | c', 'H\n\nx']);
    expect(tables[0]?.[0]).toEqual(['wide 2x1', 'c']);
    expect(remarks).toEqual(['comment: why\nthis? (Lee) p1 «wide»']);
    expect(warnings).toEqual([
      'hidden_cells 1: Hidden cells were read like the others: rows 2; columns B.',
      'hidden_page 2',
    ]);
  });

  it('reads text boxes, charts and the margins it is printed with', async () => {
    const chart =
      '<office:chart><chart:chart><chart:title><text:p>Sales</text:p></chart:title><table:table><table:table-row><table:table-cell><text:p>Q1</text:p></table:table-cell><table:table-cell><text:p>5</text:p><draw:g><svg:desc>S.A1</svg:desc></draw:g></table:table-cell></table:table-row></table:table></chart:chart></office:chart>';
    const { pages, remarks } = await read(
      sheet(
        'S',
        '<table:shapes><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></table:shapes>' +
          row(cell('a')),
      ),
      {
        common:
          '<style:master-page style:name="Default"><style:header><text:p>Draft of <text:sheet-name>???</text:sheet-name></text:p></style:header><style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page><style:master-page style:name="Report"><style:header><text:p>unused</text:p></style:header></style:master-page>',
        extra: [
          {
            name: 'Object 1/content.xml',
            content: `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">${chart}</office:document-content>`,
          },
        ],
      },
    );
    expect(pages).toEqual(['S\n\na\n\nboxed\n\nSales\n\nQ1 | 5']);
    expect(remarks).toEqual(['header: Draft of p1']);
  });

  it('refuses cells repeated without end', async () => {
    const rows = row(cell('x', 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"');
    await expect(read(sheet('S', rows))).rejects.toMatchObject({ code: 'extract.memory' });
  });
});
