import { giveUp } from './give-up.js';

/** The box around the ink of a glyph, in thousandths of the font size. */
export interface GlyphBox {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

const NO_INK: GlyphBox = { left: 0, bottom: 0, right: 0, top: 0 };

/** The points of a glyph in units of the font, before it is set to its origin. */
interface Extent {
  left: number;
  bottom: number;
  right: number;
  top: number;
  /** How far its origin is from that of its points. */
  shift: number;
}

interface Table {
  at: number;
  length: number;
}

const TRUE_TYPE = 0x00010000;
const TRUE = 0x74727565;

const MAX_DEPTH = 4;

/** Parts of one glyph, and of its parts. */
const MAX_PARTS = 64;

/** Bits of a point. */
const ON_X_SHORT = 2;
const ON_Y_SHORT = 4;
const REPEATED = 8;
const X_SAME = 16;
const Y_SAME = 32;

/** Bits of a part of a glyph that is put together. */
const WORDS = 1;
const OFFSETS = 2;
const SCALED = 8 | 64 | 128;
const MORE = 32;
const ITS_METRICS = 512;

/** Measures the glyphs of a TrueType font as FreeType does that does not scale them. */
export class TrueType {
  readonly #data: DataView;
  readonly #units: number;
  readonly #glyphs: number;
  readonly #longOffsets: boolean;
  readonly #metrics: number;
  readonly #loca: Table;
  readonly #glyf: Table;
  readonly #hmtx: Table;
  #parts = 0;

