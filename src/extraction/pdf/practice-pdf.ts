import { deflateSync } from 'node:zlib';

/** A font to embed: a TrueType file and what its glyphs are called in the file. */
export interface PracticeFont {
  data: Uint8Array;
}

const WORDS =
  'this agreement is made between the company and its consultant who shall provide services as set forth in Exhibit A of any party without prior written consent; notwithstanding (i) Section 4.2, (ii) 30 days’ notice, "Confidential Information" means all data, fees of $12,500 payable to Licensor within 45 days'.split(
    ' ',
  );

const LINES = 48;
const WORDS_A_LINE = 13;
const FIRST_GLYPH = 3;
const FIRST_CODE = 32;
const LAST_CODE = 126;

/**
 * A PDF as programs make them, to practise on: packed streams, text in fonts of every kind, set word by word with kerning,
 * marked content, rules and boxes. Its letters say nothing.
 *
 * @param packed whether its objects are packed as well, as from PDF 1.5 on.
 */
export function practicePdf(pages: number, font: PracticeFont | undefined, packed: boolean): Buffer {
  const objects: (string | Buffer)[] = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${Array.from({ length: pages }, (_, page) => `${FIRST_PAGE + 2 * page} 0 R`).join(' ')}]/Count ${pages}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>',
    `<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+Simple/FirstChar 32/LastChar 126/Widths[${widths().join(' ')}]/Encoding/WinAnsiEncoding/FontDescriptor 7 0 R>>`,
    '<</Type/Font/Subtype/Type0/BaseFont/AAAAAB+Composite/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 9 0 R>>',
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAB+Composite/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/W[${FIRST_GLYPH}[${widths().join(' ')}]]/CIDToGIDMap/Identity/FontDescriptor 7 0 R>>`,
    `<</Type/FontDescriptor/FontName/AAAAAA+Simple/Flags 32/FontBBox[-200 -300 1200 1000]/ItalicAngle 0/Ascent 905/Descent -212/CapHeight 700/StemV 80${font ? '/FontFile2 8 0 R' : ''}>>`,
    stream('', font?.data ?? new Uint8Array()),
    stream('', Buffer.from(toUnicode())),
  ];
  for (let page = 0; page < pages; page += 1) {
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents ${FIRST_PAGE + 2 * page + 1} 0 R/Resources<</Font<</F0 3 0 R/F1 4 0 R/F2 5 0 R>>>>>>`,
      stream('', Buffer.from(contentOf(page), 'latin1')),
    );
  }
  return packed ? writePacked(objects) : writePlain(objects);
}

const FIRST_PAGE = 10;

function widths(): number[] {
  return Array.from({ length: LAST_CODE - FIRST_CODE + 1 }, (_, index) => 300 + ((index * 37) % 400));
}

