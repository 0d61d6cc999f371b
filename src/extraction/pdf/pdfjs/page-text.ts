import type { PdfPage, PdfTextItem } from './document.js';
import { type Line, type PlacedText, toLines } from '../lines.js';

/**
 * A font that names no character for its space (Korean fonts as browsers embed them, NanumGothic for one) comes out as a control
 * character there. What a control character stands for is never more than a gap.
 */
const CONTROLS = /[\p{Cc}]/gu;

/** The lines of a page's content. */
export async function pageLines(page: PdfPage): Promise<Line[]> {
  const { items } = await page.getTextContent({});
  const { transform } = page.getViewport({ scale: 1 });
  return toLines(items.map((item) => place(item, transform)).filter((piece) => piece !== undefined));
}

/** Places an item in the axes of its own direction, so that rotated pages and rotated text read like upright ones. */
function place(item: PdfTextItem, viewport: readonly number[]): PlacedText | undefined {
  if (typeof item.str !== 'string' || item.str === '') return undefined;
  const [a, b, c, d, x, y] = multiply(viewport, item.transform);
  const length = Math.hypot(a, b) || 1;
  const cos = a / length;
  const sin = b / length;
  return {
    text: item.str.replace(CONTROLS, ' '),
    along: x * cos + y * sin,
    down: y * cos - x * sin,
    width: item.width,
    height: item.height || Math.hypot(c, d) || 1,
    angle: Math.round((Math.atan2(sin, cos) * 180) / Math.PI),
    rightToLeft: item.dir === 'rtl',
  };
}

type Matrix = [number, number, number, number, number, number];

/** The product of two affine matrices as PDF writes them. */
function multiply(m: readonly number[], n: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = m;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = n;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
