import { ByteView } from '../containers/byte-view.js';
import type { RowLayout } from './word-table.js';
import { readSprms, type Sprm } from './sprms.js';

/** What is read of a run's formatting. A switch is `0` or `1`, `0x80` for "as the style has it", `0x81` for its opposite. */
export interface CharacterProperties {
  vanish?: number;
  style?: number;
  inserted?: boolean;
  deleted?: boolean;
  insertAuthor?: number;
  insertDate?: number;
  deleteAuthor?: number;
  deleteDate?: number;
  special?: boolean;
  symbol?: { font: number; character: number };
  /** Number of the font of Latin text and of symbols. */
  font?: number;
  /** Offset in the Data stream of a picture or form field. */
  data?: number;
}

/** What is read of a paragraph's formatting. */
export interface ParagraphProperties {
  style?: number;
  list?: number;
  level?: number;
  inTable?: boolean;
  rowEnd?: boolean;
  depth?: number;
  innerCellEnd?: boolean;
  innerRowEnd?: boolean;
  pageBreakBefore?: boolean;
  row?: RowLayout;
  /** Offset in the Data stream of further changes. */
  further?: number;
}

const CHARACTER: Readonly<Record<number, (properties: CharacterProperties, operand: ByteView) => void>> = {
  0x0800: (properties, operand) => void (properties.deleted = operand.u8(0) !== 0),
  0x0801: (properties, operand) => void (properties.inserted = operand.u8(0) !== 0),
  0x083c: (properties, operand) => void (properties.vanish = operand.u8(0)),
  0x0855: (properties, operand) => void (properties.special = operand.u8(0) !== 0),
  0x4804: (properties, operand) => void (properties.insertAuthor = operand.u16(0)),
  0x4863: (properties, operand) => void (properties.deleteAuthor = operand.u16(0)),
  0x4a30: (properties, operand) => void (properties.style = operand.u16(0)),
  0x4a4f: (properties, operand) => void (properties.font = operand.u16(0)),
  0x6805: (properties, operand) => void (properties.insertDate = operand.u32(0)),
  0x6864: (properties, operand) => void (properties.deleteDate = operand.u32(0)),
  0x6a03: (properties, operand) => void (properties.data = operand.u32(0)),
  0x6a09: (properties, operand) => void (properties.symbol = { font: operand.u16(0), character: operand.u16(2) }),
};

const PARAGRAPH: Readonly<Record<number, (properties: ParagraphProperties, operand: ByteView) => void>> = {
  0x2407: (properties, operand) => void (properties.pageBreakBefore = operand.u8(0) !== 0),
  0x2416: (properties, operand) => void (properties.inTable = operand.u8(0) !== 0),
  0x2417: (properties, operand) => void (properties.rowEnd = operand.u8(0) !== 0),
  0x244b: (properties, operand) => void (properties.innerCellEnd = operand.u8(0) !== 0),
  0x244c: (properties, operand) => void (properties.innerRowEnd = operand.u8(0) !== 0),
  0x260a: (properties, operand) => void (properties.level = operand.u8(0)),
  0x4600: (properties, operand) => void (properties.style = operand.u16(0)),
  0x460b: (properties, operand) => void (properties.list = operand.u16(0)),
  0x6645: (properties, operand) => void (properties.further = operand.u32(0)),
  0x6646: (properties, operand) => void (properties.further = operand.u32(0)),
  0x646b: (properties, operand) => void (properties.further = operand.u32(0)),
  0x6649: (properties, operand) => void (properties.depth = operand.i32(0)),
  0xd608: (properties, operand) => void (properties.row = defineTable(operand)),
  0xd62b: (properties, operand) => mergeVertically(properties, operand),
  0x5624: (properties, operand) => mergeHorizontally(properties, operand),
};

const MAX_CELLS = 64;

/** The edges of a row's cells and which of them are merged ([MS-DOC] 2.9.330, TDefTableOperand). */
function defineTable(operand: ByteView): RowLayout {
  const count = Math.min(MAX_CELLS, operand.u8(0));
  const edges = Array.from({ length: count + 1 }, (_, index) => operand.i16(1 + 2 * index));
  const joined = new Set<number>();
  const continued = new Set<number>();
  const cellsAt = 1 + 2 * (operand.u8(0) + 1);
  for (let index = 0; index < count; index++) {
    const flags = operand.u16(cellsAt + 20 * index);
    if ((flags & 3) === 2) joined.add(index);
    if (((flags >> 5) & 3) === 1) continued.add(index);
  }
  return { edges, joined, continued };
}

function mergeVertically({ row }: ParagraphProperties, operand: ByteView): void {
  if (!row) return;
  const continued = new Set(row.continued);
  if (operand.u8(1) === 1) continued.add(operand.u8(0));
  else continued.delete(operand.u8(0));
  Object.assign(row, { continued });
}

function mergeHorizontally({ row }: ParagraphProperties, operand: ByteView): void {
  if (!row) return;
  const joined = new Set(row.joined);
  for (let index = operand.u8(0) + 1; index < operand.u8(1); index++) joined.add(index);
  Object.assign(row, { joined });
}

export function characterProperties(list: ByteView, onto: CharacterProperties = {}): CharacterProperties {
  for (const { code, operand } of readSprms(list)) CHARACTER[code]?.(onto, operand);
  return onto;
}

/** @param further reads the changes that stand in the Data stream. */
export function paragraphProperties(
  list: ByteView,
  onto: ParagraphProperties = {},
  further: (offset: number) => ByteView = () => new ByteView(Buffer.alloc(0)),
): ParagraphProperties {
  const apply = ({ code, operand }: Sprm): void => PARAGRAPH[code]?.(onto, operand);
  for (const sprm of readSprms(list)) apply(sprm);
  if (onto.further !== undefined) {
    for (const sprm of readSprms(further(onto.further))) apply(sprm);
    delete onto.further;
  }
  return onto;
}