function toUnicode(): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  const rows = Array.from(
    { length: LAST_CODE - FIRST_CODE + 1 },
    (_, index) => `<${hex(FIRST_GLYPH + index)}> <${hex(FIRST_CODE + index)}>`,
  );
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange ${rows.length} beginbfchar ${rows.join('\n')} endbfchar endcmap end end`;
}

/** Each third of the lines in a font of its own. */
function contentOf(page: number): string {
  let content = 'q 0.5 w 72 740 m 540 740 l S Q\n';
  for (let line = 0; line < LINES; line += 1) {
    const font = (line + page) % 3;
    const words = Array.from(
      { length: WORDS_A_LINE },
      (_, index) => WORDS[(line * 7 + index * (1 + (page % 3)) + page) % WORDS.length]!,
    );
    content += `/P <</MCID ${line}>> BDC q 0 0 0 rg BT /F${font} 9.96 Tf 1 0 0 1 72 ${730 - line * 14} Tm ${line % 4 === 0 ? '0.02 Tc' : '0 Tc'} `;
    content += line % 2 === 0 ? kerned(words, font) : words.map((word) => `${shown(`${word} `, font)} Tj `).join('');
    content += 'ET Q EMC\n';
    if (line % 10 === 0) content += `0.9 g 72 ${726 - line * 14} 468 0.48 re f\n`;
  }
  return content;
}

function kerned(words: readonly string[], font: number): string {
  const parts = words.map((word) => `${shown(word.slice(0, 2), font)}-4${shown(`${word.slice(2)} `, font)}3`);
  return `[${parts.join('')}] TJ `;
}

function shown(text: string, font: number): string {
  if (font < 2) return `(${text.replace(/[()\\]/g, (character) => `\\${character}`).replace(/[^ -~]/g, "'")})`;
  const glyphs = Array.from(
    text,
    (character) => FIRST_GLYPH + Math.min(LAST_CODE, character.charCodeAt(0)) - FIRST_CODE,
  );
  return `<${glyphs.map((glyph) => glyph.toString(16).padStart(4, '0')).join('')}>`;
}

function stream(entries: string, content: Uint8Array): Buffer {
  const packed = deflateSync(content);
  return Buffer.concat([
    Buffer.from(`<<${entries}/Length ${packed.length}/Filter/FlateDecode>>\nstream\n`),
    packed,
    Buffer.from('\nendstream'),
  ]);
}

const HEADER = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1');

function writePlain(objects: readonly (string | Buffer)[]): Buffer {
  const { chunks, offsets, length } = writeObjects(objects.map((object, index) => ({ number: index + 1, object })));
  const size = objects.length + 1;
  const rows = Array.from(objects, (_, index) => `${String(offsets.get(index + 1)).padStart(10, '0')} 00000 n \n`);
  chunks.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}

/** What is no stream goes into one, and the table of offsets is one. */
function writePacked(objects: readonly (string | Buffer)[]): Buffer {
  const numbered = objects.map((object, index) => ({ number: index + 1, object }));
  const inside = numbered.filter(
    (entry): entry is { number: number; object: string } => typeof entry.object === 'string',
  );
  const holder = objects.length + 1;
  let index = '';
  let body = '';
  for (const { number, object } of inside) {
    index += `${number} ${body.length} `;
    body += `${object}\n`;
  }
  const packed = stream(`/Type/ObjStm/N ${inside.length}/First ${index.length}`, Buffer.from(index + body));
  const { chunks, offsets, length } = writeObjects([
    ...numbered.filter(({ object }) => typeof object !== 'string'),
    { number: holder, object: packed },
  ]);
  const size = holder + 2;
  const table = Buffer.alloc(size * 7);
  const row = (number: number, kind: number, at: number, place: number) => {
    table.writeUInt8(kind, number * 7);
    table.writeUInt32BE(at, number * 7 + 1);
    table.writeUInt16BE(place, number * 7 + 5);
  };
  for (const [number, offset] of offsets) row(number, 1, offset, 0);
  for (const [place, { number }] of inside.entries()) row(number, 2, holder, place);
  row(holder + 1, 1, length, 0);
  const { chunks: last } = writeObjects(
    [{ number: holder + 1, object: stream(`/Type/XRef/Size ${size}/W[1 4 2]/Root 1 0 R`, table) }],
    [],
  );
  return Buffer.concat([...chunks, ...last, Buffer.from(`startxref\n${length}\n%%EOF\n`)]);
}

interface Written {
  chunks: Buffer[];
  offsets: Map<number, number>;
  length: number;
}

function writeObjects(
  objects: readonly { number: number; object: string | Buffer }[],
  chunks: Buffer[] = [HEADER],
): Written {
  let length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const offsets = new Map<number, number>();
  for (const { number, object } of objects) {
    offsets.set(number, length);
    const content = typeof object === 'string' ? Buffer.from(object, 'latin1') : object;
    const chunk = Buffer.concat([Buffer.from(`${number} 0 obj\n`), content, Buffer.from('\nendobj\n')]);
    chunks.push(chunk);
    length += chunk.length;
  }
  return { chunks, offsets, length };
}
