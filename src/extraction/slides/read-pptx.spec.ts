import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { makePptx } from '../../../test/support/office.js';
import { makeZip } from '../../../test/support/zip.js';
import { readPptx } from './read-pptx.js';

const read = (content: Buffer) => readWith(readPptx, content);
const place = (x: number, y: number, width = 100, height = 20): string =>
  `<a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="${width}" cy="${height}"/></a:xfrm>`;
const paragraph = (text: string, properties = ''): string => `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;

interface ShapeOptions {
  at?: string;
  ph?: string;
  more?: string;
}

function shape(paragraphs: string, { at = '', ph = '', more = '' }: ShapeOptions = {}): string {
  const placeholder = ph === '' ? '' : `<p:nvPr><p:ph ${ph}/></p:nvPr>`;
  return `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x" ${more}/>${placeholder}</p:nvSpPr><p:spPr>${at}</p:spPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;
}

const box = (text: string, x: number, y: number, width = 100, height = 20): string =>
  shape(paragraph(text), { at: place(x, y, width, height) });

describe(readPptx, () => {
  it('reads the title first, then shapes in reading order, groups together', async () => {
    const group = `<p:grpSp><p:grpSpPr>${place(0, 300, 400, 100)}</p:grpSpPr>${box('group right', 200, 300)}${box('group left', 0, 300)}</p:grpSp>`;
    const shapes =
      group +
      box('right column', 300, 100, 100, 150) +
      box('left below', 0, 200) +
      box('left above', 0, 100) +
      shape(paragraph('Slide<a:br/> title'), { ph: 'type="title"', at: place(0, 900) });
    expect((await read(makePptx([{ shapes }]))).pages).toEqual([
      'Slide title\n\nleft above\n\nleft below\n\nright column\n\ngroup left\n\ngroup right',
    ]);
  });

  it('shows bullets and numbers where they come from styles, layouts and masters', async () => {
    const styles =
      '<p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr><a:lvl2pPr><a:buFont typeface="Wingdings"/><a:buChar char="ü"/></a:lvl2pPr></p:bodyStyle>';
    const layout = shape('<a:lstStyle><a:lvl1pPr><a:buNone/></a:lvl1pPr></a:lstStyle>', {
      ph: 'type="subTitle" idx="1"',
    });
    const auto = (type: string, level = 0) => `<a:pPr lvl="${level}"><a:buAutoNum type="${type}"/></a:pPr>`;
    const shapes =
      shape(
        paragraph('one') + paragraph('two', '<a:pPr lvl="1"/>') + paragraph('three', '<a:pPr><a:buNone/></a:pPr>'),
        {
          ph: 'idx="2"',
          at: place(0, 0),
        },
      ) +
      shape(paragraph('plain'), { ph: 'type="subTitle" idx="1"', at: place(0, 100) }) +
      shape(
        paragraph('a', auto('arabicPeriod')) +
          paragraph('b', auto('alphaLcParenBoth', 1)) +
          paragraph('', auto('arabicPeriod')) +
          paragraph('c', auto('alphaLcParenBoth', 1)) +
          paragraph('d', auto('arabicPeriod')) +
          paragraph('between') +
          paragraph('e', '<a:pPr><a:buAutoNum type="romanUcParenR" startAt="4"/></a:pPr>'),
        { at: place(0, 200) },
      );
    expect((await read(makePptx([{ shapes }], { layout, styles }))).pages).toEqual([
      '• one\n  ✓ two\nthree\n\nplain\n\n1. a\n  (a) b\n\n  (b) c\n2. d\nbetween\nIV) e',
    ]);
  });

  it('takes places from the layout where a slide has none', async () => {
    const layout = shape('', { ph: 'idx="7"', at: place(0, 500) }) + shape('', { ph: 'idx="8"', at: place(0, 100) });
    const shapes = shape(paragraph('lower'), { ph: 'idx="7"' }) + shape(paragraph('upper'), { ph: 'idx="8"' });
    expect((await read(makePptx([{ shapes }], { layout }))).pages).toEqual(['upper\n\nlower']);
  });

  it('reads tables with merged cells', async () => {
    const cell = (text: string, attributes = '') =>
      `<a:tc ${attributes}><a:txBody>${paragraph(text)}</a:txBody></a:tc>`;
    const rows = [
      cell('wide', 'gridSpan="2"') + cell('', 'hMerge="1"') + cell('tall', 'rowSpan="2"'),
      cell('a') + cell('b') + cell('', 'vMerge="1"'),
    ];
    const shapes = `<p:graphicFrame><a:graphic><a:tbl>${rows.map((one) => `<a:tr>${one}</a:tr>`).join('')}</a:tbl></a:graphic></p:graphicFrame>`;
    expect(await read(makePptx([{ shapes }]))).toMatchObject({
      pages: ['wide | tall\na | b'],
      tables: [
        [
          ['wide 2x1', 'tall 1x2'],
          ['a', 'b'],
        ],
      ],
    });
  });

  it('sets notes under their slide; comments, footers and what is switched off are remarks', async () => {
    const P =
      'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main"';
    const footer = shape(paragraph('Confidential'), { ph: 'type="ftr"' });
    const slideNumber = shape('<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>', { ph: 'type="sldNum"' });
    const notes = shape(paragraph('Say this.'), { ph: 'type="body"' }) + slideNumber;
    const pptx = makePptx(
      [
        {
          shapes: box('shown', 0, 0) + shape(paragraph('off'), { more: 'hidden="1"' }) + footer + slideNumber,
          relationships: [
            'n1 notesSlide ../notesSlides/notes1.xml',
            'c1 comments ../comments/comment1.xml',
            'c2 comments ../comments/modern.xml',
          ],
        },
        { shapes: box('second', 0, 0) + footer, attributes: 'show="0"' },
      ],
      {
        authors: '<p:cmAuthor id="0" name="Lee"/>',
        master: shape(paragraph('Company')),
        extra: [
          { name: 'ppt/notesSlides/notes1.xml', content: `<p:notes ${P}>${notes}</p:notes>` },
          {
            name: 'ppt/comments/comment1.xml',
            content: `<p:cmLst ${P}><p:cm authorId="0" dt="2026-01-02T03:04:05"><p:text>why?</p:text></p:cm></p:cmLst>`,
          },
          {
            name: 'ppt/comments/modern.xml',
            content: `<p188:cmLst ${P}><p188:cm authorId="{1}"><p188:replyLst><p188:reply authorId="0"><p188:txBody>${paragraph('reply')}</p188:txBody></p188:reply></p188:replyLst><p188:txBody>${paragraph('newer')}</p188:txBody></p188:cm></p188:cmLst>`,
          },
        ],
      },
    );
    expect(await read(pptx)).toMatchObject({
      pages: ['shown\n\n[Notes]\nSay this.', 'second'],
      remarks: [
        'footer: Confidential p1',
        'footer: Company p1',
        'hidden: off p1',
        'comment: why? (Lee) p1',
        'comment: newer p1',
        'comment: reply (Lee) p1',
      ],
      warnings: ['hidden_page 2'],
    });
  });

  it('says which slides show pictures only, and which are lost', async () => {
    const { statuses, warnings } = await read(
      makePptx([
        { shapes: box('text', 0, 0) },
        { shapes: '<p:pic/>' },
        { shapes: '' },
        {
          shapes:
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback><p:pic/></mc:Fallback></mc:AlternateContent>',
        },
      ]),
    );
    expect(statuses).toEqual(['ok', 'no_text_layer', 'empty', 'empty']);
    expect(warnings).toEqual(['pages_without_text']);
  });

  it('copes with markup that is deep or damaged', async () => {
    const deep = '<p:grpSp>'.repeat(4000) + box('deep', 0, 0);
    const many = Array.from({ length: 3000 }, (_, at) => box(`${at}`, at % 50, Math.floor(at / 50) * 100)).join('');
    const { pages } = await read(makePptx([{ shapes: deep }, { shapes: many }]));
    expect(pages[0]).toBe('deep');
    expect(pages[1]).toMatch(/^0\n\n1\n\n2[^]*\n\n2999$/);
    await expect(read(makeZip([{ name: 'ppt/slides/slide1.xml', content: '<x/>' }]))).rejects.toMatchObject({
      code: 'extract.damaged',
    });
  });
});
