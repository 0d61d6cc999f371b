import type { ByteView } from '../containers/byte-view.js';

const DRAWING_GROUPS = 0xf000;
const DRAWING = 0xf002;
const SHAPE_GROUP = 0xf003;
const SHAPE = 0xf00a;
const CONTAINER = 0xf;
const MAX_DEPTH = 24;

/**
 * For every shape of a document's drawings, the shape that hangs in the text: itself, or the group it is in
 * ([MS-DOC] 2.9.172, OfficeArtContent).
 */
export function anchoredShapes(content: ByteView): Map<number, number> {
  const roots = new Map<number, number>();
  let at = 0;
  if (content.u16(2) === DRAWING_GROUPS) at = 8 + content.u32(4);
  // A byte before each drawing tells whether it is that of the text or that of the headers.
  for (at += 1; at + 8 <= content.length && content.u16(at + 2) === DRAWING; at += 9 + content.u32(at + 4))
    walk(content.view(at + 8, content.u32(at + 4)), { depth: 0, root: undefined, roots });
  return roots;
}

/** The outermost group of a drawing is the drawing itself: groups count from the second one inwards. */
function walk(
  records: ByteView,
  { depth, root, roots }: { depth: number; root: { id?: number } | undefined; roots: Map<number, number> },
): void {
  if (depth > MAX_DEPTH) return;
  for (let at = 0; at + 8 <= records.length;) {
    const type = records.u16(at + 2);
    const length = records.u32(at + 4);
    const body = records.view(at + 8, length);
    if (type === SHAPE) {
      const id = body.u32(0);
      if (root) root.id ??= id;
      roots.set(id, root?.id ?? id);
    } else if ((records.u16(at) & 0xf) === CONTAINER) {
      const inGroup = type === SHAPE_GROUP && depth > 0 ? (root ?? {}) : root;
      walk(body, { depth: depth + 1, root: inGroup, roots });
    }
    at += 8 + length;
  }
}
