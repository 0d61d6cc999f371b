import type { ByteView } from '../containers/byte-view.js';
import type { RawCell, TableBlock } from '../extraction.js';
import { type Box, newShape, type Paragraph, type Shape } from '../slides/shapes.js';
import { findAll, type PptRecord, readRecords, RECORD } from './records.js';
import { type SlideText, TextBuilder } from './text.js';

const MAX_DEPTH = 16;
const PICTURE_FRAME = 75;
const TABLE_PROPERTIES = 0x039f;
const HIDDEN_PROPERTIES = 0x03bf;

/** Kinds of places for text ([MS-PPT] 2.13.23) by the names that PresentationML gives them. */
const PLACEHOLDERS: Readonly<Record<number, string>> = {
  0x07: 'dt',
  0x08: 'sldNum',
  0x09: 'ftr',
  0x0a: 'hdr',
  0x0b: 'sldImg',
  0x0c: 'body',
  0x0d: 'title',
  0x0e: 'body',
  0x0f: 'ctrTitle',
  0x10: 'subTitle',
  0x11: 'title',
  0x12: 'body',
  0x13: 'obj',
};

/** Kinds of text that are titles or bodies where the shape does not say more. */
const KINDS: Readonly<Record<number, string>> = {
  0: 'title',
  1: 'body',
  5: 'body',
  6: 'ctrTitle',
  7: 'body',
  8: 'body',
};

/** The shapes of a slide. @param outline the texts that stand in the list of slides, for shapes that point at them. */
export function readDrawing(slide: ByteView, outline: readonly SlideText[]): Shape[] {
  const drawing = [...readRecords(slide)].find(({ type }) => type === RECORD.drawing);
  const shapes: Shape[] = [];
  for (const { body } of drawing ? readRecords(drawing.body) : [])
    for (const { type, body: group } of readRecords(body))
      if (type === RECORD.shapeGroup) shapes.push(...readGroup(group, outline, 0));
  return shapes;
}

/** What is in a group, without its first shape, which stands for the group itself. */
function readGroup(group: ByteView, outline: readonly SlideText[], depth: number): Shape[] {
  const shapes: Shape[] = [];
  let isFirst = true;
  for (const { type, body } of readRecords(group)) {
    if (type === RECORD.shape && !isFirst) shapes.push(readShape(body, outline));
    else if (type === RECORD.shapeGroup && depth < MAX_DEPTH) shapes.push(readNestedGroup(body, outline, depth + 1));
    isFirst = false;
  }
  return shapes;
}

function readNestedGroup(body: ByteView, outline: readonly SlideText[], depth: number): Shape {
  const own = [...readRecords(body)].find(({ type }) => type === RECORD.shape)?.body;
  const group = newShape(true);
  group.box = own && boxOf(own);
  const children = readGroup(body, outline, depth);
  const isTable = own !== undefined && (propertyOf(own, TABLE_PROPERTIES) & 1) === 1;
  if (isTable) {
    const table = newShape(false);
    table.box = group.box;
    table.blocks.push(tableOf(children));
    return table;
  }
  group.children = children;
  return group;
}

/** A table is a group of shapes: those whose tops are at one height are a row. */
function tableOf(cells: readonly Shape[]): TableBlock {
  const boxed = cells.flatMap((shape) =>
    shape.box && hasPlace(shape) ? [{ ...shape.box, text: textOf(shape.paragraphs) }] : [],
  );
  const tops = indexOf(boxed.map(({ y }) => y));
  const edges = indexOf(boxed.flatMap(({ x, width }) => [x, x + width]));
  const bottoms = indexOf(boxed.flatMap(({ y, height }) => [y, y + height]));
  const rows: RawCell[][] = Array.from(tops, () => []);
  for (const { x, y, width, height, text } of boxed.toSorted((one, other) => one.x - other.x)) {
    const columnSpan = edges.get(x + width)! - edges.get(x)!;
    const rowSpan = bottoms.get(y + height)! - bottoms.get(y)!;
    rows[tops.get(y)!]!.push({ text, ...(columnSpan > 1 && { columnSpan }), ...(rowSpan > 1 && { rowSpan }) });
  }
  return { rows };
}

/** The different ones of some numbers, each with its place among them in ascending order. */
function indexOf(numbers: readonly number[]): Map<number, number> {
  return new Map([...new Set(numbers)].sort((a, b) => a - b).map((number, index) => [number, index]));
}

/** The lines between the cells are shapes too, without width or height. */
function hasPlace({ box }: Shape): boolean {
  return box !== undefined && box.width > 0 && box.height > 0;
}

function textOf(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map(({ text }) => text).join('\n');
}

function readShape(body: ByteView, outline: readonly SlideText[]): Shape {
  const shape = newShape(false);
  shape.box = boxOf(body);
  shape.hidden = (propertyOf(body, HIDDEN_PROPERTIES) & 0x20002) === 0x20002;
  const placeholder = [...findAll(body, RECORD.placeholder)][0];
  const numbering = [...findAll(body, RECORD.numbering)][0]?.body;
  let text: SlideText | undefined;
  for (const { type, instance, body: content } of readRecords(body)) {
    if (type === RECORD.textBox) text = readTextBox(content, outline, numbering);
    if (type === RECORD.shapeAtom) shape.isPicture = instance === PICTURE_FRAME;
  }
  shape.paragraphs = text?.paragraphs ?? [];
  const type = placeholder ? PLACEHOLDERS[placeholder.body.u8(4)] : text && KINDS[text.kind];
  if (type !== undefined) shape.placeholder = { type, index: undefined };
  return shape;
}

function readTextBox(
  box: ByteView,
  outline: readonly SlideText[],
  numbering: ByteView | undefined,
): SlideText | undefined {
  const builder = new TextBuilder();
  for (const record of readRecords(box)) {
    if (record.type === RECORD.outlineReference) return outline[record.body.u32(0)];
    builder.add(record, numbering);
  }
  return builder.texts[0];
}

/** The place of a shape: on the slide in four 16-bit numbers (top first), in a group in four 32-bit ones (left first). */
function boxOf(shape: ByteView): Box | undefined {
  for (const { type, body } of readRecords(shape)) {
    if (type === RECORD.childAnchor) return between(body.i32(0), body.i32(4), body.i32(8), body.i32(12));
    if (type !== RECORD.anchor) continue;
    if (body.length >= 16) return between(body.i32(4), body.i32(0), body.i32(8), body.i32(12));
    return between(body.i16(2), body.i16(0), body.i16(4), body.i16(6));
  }
  return undefined;
}

function between(left: number, top: number, right: number, bottom: number): Box {
  return {
    x: Math.min(left, right),
    y: Math.min(top, bottom),
    width: Math.abs(right - left),
    height: Math.abs(bottom - top),
  };
}

/** The value of a property of a shape ([MS-ODRAW] 2.2.7); 0 when it has none. */
function propertyOf(shape: ByteView, property: number): number {
  for (const record of readRecords(shape)) {
    if (record.type !== RECORD.options && record.type !== RECORD.moreOptions) continue;
    const found = propertyIn(record, property);
    if (found !== undefined) return found;
  }
  return 0;
}

function propertyIn({ instance, body }: PptRecord, property: number): number | undefined {
  for (let index = 0; index < instance && 6 * index < body.length; index++)
    if ((body.u16(6 * index) & 0x3fff) === property) return body.u32(6 * index + 2);
  return undefined;
}
