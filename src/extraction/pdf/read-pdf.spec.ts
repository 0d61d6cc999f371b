import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf, makePdfOfObjects, pdfStream } from '../../../test/support/pdf.js';
import type { RawExtraction } from '../extraction.js';
import { readPdf } from './read-pdf.js';
import { PdfiumDocument } from './pdfium-document.js';
import { renderPage } from './render.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pdf-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(content: Buffer, limits: { memoryMb?: number; timeoutMs?: number } = {}): Promise<RawExtraction> {
  const path = join(folder, 'file.pdf');
  await writeFile(path, content);
  return readPdf({ path, memoryMb: 256, ...limits });
}

interface OnePage {
  content: string | Buffer;
  /** Entries of the page, of the catalogue. */
  page?: string;
  catalogue?: string;
  /** Filters of the content. */
  filter?: string;
  /** Objects from number 6 on. */
  more?: string[];
}

/** A page of 600 by 800 points with a font /F, that shows `content`. */
function onePage({ content, page = '', catalogue = '', filter = '', more = [] }: OnePage): Buffer {
  return makePdfOfObjects([
    `<</Type/Catalog/Pages 2 0 R${catalogue}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R/K 7 0 R>>>>${page}>>`,
    pdfStream(filter, content),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
    ...more,
  ]);
}

const shown = (text: string, x = 72, y = 600) => `BT /F 12 Tf ${x} ${y} Td (${text}) Tj ET\n`;
const textsOf = ({ pages }: RawExtraction) => pages.map(({ text }) => text);
const codesOf = ({ warnings }: RawExtraction) => warnings.map(({ code }) => code);

