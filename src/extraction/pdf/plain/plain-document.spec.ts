import { describe, expect, it } from '@jest/globals';
import { makePdfOfObjects, pdfStream } from '../../../../test/support/pdf.js';
import { makeTrueType, type TestGlyph } from '../../../../test/support/true-type.js';
import { viewOf } from '../page-view.js';
import { PdfiumDocument } from '../pdfium-document.js';
import { type PagePieces, readPieces } from '../pieces.js';
import { GivesUp } from './give-up.js';
import { PlainDocument } from './plain-document.js';
import { tahomaWidths } from './substitute-boxes.js';

const WIDTHS = Array.from({ length: 224 }, (_, index) => 250 + ((index * 37) % 500)).join(' ');

const DESCRIPTOR = '/Type/FontDescriptor/Flags 34/StemV 72/ItalicAngle 0/FontBBox[-200 -250 1100 900]';

const substituted = (name: string): string =>
  `<</Type/Font/Subtype/TrueType/BaseFont/${name}/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[${WIDTHS}]/FontDescriptor<<${DESCRIPTOR}>>>>`;

interface OnePage {
  content: string;
  /** Entries of the page, of the catalogue. */
  page?: string;
  catalogue?: string;
  /** The object 5, which is `/F`. */
  font?: string;
  /** Objects from number 6 on, which is `/X`. */
  more?: readonly string[];
}

function onePage({ content, page = '', catalogue = '', font, more = [] }: OnePage): Buffer {
  return makePdfOfObjects([
    `<</Type/Catalog/Pages 2 0 R${catalogue}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>${page}>>`,
    pdfStream('', content),
    font ?? substituted('TimesNewRoman'),
    ...more,
  ]);
}

const plain = (data: Buffer) => new PlainDocument(data).page(1, Infinity);

async function withPdfium(data: Buffer): Promise<PagePieces> {
  const document = await PdfiumDocument.open(data, undefined, 256);
  const { engine } = document;
  const page = engine.functions.FPDF_LoadPage(document.handle, 0);
  const read = readPieces(engine, page, viewOf(engine, page));
  engine.functions.FPDF_ClosePage(page);
  document.close();
  // Of two zeros, one is as good as the other.
  return { ...read, pieces: read.pieces.map((piece) => ({ ...piece, angle: piece.angle + 0 })) };
}

/** What the plain reader reads, which must be what PDFium does. */
async function readByBoth(file: OnePage): Promise<string[]> {
  const data = onePage(file);
  const { pieces, characters } = plain(data);
  expect({ pieces, characters }).toEqual(await withPdfium(data));
  return pieces.map(({ text }) => text);
}

const shown = (text: string, x = 72, y = 600) => `BT /F 12 Tf ${x} ${y} Td (${text}) Tj ET\n`;

