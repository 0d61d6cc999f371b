import type { ByteView } from '../containers/byte-view.js';

/** A change of one property: `[code, operand]`. */
export interface Sprm {
  code: number;
  operand: ByteView;
}

const OPERAND_LENGTH = [1, 1, 2, 4, 2, 2, -1, 3] as const;
const DEFINE_TABLE = 0xd608;
const CHANGE_TABS = 0xc615;

/** Reads a list of property changes ([MS-DOC] 2.2.5.1); a broken end is left out. */
export function* readSprms(list: ByteView): Generator<Sprm> {
  for (let at = 0; at + 3 <= list.length;) {
    const code = list.u16(at);
    const { skip, length } = operandOf(list, code, at + 2);
    yield { code, operand: list.view(at + 2 + skip, length) };
    at += 2 + skip + length;
  }
}

function operandOf(list: ByteView, code: number, at: number): { skip: number; length: number } {
  const length = OPERAND_LENGTH[code >> 13] ?? 1;
  if (length >= 0) return { skip: 0, length };
  if (code === DEFINE_TABLE) return { skip: 2, length: Math.max(0, list.u16(at) - 1) };
  const claimed = list.u8(at);
  if (code === CHANGE_TABS && claimed === 255) {
    const deleted = list.u8(at + 1);
    const added = list.u8(at + 2 + 4 * deleted);
    return { skip: 1, length: 2 + 4 * deleted + 3 * added };
  }
  return { skip: 1, length: claimed };
}