describe(readPdf, () => {
  it.each([0, 90, 180, 270])(
    'reads a page that is turned by %d degrees, and text that is turned on it',
    async (turn) => {
      const content = `${shown('One line')}${shown('and another', 72, 586)}BT /F 12 Tf 0 1 -1 0 500 100 Tm (up the side) Tj ET`;
      expect(textsOf(await read(onePage({ content, page: `/Rotate ${turn}` })))).toEqual([
        'One line\nand another\n\nup the side',
      ]);
    },
  );

  it('leaves out what stands outside of the page', async () => {
    const content = shown('Seen') + shown('Unseen', 72, 900) + shown('Unseen too', -400, 500);
    expect(textsOf(await read(onePage({ content })))).toEqual(['Seen']);
  });

  const korean = [
    '<</Type/FontDescriptor/FontName/HYSMyeongJo-Medium/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>',
    '<</Type/Font/Subtype/Type0/BaseFont/HYSMyeongJo-Medium/Encoding/KSCms-UHC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/HYSMyeongJo-Medium/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>/DW 1000/FontDescriptor 6 0 R>>]>>',
  ];

  it('reads Korean by the encodings of its old fonts, across and downwards', async () => {
    const content = 'BT /K 12 Tf 72 600 Td <B0E8BEE0BCAD> Tj ET';
    expect(textsOf(await read(onePage({ content, more: korean })))).toEqual(['계약서']);
    const vertical = korean.map((object) => object.replace('UHC-H', 'UHC-V'));
    expect(textsOf(await read(onePage({ content, more: vertical })))).toEqual(['계약서']);
  });

  it('takes a hyphen at the end of a line for a hyphen', async () => {
    const content = shown('This is a non-') + shown('exclusive and non-exclusive license.', 72, 586);
    expect(textsOf(await read(onePage({ content })))).toEqual(['This is a non-\nexclusive and non-exclusive license.']);
  });

  it('reads columns one after the other, though the file gives them row by row', async () => {
    const line = (side: string, row: number) => `${side} ${row} goes on to the end of this`;
    const rows = Array.from({ length: 12 }, (_, row) => row);
    const content = rows
      .map((row) => shown(line('left', row), 60, 700 - 14 * row) + shown(line('right', row), 320, 700 - 14 * row))
      .join('');
    const [text] = textsOf(await read(onePage({ content })));
    expect(text).toBe(['left', 'right'].flatMap((side) => rows.map((row) => line(side, row))).join('\n'));
  });

  it('appends what is typed and filled in, and gives notes as comments', async () => {
    const annotations = [
      '<</Type/Annot/Subtype/FreeText/Contents(Typed on it)/Rect[10 10 90 30]>>',
      "<</Type/Annot/Subtype/Text/Contents(Is that so?)/T(Kim)/M(D:20240229153000+09'00')/Rect[10 10 20 20]>>",
      '<</Type/Annot/Subtype/Text/Contents(Gone)/F 2/Rect[10 10 20 20]>>',
      '6 0 R',
    ].join(' ');
    const result = await read(
      onePage({
        content: shown('Body'),
        page: `/Annots[${annotations}]`,
        catalogue: '/AcroForm<</Fields[6 0 R]>>',
        more: ['<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/V(Gil-dong Hong)/Rect[10 10 90 30]>>'],
      }),
    );
    expect(textsOf(result)).toEqual(['Body\n\nTyped on it\nName: Gil-dong Hong']);
    expect(result.remarks).toEqual([
      { kind: 'comment', text: 'Is that so?', author: 'Kim', date: '2024-02-29T15:30:00+09:00', page: 1 },
    ]);
    expect(codesOf(result)).toEqual(['form_values_appended', 'annotation_text_appended']);
  });

  it('hands on the files that it carries', async () => {
    const result = await read(
      onePage({
        content: shown('Body'),
        catalogue: '/Names<</EmbeddedFiles<</Names[(a.txt) 6 0 R]>>>>',
        more: [
          '<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 7 0 R>>>>',
          pdfStream('/Type/EmbeddedFile/Subtype/text#2Fplain', 'attached'),
        ],
      }),
    );
    expect(result.attachments).toEqual([{ name: 'a.txt', mediaType: 'text/plain', content: Buffer.from('attached') }]);
  });

  it('leaves headers and page numbers to the remarks', async () => {
    const pages = [1, 2, 3].map((number) => ({
      content:
        `${shown('Confidential', 72, 760)}BT /F1 12 Tf 72 600 Td (Clause ${number}) Tj ET ${shown(`- ${number} -`, 290, 30)}`.replaceAll(
          '/F ',
          '/F1 ',
        ),
    }));
    const result = await read(makePdf(pages));
    expect(textsOf(result)).toEqual(['Clause 1', 'Clause 2', 'Clause 3']);
    expect(result.remarks).toEqual([{ kind: 'header', text: 'Confidential', page: 1 }]);
  });

  it('wants recognition for a page that is a picture, or whose letters are none', async () => {
    const scan = await read(makePdf([{ image: true }, { lines: ['A stamp'], image: true }]));
    expect(scan.pages).toMatchObject([
      { text: '', status: 'no_text_layer', wants: 'ocr' },
      { text: 'A stamp', wants: 'ocr' },
    ]);
    const garbled = 'This Agreement is made between the Company and the Consultant, who agree to all of it. '.repeat(2);
    const shifted = garbled.replace(
      /[A-Za-z]/g,
      (letter) => `\\${(letter.charCodeAt(0) - 29).toString(8).padStart(3, '0')}`,
    );
    const result = await read(onePage({ content: shown(shifted) }));
    expect(result.pages).toMatchObject([{ wants: 'ocr' }]);
    expect(codesOf(result)).toEqual(['text_layer_doubtful']);
  });

  it('fails a page that takes too much memory, and reads the others', async () => {
    const bomb = deflateSync(Buffer.alloc(400 * 1024 * 1024, ' '));
    const objects = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>',
      pdfStream('/Filter/FlateDecode', bomb),
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 7 0 R/Resources<</Font<</F 5 0 R>>>>>>',
      pdfStream('', shown('The second page')),
    ];
    const result = await read(makePdfOfObjects(objects));
    expect(result.pages).toMatchObject([{ status: 'failed' }, { text: 'The second page' }]);
    expect(codesOf(result)).toEqual(['page_failed']);
    await expect(read(onePage({ content: bomb, filter: '/Filter/FlateDecode' }))).rejects.toMatchObject({
      code: 'extract.memory',
    });
  });

  it('fails a page that takes too long, and reads the others', async () => {
    const ranges = `1 beginbfrange <0000> <ffff> <${'0041'.repeat(100)}> endbfrange\n`.repeat(3000);
    const objects = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 8 0 R>>>>>>',
      pdfStream('', 'BT /F 12 Tf 72 600 Td <00410042> Tj ET'),
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 7 0 R/Resources<</Font<</F 5 0 R>>>>>>',
      pdfStream('', shown('The second page')),
      '<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 9 0 R/DescendantFonts[10 0 R]>>',
      pdfStream('/Filter/FlateDecode', deflateSync(Buffer.from(`begincmap\n${ranges}endcmap`))),
      '<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>>>',
    ];
    const result = await read(makePdfOfObjects(objects), { timeoutMs: 10_000 });
    expect(result.pages).toMatchObject([{ status: 'failed' }, { text: 'The second page' }]);
    expect(codesOf(result)).toEqual(['page_failed']);
  }, 30_000);

  it('fails a page whose forms contain one another without end', async () => {
    const form = (number: number) => {
      const content = number < 35 ? '/X Do '.repeat(5) : 'BT ET';
      return pdfStream(
        `/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X ${number + 1} 0 R>>>>`,
        content,
      );
    };
    const file = onePage({
      content: '/X Do',
      page: '/Resources<</XObject<</X 6 0 R>>>>',
      more: Array.from({ length: 30 }, (_, index) => form(6 + index)),
    });
    await expect(read(file, { timeoutMs: 5000 })).rejects.toHaveProperty('code');
    expect(textsOf(await read(onePage({ content: shown('The next file') })))).toEqual(['The next file']);
  });

  it('names a protection that no password opens, and a file without pages', async () => {
    const secured = onePage({ content: shown('x') })
      .toString('latin1')
      .replace('/Root 1 0 R', '/Root 1 0 R/Encrypt<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>/ID[<00><00>]');
    await expect(read(Buffer.from(secured, 'latin1'))).rejects.toMatchObject({
      code: 'extract.encrypted',
      message: expect.stringContaining('certificates'),
    });
    await expect(read(makePdf([]))).rejects.toMatchObject({ code: 'extract.damaged', message: 'The PDF has no pages' });
  });

  it('believes no page count that the file does not bear out', async () => {
    const file = onePage({ content: shown('The only page') })
      .toString('latin1')
      .replace('/Count 1', '/Count 99999');
    const result = await read(Buffer.from(file, 'latin1'));
    expect(result.pages.length).toBeLessThan(10);
    expect(result.pages[0]).toMatchObject({ text: 'The only page' });
    expect(codesOf(result)).toContain('damaged_recovered');
  });
});

describe(renderPage, () => {
  it('draws a page as it is seen, no larger than it may be', async () => {
    const file = onePage({ content: '0 0 300 400 re f', page: '/Rotate 90' });
    const document = await PdfiumDocument.open(file, undefined, 256);
    const { width, height, data, dpi } = renderPage(document, 1, { dpi: 72, maxPixels: 1e6 });
    expect({ width, height, dpi }).toEqual({ width: 800, height: 600, dpi: 72 });
    const at = (x: number, y: number) => data[y * width + x];
    // The lower left of the page is its upper left once it is turned clockwise.
    expect([at(10, 10), at(390, 290), at(410, 310), at(790, 590)]).toEqual([0, 0, 255, 255]);
    const small = renderPage(document, 1, { dpi: 300, maxPixels: 10_000 });
    expect(small.width * small.height).toBeLessThanOrEqual(10_000);
    expect(small.dpi).toBeLessThan(11);
    expect(() => renderPage(document, 2, { dpi: 72, maxPixels: 1e6 })).toThrow('Page 2');
    document.close();
  });
});
