import { PdfiumFailure } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';

/** A page as a picture: one byte a pixel, 0 black to 255 white, row by row from the top, without padding. */
export interface RenderedPage {
  width: number;
  height: number;
  data: Uint8Array;
  /** Pixels an inch that it came out with: less than asked for where the page was too large. */
  dpi: number;
}

export interface RenderOptions {
  dpi: number;
  /** The most pixels the picture may have; a larger page is drawn smaller. */
  maxPixels: number;
  /** The most time it may take, in milliseconds. Default 20,000. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;

const GREY = 1;
const WHITE = 0xffffffff;
/** Annotations are drawn; colours become shades of grey. */
const FLAGS = 0x01 | 0x08;

/**
 * Draws a page upright, as its `/Rotate` says, with its annotations. Fonts that the file does not bring along are those of
 * the engine, which has none for Korean.
 *
 * @param number from 1.
 * @throws PdfiumFailure when it takes too long or too much memory, or the page is damaged. The document cannot be used after
 * it if `document.usable` is false then; open it again for the next page.
 */
export function renderPage(document: PdfiumDocument, number: number, options: RenderOptions): RenderedPage {
  const { functions } = document.engine;
  return document.engine.run(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => {
    const page = functions.FPDF_LoadPage(document.handle, number - 1);
    if (page === 0) throw new Error(`Page ${number} cannot be opened`);
    try {
      return draw(document, page, options);
    } finally {
      functions.FPDF_ClosePage(page);
    }
  });
}

function draw({ engine }: PdfiumDocument, page: number, { dpi, maxPixels }: RenderOptions): RenderedPage {
  const { functions } = engine;
  const size = scaledSize(functions.FPDF_GetPageWidthF(page), functions.FPDF_GetPageHeightF(page), dpi, maxPixels);
  const { width, height } = size;
  const bitmap = functions.FPDFBitmap_CreateEx(width, height, GREY, 0, 0);
  if (bitmap === 0) throw new PdfiumFailure('memory');
  try {
    functions.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE | 0);
    functions.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAGS);
    const start = functions.FPDFBitmap_GetBuffer(bitmap);
    const stride = functions.FPDFBitmap_GetStride(bitmap);
    const data = new Uint8Array(width * height);
    for (let row = 0; row < height; row += 1) {
      const from = start + row * stride;
      data.set(engine.bytes.subarray(from, from + width), row * width);
    }
    return { ...size, data };
  } finally {
    functions.FPDFBitmap_Destroy(bitmap);
  }
}

const POINTS_AN_INCH = 72;

/** @param points the page's width and height in points. */
function scaledSize(
  pointsWide: number,
  pointsHigh: number,
  dpi: number,
  maxPixels: number,
): { width: number; height: number; dpi: number } {
  const wide = Math.max(1, pointsWide) / POINTS_AN_INCH;
  const high = Math.max(1, pointsHigh) / POINTS_AN_INCH;
  const fitting = Math.min(dpi, Math.sqrt(maxPixels / (wide * high)));
  // A strip of a page, a thousand times as long as wide, has one pixel across.
  const width = Math.min(maxPixels, Math.max(1, Math.round(wide * fitting)));
  const height = Math.max(1, Math.min(Math.round(high * fitting), Math.floor(maxPixels / width)));
  return { width, height, dpi: fitting };
}
