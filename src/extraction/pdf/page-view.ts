import type { Pdfium, Pointer } from './pdfium.js';

/** A page as it is seen: turned as it says, `x` from its left, `y` from its top downwards, in points. */
export interface PageView {
  width: number;
  height: number;
  /** Quarter turns clockwise. */
  quarterTurns: 0 | 1 | 2 | 3;
  /** The visible box in the coordinates of the file. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Point {
  x: number;
  y: number;
}

export function viewOf({ functions, scratch, floats }: Pdfium, page: Pointer): PageView {
  const turns = functions.FPDFPage_GetRotation(page);
  const quarterTurns = turns === 1 || turns === 2 || turns === 3 ? turns : 0;
  const width = functions.FPDF_GetPageWidthF(page);
  const height = functions.FPDF_GetPageHeightF(page);
  functions.FPDF_GetPageBoundingBox(page, scratch);
  const [left = 0, top = 0, right = 0, bottom = 0] = floats;
  return { width, height, quarterTurns, left, top, right, bottom };
}

/** A point of the file on the page as it is seen. */
export function toView({ quarterTurns, left, top, right, bottom }: PageView, x: number, y: number): Point {
  if (quarterTurns === 0) return { x: x - left, y: top - y };
  if (quarterTurns === 1) return { x: y - bottom, y: x - left };
  if (quarterTurns === 2) return { x: right - x, y: y - bottom };
  return { x: top - y, y: right - x };
}

/** A direction of the file on the page as it is seen. */
export function turnToView({ quarterTurns }: PageView, x: number, y: number): Point {
  if (quarterTurns === 0) return { x, y: -y };
  if (quarterTurns === 1) return { x: y, y: x };
  if (quarterTurns === 2) return { x: -x, y };
  return { x: -y, y: -x };
}