describe(PlainDocument, () => {
  it.each<[string, string, string[]]>([
    ['one string', shown('This Agreement'), ['This Agreement']],
    ['escapes', shown('a\\(b\\)\\101\\\\ (c)'), ['a(b)A\\ (c)']],
    ['a string in hexadecimal', 'BT /F 12 Tf 72 600 Td <54 68 69> Tj ET', ['Thi']],
    [
      'steps that part words and letters',
      'BT /F 12 Tf 72 600 Td [(on)-40(e)-400(word)120(s)] TJ ET',
      ['one', ' ', 'words'],
    ],
    [
      'steps before, without text and after',
      'BT /F 9 Tf 72 600 Td [-500(a)()300] TJ [200 -50] TJ (b) Tj ET',
      ['a', 'b'],
    ],
    [
      'lines',
      'BT /F 12 Tf 14 TL 72 600 Td (one) Tj T* (two) Tj (three) \' 2 1 (four five) " ET',
      ['one', 'two', 'three', 'four five'],
    ],
    ['spacing', 'BT /F 12 Tf 72 600 Td 3 Tc (spaced out) Tj -0.4 Tc 5 Tw ( and not) Tj ET', ['spaced out', ' and not']],
    ['wide spacing of two letters', 'BT /F 12 Tf 72 600 Td 6 Tc (ab) Tj ET', ['a', ' ', 'b']],
    ['stretched and raised text', 'BT /F 12 Tf 80 Tz 72 600 Td (low) Tj 4 Ts (high) Tj ET', ['low', 'high']],
    [
      'matrices',
      `q .5 0 0 .5 10 20 cm BT /F 24 Tf 1 0 0 1 72 600 Tm (in) Tj ET Q ${shown('out', 72, 320)}`,
      ['in', ' ', 'out'],
    ],
    ['text of a line in any order', shown('right', 300) + shown('left'), ['left', ' ', 'right']],
    ['a gap between two objects', shown('one') + shown('two', 100), ['one', ' ', 'two']],
    ['what stands beside the page', shown('seen') + shown('unseen', 72, 900) + shown('nor this', -500), ['seen']],
    ['blanks', shown('  two  blanks  ') + shown(' and more ', 72, 580), [' two blanks', ' and more']],
    ['a word that is broken by a hyphen', shown('agree-') + shown('ment', 72, 586), ['agree-', 'ment']],
    [
      'a hyphen of its own',
      shown('a line that is wide enough to make the page', 72, 700) +
        shown('agree-') +
        shown('-', 72, 586) +
        shown('x', 90, 586),
      ['a line that is wide enough to make the page', 'agree-', '-', ' ', 'x'],
    ],
    ['text that is drawn twice', shown('bold') + shown('bold', 72.2), ['bold']],
    ['letters that are drawn twice', 'BT /F 12 Tf 72 600 Td [(ab)1347(ab)] TJ ET', ['ab']],
    ['quotes and a soft hyphen', shown('\\223quoted\\224 \\226 \\255 \\240x'), ['“quoted” – - x']],
    ['text that nobody sees', `BT 3 Tr /F 12 Tf 72 600 Td (unseen) Tj ET`, ['unseen']],
    ['marks', '/P <</MCID 0/Lang(en)>> BDC BT /F 12 Tf 72 600 Td (marked) Tj ET EMC', ['marked']],
    ['lines and colours', `1 0 0 rg 0 0 10 10 re f [3 2] 0 d 1 0 0 RG 5 w 0 0 m 9 9 l S ${shown('text')}`, ['text']],
  ])('reads %s as PDFium does', async (_, content, expected) => {
    expect(await readByBoth({ content })).toEqual(expected);
  });

  it('reads a form where it is drawn, and what is in it', async () => {
    const form = pdfStream(
      '/Type/XObject/Subtype/Form/BBox[0 0 500 900]/Matrix[2 0 0 2 5 5]/Resources<</Font<</F 5 0 R>>>>',
      shown('within', 10, 20) + shown('beside it', 60, 20),
    );
    const content = `${shown('before')}q .5 0 0 .5 60 500 cm /X Do Q ${shown('behind', 72, 400)}`;
    expect(await readByBoth({ content, more: [form] })).toEqual(['before', 'within', ' ', 'beside it', 'behind']);
  });

  it('reads a box that is cropped', async () => {
    const page = '/CropBox[50.5 40.25 500 700]';
    expect(await readByBoth({ content: shown('inside') + shown('outside', 520), page })).toEqual(['inside', ' ']);
  });

  const faces = ['Times New Roman', 'Arial', 'Courier New'];
  const styles = ['', ',Bold', ',Italic', ',BoldItalic'];
  const names = faces.flatMap((face) => styles.map((style) => `${face}${style}`));
  it.each([...names, 'TimesNewRomanPS-BoldItalicMT', 'ArialMT', 'CourierNewPS-BoldMT'])(
    'measures each letter of %s as PDFium does',
    async (name) => {
      const codes = Array.from({ length: 224 }, (_, index) => index + 32);
      const line = (code: number) =>
        `BT /F 10 Tf 1 0 0 1 ${20 + (code % 16) * 33} ${780 - 40 * (code >> 4)} Tm <41${code.toString(16)}> Tj ET`;
      const font = substituted(name.replaceAll(' ', '#20'));
      expect(await readByBoth({ content: codes.map(line).join('\n'), font })).toContain('AB');
    },
  );

  it('measures each letter of Tahoma as PDFium does, in its usual widths', async () => {
    const codes = Array.from({ length: 224 }, (_, index) => index + 32);
    const line = (code: number) =>
      `BT /F 10 Tf 1 0 0 1 ${20 + (code % 16) * 33} ${780 - 40 * (code >> 4)} Tm <41${code.toString(16)}> Tj ET`;
    const descriptor = DESCRIPTOR.replace('34', '32');
    const font = `<</Type/Font/Subtype/TrueType/BaseFont/Tahoma/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[${tahomaWidths}]/FontDescriptor<<${descriptor}>>>>`;
    expect(await readByBoth({ content: codes.map(line).join('\n'), font })).toContain('AB');
  });

  describe('fonts that the file brings along', () => {
    const glyphs: TestGlyph[] = [
      { advance: 500, leftBearing: 0, points: [] },
      // The ink begins beside the origin, and goes beyond the advance.
      {
        advance: 600,
        leftBearing: -30,
        points: [
          [20, 0],
          [700, 0],
          [650, 720],
        ],
      },
      { advance: 260, leftBearing: 0, points: [] },
      {
        advance: 420,
        leftBearing: 40,
        points: [
          [40, -210],
          [380, -210],
          [380, 480],
        ],
      },
      {
        advance: 550,
        leftBearing: 10,
        points: [
          [10, 0],
          [540, 0],
          [540, 700],
        ],
      },
    ];
    const map = (body: string) =>
      `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange ${body} endcmap end`;
    const usual = map(
      '4 beginbfrange <0001> <0001> <0041> <0002> <0002> [<0020>] <0003> <0003> <0067> <0004> <0004> <FB01> endbfrange',
    );
    const file = (content: string, { toUnicode = usual, own = '', more = [] as string[] } = {}): OnePage => ({
      content,
      font: `<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Test/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Test/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 400/W[1[600 260] 3 3 420]${own}/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+Test/Flags 4/FontBBox[0 -200 700 800]/FontFile2 7 0 R>>>>]/ToUnicode 8 0 R>>`,
      more: ['null', pdfStream('', makeTrueType(glyphs)), pdfStream('', toUnicode), ...more],
    });
    const text = (codes: string) => `BT /F 12 Tf 72 600 Td ${codes} Tj 3 -14 Td ${codes} Tj ET`;

    it('reads and measures as PDFium does', async () => {
      expect(await readByBoth(file(text('<000100030002000100040003>')))).toEqual(['Ag Afig', 'Ag Afig']);
    });

    it('finds glyphs by a map', async () => {
      const more = [pdfStream('', Buffer.from([0, 0, 0, 4, 0, 2, 0, 3, 0, 1]))];
      expect(await readByBoth(file(text('<00010003>'), { own: '/CIDToGIDMap 9 0 R', more }))).toEqual(['Ag', 'Ag']);
    });

    it.each<[string, string, string]>([
      ['a code that is not mapped', usual, '<00010005>'],
      ['a code that is mapped twice', map('2 beginbfchar <0001> <0041> <0001> <0042> endbfchar'), '<0001>'],
      ['half a code', usual, '<00010003aa>'],
      ['characters beyond the basic plane', map('1 beginbfchar <0001> <D83DDE00> endbfchar'), '<0001>'],
      ['what is written from right to left', map('1 beginbfchar <0001> <05D0> endbfchar'), '<0001>'],
    ])('leaves %s to PDFium', (_, toUnicode, codes) => {
      expect(() => plain(onePage(file(text(codes), { toUnicode })))).toThrow(GivesUp);
    });
  });

  it.each<[string, OnePage]>([
    ['a font without widths', { content: shown('x'), font: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>' }],
    ['a font that is not known', { content: shown('x'), font: substituted('Unknown') }],
    ['text that is turned', { content: 'BT /F 12 Tf 0 1 -1 0 72 600 Tm (x) Tj ET' }],
    ['text that is mirrored', { content: 'BT /F 12 Tf -1 0 0 1 72 600 Tm (x) Tj ET' }],
    ['outlined text', { content: `1 Tr ${shown('x')}` }],
    ['text in other words', { content: `/Span <</ActualText(y)>> BDC ${shown('x')} EMC` }],
    ['an inline image', { content: `${shown('x')} BI /W 1 /H 1 ID x EI` }],
    ['an unknown operator', { content: `${shown('x')} Xy` }],
    ['operands that are missing', { content: 'BT /F 12 Tf 72 Td (x) Tj ET' }],
    ['an open string', { content: 'BT /F 12 Tf 72 600 Td (x Tj ET' }],
    ['a page that is turned', { content: shown('x'), page: '/Rotate 90' }],
    ['a comment', { content: shown('x'), page: '/Annots[<</Subtype/Text/Contents(y)>>]' }],
    ['a form field', { content: shown('x'), page: '/Annots[<</Subtype/Widget>>]' }],
    [
      'a form that draws itself',
      { content: '/X Do', more: [pdfStream('/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>', '/X Do')] },
    ],
    ['attachments', { content: shown('x'), catalogue: '/Names<</EmbeddedFiles<</Names[]>>>>' }],
    ['a dynamic form', { content: shown('x'), catalogue: '/AcroForm<</XFA[]>>' }],
  ])('leaves %s to PDFium', (_, file) => {
    expect(() => plain(onePage(file))).toThrow(GivesUp);
  });

  it('reads a page whose annotations say nothing', async () => {
    const page = '/Annots[<</Subtype/Link/Rect[0 0 9 9]>><</Subtype/PolyLine/Contents()>>]';
    expect(await readByBoth({ content: shown('x'), page })).toEqual(['x']);
  });

  it('gives up when its time is over', () => {
    const data = onePage({ content: 'q Q '.repeat(5000) + shown('x') });
    expect(() => new PlainDocument(data).page(1, -1)).toThrow(GivesUp);
  });
});
