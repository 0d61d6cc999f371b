import type { ByteView } from '../containers/byte-view.js';

const TEXT = 0;
const CHECK_BOX = 1;
const DROP_DOWN = 2;
const AS_DEFAULT = 25;
const MAX_CHOICES = 1000;

/** What a form field without text of its own shows ([MS-DOC] 2.9.78, FFData): a box, or the chosen entry. */
export function formFieldText(data: ByteView, offset: number): string {
  const headerLength = data.u16(offset + 4);
  const field = data.view(offset + headerLength, data.u32(offset) - headerLength);
  const bits = field.u16(4);
  const kind = bits & 3;
  const chosen = (bits >> 2) & 0x1f;
  let at = 10;
  const skipString = (): void => {
    at += 2 + 2 * field.u16(at) + 2;
  };
  skipString();
  if (kind === TEXT) return '';
  const standard = field.u16(at);
  const result = chosen === AS_DEFAULT ? standard : chosen;
  if (kind === CHECK_BOX) return result === 1 ? '☒' : '☐';
  if (kind !== DROP_DOWN) return '';
  at += 2;
  for (let skipped = 0; skipped < 5; skipped++) skipString();
  return choices(field, at)[result] ?? '';
}

function choices(field: ByteView, at: number): string[] {
  const count = Math.min(MAX_CHOICES, field.u16(at + 2));
  const found: string[] = [];
  for (let index = 0, next = at + 6; index < count && next < field.length; index++) {
    const length = field.u16(next);
    found.push(field.utf16(next + 2, length));
    next += 2 + 2 * length;
  }
  return found;
}
