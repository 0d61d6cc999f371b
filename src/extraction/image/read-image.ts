import { readFile } from 'node:fs/promises';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { type ImageFormat, imagePages } from './image-to-pdf.js';

export function readPng(request: ReadRequest): Promise<RawExtraction> {
  return readImage(request, 'png');
}

export function readJpeg(request: ReadRequest): Promise<RawExtraction> {
  return readImage(request, 'jpeg');
}

export function readTiff(request: ReadRequest): Promise<RawExtraction> {
  return readImage(request, 'tiff');
}

/**
 * Tells the pages of a picture: one, or as many as the TIFF has. What they say is for recognition to find out.
 *
 * @throws AppError `extract.damaged`, `extract.memory`.
 */
async function readImage({ path, memoryMb }: ReadRequest, format: ImageFormat): Promise<RawExtraction> {
  const count = imagePages(new Uint8Array(await readFile(path)), format, memoryMb);
  const pages = Array.from({ length: count }, () => ({ text: '', status: 'no_text_layer', wants: 'ocr' }) as const);
  return { pages, warnings: [], metadata: {} };
}
