/** A glyph: its points, and how far the next one stands from it, in units of which an em has 1000. */
export interface TestGlyph {
  advance: number;
  leftBearing: number;
  /** None of a blank. */
  points: readonly (readonly [number, number])[];
}

/** A TrueType font of outlines of straight lines, with the tables that a PDF needs. */
export function makeTrueType(glyphs: readonly TestGlyph[]): Buffer {
  const outlines = glyphs.map(outline);
  const offsets = [0];
  for (const bytes of outlines) offsets.push(offsets.at(-1)! + bytes.length);
  const head = Buffer.alloc(54);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt32BE(0x5f0f3cf5, 12);
  head.writeUInt16BE(1000, 18);
  head.writeInt16BE(1, 50);
  const maxp = Buffer.alloc(32);
  maxp.writeUInt32BE(0x00010000, 0);
  maxp.writeUInt16BE(glyphs.length, 4);
  const hhea = Buffer.alloc(36);
  hhea.writeUInt32BE(0x00010000, 0);
  hhea.writeUInt16BE(glyphs.length, 34);
  return fontOf({
    glyf: Buffer.concat(outlines),
    head,
    hhea,
    hmtx: Buffer.concat(glyphs.map(({ advance, leftBearing }) => shorts(advance, leftBearing))),
    loca: Buffer.concat(offsets.map((offset) => longs(offset))),
    maxp,
  });
}

function outline({ points }: TestGlyph): Buffer {
  if (points.length === 0) return Buffer.alloc(0);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const steps = (values: readonly number[]) =>
    shorts(...values.map((value, index) => value - (values[index - 1] ?? 0)));
  const bytes = Buffer.concat([
    shorts(1, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), points.length - 1, 0),
    Buffer.alloc(points.length, 1),
    steps(xs),
    steps(ys),
  ]);
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function fontOf(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables);
  const parts = [longs(0x00010000), shorts(entries.length, 0, 0, 0)];
  let at = 12 + entries.length * 16;
  for (const [tag, table] of entries) {
    parts.push(Buffer.from(tag), longs(0, at, table.length));
    at += Math.ceil(table.length / 4) * 4;
  }
  for (const [, table] of entries) parts.push(table, Buffer.alloc((4 - (table.length % 4)) % 4));
  return Buffer.concat(parts);
}

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeInt16BE(value, index * 2);
  return bytes;
}

function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
