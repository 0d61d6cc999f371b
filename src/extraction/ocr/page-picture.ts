import { readFile, stat } from 'node:fs/promises';
import type { PageRequest } from '../extraction.js';
import { imageToPdf } from '../image/image-to-pdf.js';
import { PdfiumDocument } from '../pdf/pdfium-document.js';
import { renderPage } from '../pdf/render.js';
import type { Bitmap } from './bitmap.js';

/** What scanners are set to for text, and what the engine was trained for. */
const DPI = 300;

/** A4 at 300 dpi has 8.7 million; a larger page is drawn smaller. */
const MAX_PIXELS = 20_000_000;

interface Open {
  key: string;
  document: PdfiumDocument;
}

/** The file of the last page stays open: the next one is likely of the same. */
let open: Open | undefined;

/** Draws a page of a PDF, or a picture, upright as its file says. */
export async function drawPage(request: PageRequest, memoryMb: number): Promise<Bitmap> {
  const document = await openDocument(request, memoryMb);
  const number = request.format === 'pdf' ? request.page : 1;
  return renderPage(document, number, { dpi: DPI, maxPixels: MAX_PIXELS });
}

async function openDocument(request: PageRequest, memoryMb: number): Promise<PdfiumDocument> {
  const { path, format, page, password } = request;
  const { size, mtimeMs } = await stat(path);
  const key = [path, size, mtimeMs, format === 'pdf' ? '' : page].join(' ');
  if (open?.key === key && open.document.usable) return open.document;
  closeDocument();
  const data = new Uint8Array(await readFile(path));
  const pdf = format === 'pdf' ? data : imageToPdf(data, format, page, memoryMb);
  const document = await PdfiumDocument.open(pdf, password, memoryMb);
  open = { key, document };
  return document;
}

/** Gives back the memory of the file that was kept open. */
export function closeDocument(): void {
  const document = open?.document;
  open = undefined;
  document?.close();
}
