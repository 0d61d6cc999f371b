import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { makePdfOfObjects, pdfStream } from '../../../../test/support/pdf.js';
import { GivesUp } from './give-up.js';
import { PlainFile } from './plain-file.js';
import { PdfName, PdfRef, PdfStream, PdfString } from './values.js';

const catalogue = '<</Type/Catalog/Pages 2 0 R>>';
const fileOf = (...objects: string[]) => makePdfOfObjects([catalogue, '<<>>', ...objects]);
const object3 = (...objects: string[]) => new PlainFile(fileOf(...objects)).object(3, 0);

function streamOf(entries: string, content: string | Buffer): string {
  const file = new PlainFile(fileOf(pdfStream(entries, content)));
  const stream = file.object(3, 0);
  if (!(stream instanceof PdfStream)) throw new Error('no stream');
  return Buffer.from(file.decoded(stream)).toString('latin1');
}

describe(PlainFile, () => {
  it('reads objects of all kinds', () => {
    expect(
      object3('[1 -2.5 +.5 4. true null/A#20b (c\\n\\(\\101) <6 1> 2 0 R <</K 1 0 R>>]'.replace('<6 1>', '<61>')),
    ).toEqual([
      1,
      -2.5,
      0.5,
      4,
      true,
      null,
      new PdfName('A b'),
      new PdfString('c\n(A'),
      new PdfString('a'),
      new PdfRef(2, 0),
      new Map([['K', new PdfRef(1, 0)]]),
    ]);
  });

  it('follows references, and finds nothing where they lead nowhere', () => {
    const file = new PlainFile(fileOf('4 0 R', '5 0 R', '(end)'));
    expect(file.resolve(new PdfRef(3, 0))).toEqual(new PdfString('end'));
    expect(file.resolve(new PdfRef(99, 0))).toBeNull();
  });

  it.each<[string, string, string | Buffer]>([
    ['no filter', '', 'some text'],
    ['Flate', '/Filter/FlateDecode', deflateSync('some text')],
    ['hexadecimal digits', '/Filter/ASCIIHexDecode', '736f6d652074 657874>'],
    ['base 85', '/Filter/ASCII85Decode', 'F)Po,+EV1>F8~>'],
    [
      'one filter after the other',
      '/Filter[/ASCIIHexDecode/FlateDecode]',
      `${deflateSync('some text').toString('hex')}>`,
    ],
    [
      'a predictor',
      '/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 3>>',
      deflateSync(predicted('some text', 3)),
    ],
  ])('decodes %s', (_, entries, content) => {
    expect(streamOf(entries, content)).toBe('some text');
  });

  it.each<[string, string, string | Buffer]>([
    ['another filter', '/Filter/LZWDecode', 'x'],
    ['damaged data', '/Filter/FlateDecode', deflateSync('some text').subarray(0, 12)],
    ['more than anyone needs', '/Filter/FlateDecode', deflateSync(Buffer.alloc(40 * 1024 * 1024))],
    ['a file elsewhere', '/F(x)', 'x'],
  ])('gives up on %s', (_, entries, content) => {
    expect(() => streamOf(entries, content)).toThrow(GivesUp);
  });

  it.each<[string, (file: string) => string]>([
    ['no header', (file) => ` ${file}`],
    ['an object elsewhere', (file) => file.replace('%PDF-1.7\n', '%PDF-1.7\n%comment\n')],
    ['cross-references that are cut', (file) => file.slice(0, -20)],
    [
      'protection',
      (file) =>
        file.replace('trailer\n<<', 'trailer\n<</Encrypt 2 0 R').replace('trailer<<', 'trailer<</Encrypt 2 0 R'),
    ],
    ['more objects than it says', (file) => file.replace(/\/Size \d+/, '/Size 2')],
  ])('gives up on a file with %s', (_, change) => {
    const before = fileOf('(x)').toString('latin1');
    const after = change(before);
    expect(after).not.toBe(before);
    expect(() => new PlainFile(Buffer.from(after, 'latin1'))).toThrow(GivesUp);
  });

  it.each([
    ['an open dictionary', '<</A 1'],
    ['a key that is there twice', '<</A 1/A 2>>'],
    ['what is nested too deep', '['.repeat(99) + ']'.repeat(99)],
    ['a number of two points', '[1.2.3]'],
    ['an unknown word', '[what]'],
    ['a length that is wrong', '<</Length 2>>\nstream\nabc\nendstream'],
    ['a length that refers to its stream', '<</Length 3 0 R>>\nstream\nabc\nendstream'],
    ['endless references', '3 0 R'],
  ])('gives up on %s', (_, object) => {
    const file = new PlainFile(fileOf(object));
    expect(() => file.resolve(new PdfRef(3, 0))).toThrow(GivesUp);
  });

  it('reads objects from streams of them, by a stream of cross-references', () => {
    const packed = '3 0 4 6 (one) [3 0 R]';
    const objects = [
      [1, catalogue],
      [5, pdfStream('/Type/ObjStm/N 2/First 8', packed)],
    ] as const;
    let text = '%PDF-1.7\n';
    const offsets = objects.map(([number, body]) => {
      const at = text.length;
      text += `${number} 0 obj\n${body}\nendobj\n`;
      return at;
    });
    const rows = [
      [0, 0, 0],
      [1, offsets[0]!, 0],
      [0, 0, 0],
      [2, 5, 0],
      [2, 5, 1],
      [1, offsets[1]!, 0],
      [1, text.length, 0],
    ];
    const table = Buffer.from(rows.flatMap(([kind, at, index]) => [kind!, at! >> 8, at! & 255, index!]));
    const end = text.length;
    text += `6 0 obj\n${pdfStream('/Type/XRef/Size 7/W[1 2 1]/Root 1 0 R', table)}\nendobj\nstartxref\n${end}\n%%EOF`;
    const file = new PlainFile(Buffer.from(text, 'latin1'));
    expect(file.object(3, 0)).toEqual(new PdfString('one'));
    expect(file.resolve(file.arrayOf(new PdfRef(4, 0))?.[0])).toEqual(new PdfString('one'));
  });
});

/** Rows of so many bytes, each as it differs from the one above. */
function predicted(text: string, columns: number): Buffer {
  const bytes = Buffer.from(text);
  const rows: number[] = [];
  for (const [index, byte] of bytes.entries()) {
    if (index % columns === 0) rows.push(2);
    rows.push((byte - (bytes[index - columns] ?? 0)) & 255);
  }
  return Buffer.from(rows);
}
