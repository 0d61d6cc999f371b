import type { Diagnostics } from './diagnostics.js';
import type { PdfOperators, PdfPage } from './document.js';

/** Operators of pdf.js (`OPS` of its display API) that matter here. */
const SAVE = 10;
const RESTORE = 11;
const TRANSFORM = 12;
const SHOW_TEXT = 44;
const BEGIN_FORM = 74;
const END_FORM = 75;
const CONSTRUCT_PATH = 91;
/** Shadings, and images of every kind. */
const PAINTS = new Set([62, 83, 84, 85, 86, 87, 88, 89, 90]);
/** Ends a path that is neither filled nor stroked. */
const END_PATH = 28;

/** A picture over more than this share of a page is what the page is about. */
const LARGE = 0.5;

export interface PageDrawing {
  /** Whether the page shows anything at all. */
  visible: boolean;
  /** Whether a picture covers most of it. */
  largePicture: boolean;
}

/**
 * Tells what a page shows, without decoding any image: the document was opened with a size limit of zero, so that images are
 * left out, which the diagnostics tell. A page whose drawing fails has something to fail on.
 */
export async function probeDrawing(page: PdfPage, diagnostics: Diagnostics): Promise<PageDrawing> {
  diagnostics.mark();
  try {
    const operators = await page.getOperatorList();
    const hasPicture = diagnostics.somethingUndrawn;
    const visible =
      hasPicture || operators.fnArray.some((operator, index) => paints(operator, operators.argsArray[index]));
    const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
    const area = Math.abs((right - left) * (top - bottom));
    return { visible, largePicture: hasPicture && largestUnitSquare(operators) > area * LARGE };
  } catch {
    return { visible: true, largePicture: false };
  }
}

type Arguments = PdfOperators['argsArray'][number] | undefined;

function paints(operator: number, args: Arguments): boolean {
  if (operator === CONSTRUCT_PATH) return args?.[0] !== END_PATH;
  if (operator === SHOW_TEXT) return Array.isArray(args?.[0]) && args[0].some(isVisibleGlyph);
  return PAINTS.has(operator);
}

/** Numbers among the glyphs are spacing. A glyph that stands for no letter is drawn all the same. */
function isVisibleGlyph(glyph: unknown): boolean {
  if (typeof glyph !== 'object' || glyph === null) return false;
  const { unicode } = glyph as { unicode?: string };
  return unicode === undefined || unicode === '' || unicode.trim() !== '';
}

/**
 * The largest area that the unit square is mapped to. An image is drawn into the unit square, and the transformation that
 * sizes it is there even when the image is left out.
 */
function largestUnitSquare({ fnArray, argsArray }: PdfOperators): number {
  const scales: number[] = [];
  let scale = 1;
  let largest = 0;
  for (const [index, operator] of fnArray.entries()) {
    if (operator === SAVE || operator === BEGIN_FORM) scales.push(scale);
    if (operator === TRANSFORM) scale *= determinant(argsArray[index]);
    else if (operator === BEGIN_FORM) scale *= determinant(argsArray[index]?.[0]);
    else if (operator === RESTORE || operator === END_FORM) scale = scales.pop() ?? 1;
    if (operator === TRANSFORM) largest = Math.max(largest, scale);
  }
  return largest;
}

/** By how much a matrix scales areas; 1 for what is no matrix. */
function determinant(matrix: unknown): number {
  if (!Array.isArray(matrix) && !ArrayBuffer.isView(matrix)) return 1;
  const [a, b, c, d] = Array.from(matrix as ArrayLike<unknown>, Number);
  return Math.abs((a ?? 1) * (d ?? 1) - (b ?? 0) * (c ?? 0));
}
