import { giveUp } from './give-up.js';
import type { PlainFont } from './font.js';
import type { PlainFile } from './plain-file.js';
import { type CodeMap, readToUnicode, SEVERAL } from './to-unicode.js';
import { type GlyphBox, TrueType } from './true-type.js';
import { asInteger, isArray, type PdfDict, PdfStream, PdfString, type PdfValue } from './values.js';

const SPACE = 0x20;
const USUAL_WIDTH = 1000;
const MAX_CODE = 0xffff;

/** Ranges of widths may overlap, but need not. */
const MAX_STEPS = 4 * MAX_CODE;

/** Their fonts have codes of their own that need no map. */
const CJK = new Set(['GB1', 'CNS1', 'Japan1', 'Korea1', 'UCS']);

/** What is written from right to left, or directs the writing: how it is put into order is left to PDFium. */
const DIRECTED = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe]/;

/** A font of codes of two bytes each, that a file brings along as TrueType, with a map of what they stand for. */
export class CompositeFont implements PlainFont {
  readonly codeBytes = 2;
  readonly #map: CodeMap;
  readonly #widths: Int32Array;
  readonly #otherWidth: number;
  readonly #glyphs: Uint8Array | undefined;
  readonly #trueType: TrueType;
  readonly #boxes: (GlyphBox | undefined)[] = [];
  readonly spaceWidth: number;

  /** @throws GivesUp when it is of another kind, or not all is known of it. */
  constructor(file: PlainFile, font: PdfDict) {
    if (file.nameOf(font.get('Encoding')) !== 'Identity-H') giveUp('encoding of font');
    const own = descendantOf(file, font);
    const ordering = file.entry(file.dictOf(own.get('CIDSystemInfo')) ?? new Map<string, PdfValue>(), 'Ordering');
    if (ordering instanceof PdfString && CJK.has(ordering.bytes)) giveUp('collection of font');
    this.#map = readToUnicode(file.decoded(streamOf(file, font, 'ToUnicode')));
    this.#otherWidth = asInteger(file.resolve(own.get('DW') ?? USUAL_WIDTH));
    this.#widths = new Int32Array(this.#map.single.length).fill(this.#otherWidth);
    this.#readWidths(file, file.resolve(own.get('W')));
    const toGlyphs = file.entry(own, 'CIDToGIDMap');
    this.#glyphs = toGlyphs instanceof PdfStream ? file.kept(toGlyphs) : undefined;
    this.#trueType = new TrueType(file.kept(embedded(file, own)));
    this.spaceWidth = this.width(Math.max(0, this.#map.single.indexOf(SPACE)));
  }

  character(code: number): number {
    return this.#map.single[code] || giveUp('code without character');
  }

  several(code: number): string {
    return this.#map.several.get(code) ?? giveUp('code without character');
  }

  width(code: number): number {
    return code < this.#widths.length ? this.#widths[code]! : giveUp('code without width');
  }

  box(code: number): GlyphBox {
    return (this.#boxes[code] ??= this.#measure(code));
  }

  #measure(code: number): GlyphBox {
    const single = this.character(code);
    const text = single === SEVERAL ? this.several(code) : String.fromCharCode(single);
    if (DIRECTED.test(text)) giveUp('direction of text');
    const box = this.#trueType.box(this.#glyphOf(code));
    // PDFium adds that for what hinting may do.
    return { ...box, top: box.top + Math.trunc(box.top / 64) };
  }

  #glyphOf(code: number): number {
    if (!this.#glyphs) return code;
    if (code * 2 + 2 > this.#glyphs.length) return MAX_CODE + 1;
    return this.#glyphs[code * 2]! * 256 + this.#glyphs[code * 2 + 1]!;
  }

  /** `W`: `first [width ...]` or `first last width`; the first that names a code counts. */
  #readWidths(file: PlainFile, list: PdfValue): void {
    if (list === null) return;
    if (!isArray(list)) return giveUp('odd widths');
    const seen = new Uint8Array(this.#widths.length);
    const set = (code: number, width: number) => {
      if (code < 0 || code >= seen.length || seen[code] === 1) return;
      seen[code] = 1;
      this.#widths[code] = width;
    };
    let steps = 0;
    for (let index = 0; index < list.length;) {
      const first = asInteger(file.resolve(list[index]));
      const next = file.resolve(list[index + 1]);
      if (isArray(next)) {
        for (const [step, width] of next.entries()) set(first + step, asInteger(file.resolve(width)));
        index += 2;
      } else {
        const last = Math.min(asInteger(next), seen.length - 1);
        const width = asInteger(file.resolve(list[index + 2]));
        steps += Math.max(0, last - first);
        if (steps > MAX_STEPS) giveUp('many widths');
        for (let code = first; code <= last; code += 1) set(code, width);
        index += 3;
      }
    }
  }
}

function descendantOf(file: PlainFile, font: PdfDict): PdfDict {
  const descendants = file.arrayOf(font.get('DescendantFonts'));
  const own = descendants?.length === 1 ? file.dictOf(descendants[0]) : undefined;
  return own && file.nameOf(own.get('Subtype')) === 'CIDFontType2' ? own : giveUp('kind of font');
}

/** The font itself, as the file brings it along. */
function embedded(file: PlainFile, font: PdfDict): PdfStream {
  const descriptor = file.dictOf(font.get('FontDescriptor')) ?? giveUp('font not embedded');
  if (descriptor.has('FontFile') || descriptor.has('FontFile3')) giveUp('font not embedded');
  const box = file.arrayOf(descriptor.get('FontBBox'))?.map((edge) => asInteger(file.resolve(edge)));
  if (box?.length !== 4 || box[1] === box[3]) giveUp('font without box');
  return streamOf(file, descriptor, 'FontFile2');
}

function streamOf(file: PlainFile, dict: PdfDict, key: string): PdfStream {
  const stream = file.entry(dict, key);
  return stream instanceof PdfStream ? stream : giveUp(`font without ${key}`);
}
