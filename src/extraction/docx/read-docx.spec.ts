import { describe, expect, it } from '@jest/globals';
import {
  AlignmentType,
  Document,
  FootnoteReferenceRun,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import { type DocxXml, level, makeDocx, numbered, paragraph } from '../../../test/support/docx.js';
import { readWith } from '../../../test/support/extract.js';
import { readDocx } from './read-docx.js';

async function read(content: Buffer) {
  const { pages, tables, remarks, warnings } = await readWith(readDocx, content);
  return { pages, tables, remarks, warnings };
}

const readXml = (xml: DocxXml | string) => read(makeDocx(typeof xml === 'string' ? { body: xml } : xml));

const PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>';
const RENDERED = '<w:r><w:lastRenderedPageBreak/></w:r>';
const run = (text: string, properties = ''): string => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;
const cell = (content: string): string => `<w:tc>${content}</w:tc>`;
const table = (...rows: string[]): string => `<w:tbl>${rows.map((row) => `<w:tr>${row}</w:tr>`).join('')}</w:tbl>`;

describe(readDocx, () => {
  it('reads what the docx library writes: numbers, tables, footnotes, properties', async () => {
    const document = new Document({
      title: 'Master agreement',
      creator: 'Kim',
      numbering: {
        config: [
          {
            reference: 'legal',
            levels: [
              { level: 0, format: LevelFormat.UPPER_ROMAN, text: 'ARTICLE %1', alignment: AlignmentType.START },
              { level: 1, format: LevelFormat.LOWER_LETTER, text: '(%2)', alignment: AlignmentType.START },
            ],
          },
        ],
      },
      footnotes: { 1: { children: [new Paragraph('A note.')] } },
      sections: [
        {
          children: [
            new Paragraph({ text: 'Definitions', numbering: { reference: 'legal', level: 0 } }),
            new Paragraph({
              children: [new TextRun('Term'), new FootnoteReferenceRun(1)],
              numbering: { reference: 'legal', level: 1 },
            }),
            new Table({
              rows: ['A', 'B'].map(
                (name) =>
                  new TableRow({
                    children: [name, '1'].map((text) => new TableCell({ children: [new Paragraph(text)] })),
                  }),
              ),
            }),
            new Paragraph({ text: 'Payment', pageBreakBefore: true, numbering: { reference: 'legal', level: 0 } }),
          ],
        },
      ],
    });
    expect(await read(await Packer.toBuffer(document))).toEqual({
      pages: ['ARTICLE I Definitions\n\n(a) Term[1]\n\nA | 1\nB | 1\n\n[1] A note.', 'ARTICLE II Payment'],
      tables: [
        [
          ['A', '1'],
          ['B', '1'],
        ],
      ],
      remarks: [],
      warnings: [],
    });
  });

  it('numbers a style that is based on a numbered one on the level that the list ties to it', async () => {
    const tied = (index: number, text: string) =>
      level(index, 'decimal', text, `<w:pStyle w:val="Heading${index + 1}"/>`);
    const style = (index: number, basedOn: string, properties: string) =>
      `<w:style w:type="paragraph" w:styleId="Heading${index}">${basedOn}<w:pPr><w:numPr>${properties}</w:numPr></w:pPr></w:style>`;
    const based = (on: number) => `<w:basedOn w:val="Heading${on}"/>`;
    const { pages } = await read(
      makeDocx({
        numbering: `<w:abstractNum w:abstractNumId="0">${tied(0, '%1')}${tied(1, '%1.%2')}${tied(2, '%1.%2.%3')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
        styles: [
          style(1, '', '<w:numId w:val="1"/>'),
          style(2, based(1), '<w:ilvl w:val="1"/>'),
          style(3, based(2), '<w:ilvl w:val="2"/>'),
          // Tied to no level: the one that it names itself, or that of what it is based on.
          style(4, based(1), '<w:ilvl w:val="2"/>'),
          style(5, based(2), ''),
        ].join(''),
        body: [1, 3, 2, 1, 4, 5]
          .map((heading) => paragraph(`H${heading}`, `<w:pStyle w:val="Heading${heading}"/>`))
          .join(''),
      }),
    );
    expect(pages).toEqual(['1 H1\n\n1.1.1 H3\n\n1.2 H2\n\n2 H1\n\n2.1.1 H4\n\n2.2 H5']);
  });

  it('numbers paragraphs by their style and what that is based on', async () => {
    const { pages } = await readXml({
      body:
        paragraph('General', '<w:pStyle w:val="H1"/>') +
        paragraph('Scope', '<w:pStyle w:val="H2"/>') +
        paragraph('None', '<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="0"/></w:numPr>') +
        paragraph('Law', '<w:pStyle w:val="H2"/>'),
      styles:
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>',
      numbering: `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '제%1조')}${level(1, 'decimal', '%1.%2')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
    });
    expect(pages).toEqual(['제1조 General\n\n1.1 Scope\n\nNone\n\n1.2 Law']);
  });

  it('keeps tabs, line breaks, hyphens and symbols; leaves out hidden text and field codes', async () => {
    const body = `<w:p>${run('a')}<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>d</w:t></w:r>${run('no', '<w:vanish/>')}${run('e', '<w:vanish w:val="0"/>')}<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="Odd" w:char="F0AA"/></w:r></w:p>
      <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>${run('no')}<w:r><w:fldChar w:fldCharType="separate"/></w:r>${run('no')}<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run('Section 2')}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
      <w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>${run(' agreed &amp; signed')}</w:p>`;
    expect(await readXml(body)).toMatchObject({
      pages: ['a\tb\nc-de☐\n\nSection 2\n\n☒ agreed & signed'],
      warnings: ['hidden_text_left_out', 'symbols_skipped'],
      remarks: ['hidden: no p1 «»'],
    });
  });

  it('reads tracked changes as accepted, and says so', async () => {
    const deletedMark = '<w:rPr><w:del w:id="1"/></w:rPr>';
    const body = `<w:p><w:pPr><w:pPrChange><w:pPr>${numbered(1)}</w:pPr></w:pPrChange></w:pPr>${run('Fee: ')}<w:del w:id="2" w:author="Kim">${run('no')}<w:r><w:delText>100</w:delText></w:r></w:del><w:ins w:id="3" w:author="Kim">${run('200')}</w:ins></w:p>
      ${paragraph('one ', deletedMark)}${paragraph('line')}<w:p><w:moveFrom>${run('no')}</w:moveFrom><w:moveTo>${run('moved')}</w:moveTo></w:p>
      ${table(cell(paragraph('ke', deletedMark) + paragraph('pt', deletedMark)), `<w:trPr><w:del w:id="4"/></w:trPr>${cell(paragraph('no row'))}`)}`;
    expect(await readXml(body)).toMatchObject({
      pages: ['Fee: 200\n\none line\n\nmoved\n\nkept'],
      remarks: [
        'deleted: no100 (Kim) p1 «»',
        'inserted: 200 (Kim) p1 «200»',
        'deleted: no p1 «»',
        'inserted: moved p1 «moved»',
        'deleted: no row p1',
      ],
      warnings: ['tracked_changes_accepted'],
    });
  });

  it('reads tables by cells, with several paragraphs and tables in them too', async () => {
    const inner = table(cell(paragraph('x')) + cell(paragraph('y')));
    const body =
      table(
        cell(paragraph('Item')) + cell(paragraph('')) + cell(paragraph('Fee')),
        cell(paragraph('A') + paragraph('B')) + cell(paragraph('1')) + cell(paragraph('')),
        cell(paragraph('(a)')) + cell(paragraph('The Company')),
        cell(paragraph('')),
        cell(inner + paragraph('z')),
      ) + paragraph('after');
    const { pages, tables } = await readXml(body);
    expect(pages).toEqual(['Item |  | Fee\nA B | 1\n(a) The Company\nx | y z\n\nafter']);
    expect(tables[0]?.[2]).toEqual(['(a)', 'The Company']);
  });

  it('reads merged cells as one', async () => {
    const merged = (properties: string, text: string) => cell(`<w:tcPr>${properties}</w:tcPr>${paragraph(text)}`);
    const restart = '<w:vMerge w:val="restart"/>';
    const body = table(
      merged(restart, 'A') + merged('<w:gridSpan w:val="2"/>', 'B'),
      merged('<w:vMerge/>', '') + merged(restart, 'C') + merged('', 'D'),
      merged('<w:vMerge/>', '') + merged('<w:vMerge/>', '') + merged('', 'E'),
    );
    expect((await readXml(body)).tables).toEqual([[['A 1x3', 'B 2x1'], ['C 1x2', 'D'], ['E']]]);
  });

  it('takes a table of one cell around paragraphs for a frame', async () => {
    const { pages, tables } = await readXml(
      table(cell(paragraph('제1조') + paragraph('제2조'))) + table(cell(paragraph('one'))),
    );
    expect(pages).toEqual(['제1조\n\n제2조\n\none']);
    expect(tables).toEqual([[['one']]]);
  });

  it('anchors comments, and reads those of no place', async () => {
    const start = (id: number) => `<w:commentRangeStart w:id="${id}"/>`;
    const end = (id: number) => `<w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`;
    const comment = (id: number, text: string) =>
      `<w:comment w:id="${id}" w:author="Lee" w:date="2026-01-02T03:04:05Z">${paragraph(text)}</w:comment>`;
    const { remarks, warnings } = await readXml({
      body: `<w:p>${run('The ')}${start(1)}${start(2)}${run('fee')}${end(1)}${end(2)}${run(' is due')}</w:p>
        ${start(3)}<w:p>${run('goes')}</w:p><w:p>${run('on')}${end(3)}</w:p>
        ${table(cell(paragraph('a')) + cell(`<w:p>${run('b ')}${start(4)}${run('c')}${end(4)}</w:p>`))}`,
      comments: ['why?', 'reply', 'two paragraphs', 'in a cell', 'nowhere']
        .map((text, index) => comment(index + 1, text))
        .join(''),
    });
    expect(remarks).toEqual([
      'comment: why? (Lee) p1 «fee»',
      'comment: reply (Lee) p1 «fee»',
      'comment: two paragraphs (Lee) p1 «goes»',
      'comment: in a cell (Lee) p1 «c»',
      'comment: nowhere (Lee)',
    ]);
    expect(warnings).toEqual([]);
  });

  it('keeps headers and footers out of the text, each once', async () => {
    const part = (name: string, xml: string) => ({
      name: `word/${name}.xml`,
      content: `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${xml}</w:hdr>`,
    });
    const relationships = ['header1', 'header2', 'footer1', 'footer2'].map(
      (name) => `<Relationship Id="${name}" Type="x/${name.slice(0, -1)}" Target="${name}.xml"/>`,
    );
    const { pages, remarks } = await readXml({
      body: paragraph('text'),
      extra: [
        { name: 'word/_rels/document.xml.rels', content: `<Relationships>${relationships.join('')}</Relationships>` },
        part('header1', paragraph('Draft of the agreement')),
        part('header2', paragraph('Draft of the agreement')),
        part('footer1', paragraph('Page 1 of 2')),
        part('footer2', table(cell(paragraph('Kim &amp; Lee')) + cell(paragraph('1')))),
      ],
    });
    expect(pages).toEqual(['text']);
    expect(remarks).toEqual(['header: Draft of the agreement', 'footer: Kim & Lee | 1']);
  });

  it('reads charts, diagrams and inserted texts where they stand', async () => {
    const relationship = (id: string, type: string, target: string) =>
      `<Relationship Id="${id}" Type="x/${type}" Target="${target}"/>`;
    const C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"';
    const A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
    const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
    const D = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"';
    const points = (values: string[]) =>
      values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join('');
    const { pages } = await readXml({
      body: `<w:p>${run('before')}<w:r><c:chart ${C} ${R} r:id="r1"/></w:r></w:p><w:altChunk ${R} r:id="r2"/><w:p><w:r><dgm:relIds ${D} ${R} r:dm="r3"/></w:r></w:p>`,
      extra: [
        {
          name: 'word/_rels/document.xml.rels',
          content: `<Relationships>${relationship('r1', 'chart', 'charts/chart1.xml')}${relationship('r2', 'aFChunk', '/word/a.html')}${relationship('r3', 'diagramData', 'd.xml')}</Relationships>`,
        },
        {
          name: 'word/charts/chart1.xml',
          content: `<c:chartSpace ${C} ${A}><c:title><a:p><a:t>Sales</a:t></a:p></c:title><c:ser><c:tx><c:strCache>${points(['Net'])}</c:strCache></c:tx><c:cat><c:strCache>${points(['Q1', 'Q2'])}</c:strCache></c:cat><c:val><c:numCache><c:formatCode>0%</c:formatCode>${points(['0.5', '0.25'])}</c:numCache></c:val></c:ser></c:chartSpace>`,
        },
        { name: 'word/a.html', content: '<p>inserted <b>HTML</b></p>' },
        {
          name: 'word/d.xml',
          content: `<dgm:dataModel ${D} ${A}>${['0', 'a', 'b', 'c'].map((id) => `<dgm:pt modelId="${id}" ${id === '0' ? 'type="doc"' : ''}><dgm:t><a:p><a:r><a:t>${id === '0' ? '' : `point ${id}`}</a:t></a:r></a:p></dgm:t></dgm:pt>`).join('')}<dgm:cxn srcId="0" destId="b" srcOrd="1"/><dgm:cxn srcId="0" destId="a" srcOrd="0"/><dgm:cxn srcId="a" destId="c" srcOrd="0"/><dgm:cxn srcId="c" destId="a" srcOrd="0"/></dgm:dataModel>`,
        },
      ],
    });
    expect(pages).toEqual([
      'before\n\nSales\n\nNet\nQ1 | 50%\nQ2 | 25%\n\ninserted HTML\n\npoint a\n  point c\npoint b',
    ]);
  });

  it('puts text boxes after the paragraph they hang on, once', async () => {
    const box = `<w:txbxContent>${paragraph('boxed')}${paragraph('twice')}</w:txbxContent>`;
    const body = `<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">${run('before')}<w:r><mc:AlternateContent><mc:Choice Requires="wps">${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r>${run(' and after')}</w:p>${paragraph('next')}`;
    expect((await readXml(body)).pages).toEqual(['before and after\n\nboxed\ntwice\n\nnext']);
  });

  it('numbers notes in the order of their marks', async () => {
    const note = (kind: string, id: string, text: string, more = '') =>
      `<w:${kind} w:id="${id}" ${more}>${paragraph(text)}</w:${kind}>`;
    const { pages } = await readXml({
      body: `<w:p>${run('A')}<w:r><w:footnoteReference w:id="7"/></w:r>${run('B')}<w:r><w:endnoteReference w:id="2"/></w:r></w:p><w:p>${PAGE_BREAK}${run('C')}<w:r><w:footnoteReference w:id="3"/><w:footnoteReference w:id="99"/></w:r></w:p>`,
      footnotes:
        note('footnote', '0', 'line', 'w:type="separator"') +
        note('footnote', '3', 'three') +
        note('footnote', '7', 'seven'),
      endnotes: note('endnote', '2', 'end'),
    });
    expect(pages).toEqual(['A[1]B[i]\n\n[1] seven', 'C[2]\n\n[2] three\n\n[i] end']);
  });

  it('ends pages where the author or the last layout did', async () => {
    const body = [
      paragraph('one'),
      `<w:p>${PAGE_BREAK}</w:p>`,
      `<w:p>${RENDERED}${run('two')}</w:p>`,
      `<w:p>${run('a sentence that ')}${RENDERED}${run('goes over')}</w:p>`,
      paragraph('three', '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>'),
      paragraph('four', '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'),
      paragraph('still four', '<w:pageBreakBefore w:val="0"/>'),
      paragraph('five', '<w:pageBreakBefore/>'),
      table(
        cell(paragraph('row 1')),
        cell(`<w:p>${RENDERED}${run('row 2')}</w:p>`) + cell(`<w:p>${RENDERED}${run('x')}</w:p>`),
        cell(`<w:p>${run('row ')}${RENDERED}${run('3')}</w:p>`),
        cell(paragraph('row 4')),
      ),
    ].join('');
    expect((await readXml(body)).pages).toEqual([
      'one',
      'two\n\na sentence that goes over',
      'three',
      'four\n\nstill four',
      'five\n\nrow 1',
      'row 2 | x\nrow 3',
      'row 4',
    ]);
  });

  it('says what it leaves out, and that it knows no pages', async () => {
    const { warnings } = await readXml({
      body: paragraph('long '.repeat(2000)),
      extra: [
        {
          name: 'word/_rels/document.xml.rels',
          content:
            '<Relationships><Relationship Id="r1" Type="x/aFChunk" Target="a.rtf"/><Relationship Id="r2" Type="x/header" TargetMode="External" Target="http://example.com/x"/></Relationships>',
        },
      ],
    });
    expect(warnings).toEqual(['embedded_content_skipped', 'page_breaks_unknown']);
  });

  it('reads any prefixes, and copes with markup that is broken or deep', async () => {
    const other = Buffer.from(makeDocx({ body: paragraph('text') }));
    expect((await read(other)).pages).toEqual(['text']);
    const renamed = makeDocx({
      body: '</w:p></w:tc><x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>other prefix</x:t></x:r></x:p><w:p><w:r><w:t>open',
    });
    expect((await read(renamed)).pages).toEqual(['other prefix\n\nopen']);
    expect((await readXml(`${'<w:smartTag>'.repeat(4000)}${paragraph('deep')}`)).pages).toEqual(['deep']);
    await expect(readXml(`${'<w:smartTag>'.repeat(50_000)}${paragraph('deeper')}`)).rejects.toMatchObject({
      code: 'extract.damaged',
      message: expect.stringContaining('nested'),
    });
  });
});
