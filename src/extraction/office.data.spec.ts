import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sharedData } from '../../test/support/shared-data.js';
import { type Read, readWith } from '../../test/support/extract.js';
import { readDocx } from './docx/read-docx.js';
import { readOdt } from './odf/read-odt.js';
import { readOds } from './sheet/read-ods.js';
import { readXlsx } from './sheet/read-xlsx.js';
import { readOdp } from './slides/read-odp.js';
import { readPptx } from './slides/read-pptx.js';

const data = sharedData();

const read = (reader: Parameters<typeof readWith>[0], file: string, password?: string): Promise<Read> =>
  readWith(reader, readFileSync(join(data, 'docs', file)), password === undefined ? {} : { password });

/** What the table of ducks says in the workbooks, presentations and texts it is in. */
const DUCKS = [
  ['Year', 'Freshwater Ducks'],
  ['2019', '120'],
  ['2020', '135'],
  ['2021', '150'],
  ['2022', '170'],
  ['2023', '160'],
  ['2024', '180'],
];

describe('workbooks', () => {
  it('hold their tables', async () => {
    const titled = await read(readXlsx, 'office/xlsx_05_table_with_title.xlsx');
    expect(titled.pages[0]).toContain('Duck Observations\n\nNumber of freshwater ducks per year\n\nYear | Freshwater');
    expect(titled.tables).toEqual([DUCKS]);
    const ods = await read(readOds, 'office/odf_table_with_title_01.ods');
    expect(ods.pages).toEqual([expect.stringMatching(/^Sheet1\n\nNumber of freshwater ducks per year\n\nYear/)]);
    expect(ods.tables).toEqual([DUCKS]);
  });

  it('part what stands beside each other, and keep forms together', async () => {
    const { pages, tables, warnings } = await read(readXlsx, 'office/xlsx_01.xlsx');
    expect(pages).toHaveLength(4);
    expect(pages[1]).toContain('4 | 8 | 12 | 16\n5 | 10 | 15 | 20');
    expect(pages[1]).toContain("'col-2', 'col-3', 'col-4' by 'col-1'");
    expect(tables[0]?.[1]).toEqual(['1', '5', '9']);
    expect(warnings).toEqual(['hidden_page 4']);
    const form = await read(readXlsx, 'office/xlsx_07_gap_tolerance_.xlsx');
    expect(form.pages[0]).toContain('1.01 |  | Rated system voltage |  | kV | : | 130 (131 Um, 132 AC, 133 BIL)');
    expect(form.remarks).toEqual(['footer: #Sensitivity: Internal p1']);
  });

  it('hold comments on their cells', async () => {
    const { remarks } = await read(readXlsx, 'office/xlsx_comments.xlsx');
    expect(remarks).toEqual([
      'comment: Minimum number of saltwater ducks (Jane Smith (JS)) p1 «80»',
      'comment: I never thought it would be so low (Marcus Sterling (MS)) p1 «80»',
      'comment: Maximum number of ducks (Jane Smith (JS)) p1 «310»',
      'comment: Why Python specifically? (John Reviewer) p1 «Python is great»',
      'comment: Which libraries are you referring to? (Jane Editor) p1 «Machine learning libraries»',
    ]);
  });
});

describe('presentations', () => {
  it('say the same as PPTX and as ODP', async () => {
    const pptx = await read(readPptx, 'office/powerpoint_sample.pptx');
    const odp = await read(readOdp, 'office/odf_presentation_01.odp');
    expect(pptx.pages).toEqual(odp.pages);
    expect(pptx.tables).toEqual(odp.tables);
    expect(pptx.pages[1]).toBe(
      'Second slide title\n\nLet’s introduce a list\n• With foo\n• Bar\n• And baz things\n\nA rectangle shape with this text inside.\n\n[Notes]\nSome notes on the second slide.',
    );
    expect(pptx.pages[2]).toContain('1. List item4\n2. List item5\n3. List item6\n\n• I1');
    expect(pptx.tables[0]?.[0]).toEqual(['', 'Class1 3x1', 'Class2 3x1']);
  });

  it('hold the values of their charts', async () => {
    const { tables, pages } = await read(readPptx, 'office/pptx_chart.pptx');
    expect(pages[0]).toContain('Wild Duck Observations by Year');
    expect(tables[0]).toContainEqual(['2022', '175', '130']);
    expect(tables[1]).toContainEqual(['Q3', '30']);
  });
});

describe('texts', () => {
  it('have the lists of an ODT as LibreOffice shows them', async () => {
    const { pages } = await read(readOdt, 'office/text_document_01.odt');
    expect(pages[0]).toContain(
      '1. numbered list 1\n\n2. numbered list 2\n\n◦ bullet list 2.1\n\n◦ bullet list 2.2\n\n▪ bullet list 2.2.1',
    );
  });

  it('have the tables and comments of a DOCX', async () => {
    const sample = await read(readDocx, 'office/word_sample.docx');
    expect(sample.tables).toEqual([
      [
        ['', 'Food', 'Calories per portion'],
        ['Leaves', 'Ash, Elm, Maple', '50'],
        ['Berries', 'Blueberry, Strawberry, Cranberry', '150'],
        ['Grain', 'Corn, Buckwheat, Barley', '200'],
      ],
    ]);
    expect((await read(readDocx, 'office/docx_comments.docx')).remarks).toEqual([
      'comment: This is a sample reviewer comment on the first paragraph. (John Reviewer) p1 «This is the first paragraph that has a comment attached to it.»',
      'comment: Another comment by a different reviewer. (Jane Editor) p1 «This second paragraph also has a reviewer annotation.»',
      'comment: Anonymous feedback on this paragraph. p1 «This paragraph has an anonymous comment.»',
    ]);
  });

  it('have the changes of a redline', async () => {
    const { remarks, warnings } = await read(readDocx, 'redline/expected_redline.docx');
    expect(remarks.slice(0, 3)).toEqual([
      'deleted: for testing (TestAuthor) p1 «»',
      'deleted: not testing (TestAuthor) p1 «»',
      'inserted: nothing (TestAuthor) p1 «nothing»',
    ]);
    expect(remarks).toHaveLength(9);
    expect(warnings).toEqual(['tracked_changes_accepted']);
  });

  it('say the same as strict and as transitional, encrypted and plain', async () => {
    expect(await read(readDocx, 'office/Strict.docx')).toEqual(await read(readDocx, 'office/Transitional.docx'));
    const plain = await read(readDocx, 'encrypted/ecma376standard_password_plain.docx');
    expect(await read(readDocx, 'encrypted/ecma376standard_password.docx', 'Password1234_')).toEqual(plain);
  });
});
