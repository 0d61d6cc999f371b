import { Cursor, EndOfDataError } from './cursor.js';

/** Drawings that are looked at in a picture: a broken chain of them could go on for long. */
const MAX_DRAWINGS = 4096;

const FRAME = 24;
const HYPERTEXT = 621;
const GEOMETRY = 40;
const ATTRIBUTES = 40;
const MAX_SURPLUS = 65_536;

const CONTAINER = 0;
const TEXT_BOX = 6;

/**
 * The lists of paragraphs of the text boxes of a drawing (HWP 3.0, 11): a tree of drawings, each with flags that tell whether it
 * has a brother and children.
 */
export function textBoxesOf(extension: Buffer): Buffer[] {
  const boxes: Buffer[] = [];
  try {
    const cursor = new Cursor(extension);
    const header = cursor.u32();
    cursor.skip(4);
    const count = cursor.u32();
    cursor.skip(16);
    if (header > FRAME) cursor.skip(HYPERTEXT);
    // A drawing with children is followed by them, the last of whom has no brother.
    let open = count > 0 ? 1 : 0;
    for (let drawings = 0; open > 0 && drawings < MAX_DRAWINGS; drawings++) {
      const relations = readDrawing(cursor, boxes);
      if ((relations & 2) !== 0) open += 1;
      if ((relations & 1) === 0) open -= 1;
    }
  } catch (error) {
    if (!(error instanceof EndOfDataError)) throw error;
  }
  return boxes;
}

function readDrawing(cursor: Cursor, boxes: Buffer[]): number {
  const declared = cursor.u32();
  const before = cursor.left;
  const kind = cursor.u16();
  const relations = cursor.u16();
  cursor.skip(GEOMETRY + ATTRIBUTES);
  const options = cursor.u32();
  if ((options & (1 << 17)) !== 0) cursor.skip(32);
  if ((options & (1 << 16)) !== 0) cursor.skip(28);
  if ((options & (1 << 18)) !== 0) cursor.skip(278);
  const surplus = declared - (before - cursor.left);
  if (surplus > 0 && surplus <= MAX_SURPLUS) readSurplus(cursor.take(surplus), kind, boxes);
  readDetails(cursor, kind, boxes);
  return relations;
}

/** Drawings of any kind may hold a text box behind their attributes. */
function readSurplus(surplus: Buffer, kind: number, boxes: Buffer[]): void {
  if (kind === TEXT_BOX || surplus.length < 8) return;
  const first = surplus.readUInt32LE(0);
  const second = surplus.readUInt32LE(4);
  if (second > 0 && first + second === surplus.length - 8) boxes.push(surplus.subarray(8 + first));
}

function readDetails(cursor: Cursor, kind: number, boxes: Buffer[]): void {
  switch (kind) {
    case CONTAINER:
    case 2:
    case 3:
      return cursor.skip(8);
    case 1:
    case 4:
      return cursor.skip(12);
    case 5:
    case 7:
      return skipPoints(cursor, 8);
    case TEXT_BOX: {
      cursor.skip(4);
      const length = cursor.u32();
      if (length > 0) boxes.push(cursor.take(length));
      return;
    }
    case 8:
      return cursor.skip(24);
    case 9:
      return;
    case 10:
    case 11:
      return skipPoints(cursor, 9);
    default:
      cursor.skip(cursor.u32());
      cursor.skip(cursor.u32());
  }
}

function skipPoints(cursor: Cursor, size: number): void {
  cursor.skip(4);
  const points = cursor.u32();
  cursor.skip(4 + points * size);
}
