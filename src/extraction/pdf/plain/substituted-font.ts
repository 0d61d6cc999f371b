import type { PlainFont } from './font.js';
import { giveUp } from './give-up.js';
import type { PlainFile } from './plain-file.js';
import { substituteBoxes, tahomaWidths } from './substitute-boxes.js';
import type { GlyphBox } from './true-type.js';
import { asInteger, type PdfDict, type PdfValue } from './values.js';

/** The first code that is read: those before it are no characters. */
const FIRST_CODE = 32;
const LAST_CODE = 255;

/** What `WinAnsiEncoding` has from 127 to 160 and at 173, as PDFium reads it; the others are those of Latin-1. */
const UNLIKE_LATIN =
  '\u2022\u20ac\u2022\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u2022\u017d\u2022\u2022\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u2022\u017e\u0178 ';
const FIRST_UNLIKE = 127;
const SOFT_HYPHEN = 0xad;

const characters = Uint16Array.from({ length: LAST_CODE + 1 }, (_, code) => {
  if (code === SOFT_HYPHEN) return 0x2d;
  return UNLIKE_LATIN.charCodeAt(code - FIRST_UNLIKE) || code;
});

type Face = keyof typeof substituteBoxes;

/** How programs name the fonts that PDFium has one of its own for, whatever else they say of them. */
const faces = new Map<string, Face>([
  ...namesOf('times', ['Times New Roman', 'TimesNewRoman'], 'TimesNewRomanPS'),
  ...namesOf('arial', ['Arial'], 'Arial'),
  ...namesOf('courier', ['Courier New', 'CourierNew'], 'CourierNewPS'),
  ['TimesNewRomanPSMT', 'times'],
  ['ArialMT', 'arial'],
  ['CourierNewPSMT', 'courier'],
  ['Tahoma', 'tahoma'],
]);

function namesOf(face: 'times' | 'arial' | 'courier', plain: readonly string[], postScript: string): [string, Face][] {
  const styles = ['Bold', 'Italic', 'BoldItalic'] as const;
  return [
    ...plain.map((name): [string, Face] => [name, face]),
    ...plain.flatMap((name) => styles.map((style): [string, Face] => [`${name},${style}`, `${face}${style}`])),
    ...styles.map((style): [string, Face] => [`${postScript}-${style}MT`, `${face}${style}`]),
  ];
}

const NOT_SYMBOLIC = 32;
const SYMBOLIC = 4;
const ALL_CAPITALS = 65_536;

/** How producers describe Tahoma; of other descriptions PDFium makes other letters. */
const TAHOMA = { Flags: NOT_SYMBOLIC, StemV: 72, ItalicAngle: 0 } as const;

const tahoma = tahomaWidths.split(' ').map(Number);

/** A well-known font that the file does not bring along, in `WinAnsiEncoding`. */
export class SubstitutedFont implements PlainFont {
  readonly codeBytes = 1;
  readonly spaceWidth: number;
  readonly #widths: (number | undefined)[] = [];
  readonly #boxes: (GlyphBox | undefined)[] = [];
  readonly #measured: Buffer;

  /** @throws GivesUp when it is another, or described in an unusual way. */
  constructor(file: PlainFile, font: PdfDict) {
    const face = faces.get(file.nameOf(font.get('BaseFont')) ?? '') ?? giveUp('kind of font');
    if (file.nameOf(font.get('Encoding')) !== 'WinAnsiEncoding' || font.has('ToUnicode')) giveUp('kind of font');
    const descriptor = file.dictOf(font.get('FontDescriptor')) ?? giveUp('kind of font');
    checkDescriptor(file, descriptor);
    if (face === 'tahoma') checkTahoma(file, descriptor);
    this.#readWidths(file, font, face);
    this.#measured = measured(face);
    this.spaceWidth = this.width(FIRST_CODE);
  }

  character(code: number): number {
    return code >= FIRST_CODE ? characters[code]! : giveUp('code without character');
  }

  several(): string {
    return giveUp('code without character');
  }

  width(code: number): number {
    return this.#widths[code] ?? giveUp('code without width');
  }

  box(code: number): GlyphBox {
    return (this.#boxes[code] ??= this.#measure(code));
  }

  #measure(code: number): GlyphBox {
    if (code < FIRST_CODE) giveUp('code without character');
    const at = (code - FIRST_CODE) * 8;
    const edge = (index: number) => this.#measured.readInt16LE(at + index * 2);
    return { left: edge(0), bottom: edge(1), right: edge(2), top: edge(3) };
  }

  #readWidths(file: PlainFile, font: PdfDict, face: Face): void {
    const first = asInteger(file.entry(font, 'FirstChar'));
    const widths = file.arrayOf(font.get('Widths')) ?? giveUp('font without widths');
    const last = asInteger(file.entry(font, 'LastChar'));
    if (first < 0 || last > LAST_CODE || last !== first + widths.length - 1) giveUp('odd widths');
    for (const [index, value] of widths.entries()) {
      const width = asInteger(file.resolve(value));
      const code = first + index;
      if (width < 0 || (face === 'tahoma' && tahoma[code - FIRST_CODE] !== width)) continue;
      this.#widths[code] = width;
    }
  }
}

function checkDescriptor(file: PlainFile, descriptor: PdfDict): void {
  for (const key of ['FontFile', 'FontFile2', 'FontFile3']) if (descriptor.has(key)) giveUp('kind of font');
  const flags = asInteger(file.entry(descriptor, 'Flags'));
  if ((flags & NOT_SYMBOLIC) === 0 || (flags & (SYMBOLIC | ALL_CAPITALS)) !== 0) giveUp('kind of font');
  const box = file.arrayOf(descriptor.get('FontBBox'))?.map((edge) => asInteger(file.resolve(edge)));
  if (box?.length !== 4 || box[1] === box[3]) giveUp('font without box');
}

function checkTahoma(file: PlainFile, descriptor: PdfDict): void {
  if (descriptor.has('FontWeight') || descriptor.has('FontStretch')) giveUp('kind of font');
  for (const [key, value] of Object.entries<PdfValue>(TAHOMA)) {
    if (file.entry(descriptor, key) !== value) giveUp('kind of font');
  }
}

const decoded = new Map<Face, Buffer>();

function measured(face: Face): Buffer {
  let boxes = decoded.get(face);
  if (!boxes) decoded.set(face, (boxes = Buffer.from(substituteBoxes[face], 'base64')));
  return boxes;
}
