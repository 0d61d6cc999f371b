import type { Diagnostics } from './diagnostics.js';
import type { PdfOperators, PdfPage } from './document.js';

/**
 * Operators of pdf.js (`OPS` of its display API) that always put something on a page: shadings, and images of every kind.
 * Those that set state, save, restore or clip put nothing there.
 */
const PAINTS = new Set([62, 83, 84, 85, 86, 87, 88, 89, 90]);
const SHOW_TEXT = 44;
const CONSTRUCT_PATH = 91;
/** Ends a path that is neither filled nor stroked. */
const END_PATH = 28;

/**
 * Whether a page shows anything. Images are not decoded (the document was opened with a size limit of zero): that one was
 * left out is known from the diagnostics. A page whose drawing fails has something to fail on.
 */
export async function drawsAnything(page: PdfPage, diagnostics: Diagnostics): Promise<boolean> {
  diagnostics.mark();
  try {
    const operators = await page.getOperatorList();
    if (diagnostics.somethingUndrawn) return true;
    return operators.fnArray.some((operator, index) => paints(operator, operators.argsArray[index]));
  } catch {
    return true;
  }
}

function paints(operator: number, args: PdfOperators['argsArray'][number] | undefined): boolean {
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