  /** @throws GivesUp when it is no such font, or a table is not where it should be. */
  constructor(font: Uint8Array) {
    this.#data = new DataView(font.buffer, font.byteOffset, font.byteLength);
    const tables = this.#tables();
    const table = (tag: string, least: number): Table => {
      const found = tables.get(tag);
      return found && found.length >= least ? found : giveUp(`font without ${tag}`);
    };
    const head = table('head', 54);
    this.#units = this.#data.getUint16(head.at + 18);
    this.#longOffsets = this.#data.getInt16(head.at + 50) !== 0;
    this.#glyphs = this.#data.getUint16(table('maxp', 6).at + 4);
    this.#metrics = this.#data.getUint16(table('hhea', 36).at + 34);
    this.#hmtx = table('hmtx', 0);
    this.#loca = table('loca', 0);
    this.#glyf = table('glyf', 0);
    if (this.#units < 16 || this.#units > 16_384 || this.#metrics === 0) giveUp('odd font');
    if (this.#hmtx.length < this.#metrics * 4) giveUp('odd font');
  }

  /** The box of a glyph; none of one that the font does not have. */
  box(glyph: number): GlyphBox {
    if (glyph >= this.#glyphs) return NO_INK;
    this.#parts = 0;
    const extent = this.#extent(glyph, 0);
    if (!extent) return NO_INK;
    return {
      left: this.#scaled(extent.left - extent.shift),
      bottom: this.#scaled(extent.bottom),
      right: this.#scaled(extent.right - extent.shift),
      top: this.#scaled(extent.top),
    };
  }

  #scaled(value: number): number {
    return Math.trunc((value * 1000 + (this.#units >> 1)) / this.#units);
  }

  #tables(): Map<string, Table> {
    const data = this.#data;
    const tables = new Map<string, Table>();
    if (data.byteLength < 12) giveUp('odd font');
    const version = data.getUint32(0);
    const count = data.getUint16(4);
    if ((version !== TRUE_TYPE && version !== TRUE) || 12 + count * 16 > data.byteLength) giveUp('odd font');
    for (let index = 0; index < count; index += 1) {
      const at = 12 + index * 16;
      const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => data.getUint8(at + byte)));
      const table = { at: data.getUint32(at + 8), length: data.getUint32(at + 12) };
      if (table.at + table.length > data.byteLength || tables.has(tag)) giveUp('odd font');
      tables.set(tag, table);
    }
    return tables;
  }

  /** Undefined of a glyph without points. */
  #extent(glyph: number, depth: number): Extent | undefined {
    if (depth > MAX_DEPTH || glyph >= this.#glyphs) return giveUp('odd glyph');
    const { at, length } = this.#place(glyph);
    if (length === 0) return undefined;
    if (length < 10) giveUp('odd glyph');
    const contours = this.#data.getInt16(at);
    if (contours === 0) return undefined;
    const shift = this.#data.getInt16(at + 2) - this.#leftBearing(glyph);
    if (contours < 0) return this.#composite(at + 10, at + length, shift, depth);
    return { ...this.#points(at + 10, at + length, contours), shift };
  }

  #place(glyph: number): Table {
    const bytes = this.#longOffsets ? 4 : 2;
    if ((glyph + 2) * bytes > this.#loca.length) giveUp('odd glyph');
    const at = this.#loca.at + glyph * bytes;
    const start = this.#longOffsets ? this.#data.getUint32(at) : this.#data.getUint16(at) * 2;
    const end = this.#longOffsets ? this.#data.getUint32(at + 4) : this.#data.getUint16(at + 2) * 2;
    if (end < start || end > this.#glyf.length) giveUp('odd glyph');
    return { at: this.#glyf.at + start, length: end - start };
  }

  #leftBearing(glyph: number): number {
    const offset = glyph < this.#metrics ? glyph * 4 + 2 : this.#metrics * 4 + (glyph - this.#metrics) * 2;
    if (offset + 2 > this.#hmtx.length) giveUp('odd glyph');
    return this.#data.getInt16(this.#hmtx.at + offset);
  }

  #points(from: number, end: number, contours: number): Omit<Extent, 'shift'> {
    const data = this.#data;
    let at = from + contours * 2;
    if (at + 2 > end) giveUp('odd glyph');
    const count = data.getUint16(at - 2) + 1;
    for (let contour = 1; contour < contours; contour += 1) {
      const [before, own] = [from + contour * 2 - 2, from + contour * 2];
      if (data.getUint16(own) <= data.getUint16(before)) giveUp('odd glyph');
    }
    at += 2 + data.getUint16(at);
    const flags = new Uint8Array(count);
    for (let point = 0; point < count;) {
      if (at >= end) giveUp('odd glyph');
      const flag = data.getUint8(at);
      at += 1;
      let times = 1;
      if ((flag & REPEATED) !== 0) {
        if (at >= end) giveUp('odd glyph');
        times += data.getUint8(at);
        at += 1;
      }
      if (point + times > count) giveUp('odd glyph');
      flags.fill(flag, point, point + times);
      point += times;
    }
    const across = this.#range(flags, at, end, ON_X_SHORT, X_SAME);
    const upwards = this.#range(flags, across.at, end, ON_Y_SHORT, Y_SAME);
    return { left: across.least, right: across.most, bottom: upwards.least, top: upwards.most };
  }

  /** The least and the most of one coordinate of the points. */
  #range(
    flags: Uint8Array,
    from: number,
    end: number,
    short: number,
    same: number,
  ): { at: number; least: number; most: number } {
    const data = this.#data;
    let at = from;
    let value = 0;
    let least = Infinity;
    let most = -Infinity;
    for (const flag of flags) {
      if ((flag & short) !== 0) {
        if (at >= end) giveUp('odd glyph');
        value += (flag & same) !== 0 ? data.getUint8(at) : -data.getUint8(at);
        at += 1;
      } else if ((flag & same) === 0) {
        if (at + 2 > end) giveUp('odd glyph');
        value += data.getInt16(at);
        at += 2;
      }
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return { at, least, most };
  }

  #composite(from: number, end: number, ownShift: number, depth: number): Extent | undefined {
    const data = this.#data;
    let at = from;
    let whole: Extent | undefined;
    let shift = ownShift;
    for (let more = true; more;) {
      this.#parts += 1;
      if (at + 6 > end || this.#parts > MAX_PARTS) giveUp('odd glyph');
      const flags = data.getUint16(at);
      const part = this.#extent(data.getUint16(at + 2), depth + 1);
      at += 4;
      if ((flags & OFFSETS) === 0 || (flags & SCALED) !== 0) giveUp('odd glyph');
      const words = (flags & WORDS) !== 0;
      if (at + (words ? 4 : 2) > end) giveUp('odd glyph');
      const x = words ? data.getInt16(at) : data.getInt8(at);
      const y = words ? data.getInt16(at + 2) : data.getInt8(at + 1);
      at += words ? 4 : 2;
      if (part) {
        if ((flags & ITS_METRICS) !== 0) shift = part.shift;
        whole = united(whole, part, x, y);
      }
      more = (flags & MORE) !== 0;
    }
    return whole && { ...whole, shift };
  }
}

function united(whole: Extent | undefined, part: Extent, x: number, y: number): Extent {
  const moved = { left: part.left + x, right: part.right + x, bottom: part.bottom + y, top: part.top + y, shift: 0 };
  if (!whole) return moved;
  return {
    left: Math.min(whole.left, moved.left),
    right: Math.max(whole.right, moved.right),
    bottom: Math.min(whole.bottom, moved.bottom),
    top: Math.max(whole.top, moved.top),
    shift: 0,
  };
}
