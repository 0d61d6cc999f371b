import type { Format } from '../formats.js';
import { jpegToPdf, readJpegHeader } from './jpeg.js';
import { pngToPdf, readPngHeader } from './png.js';
import { countTiffPages, tiffPageToPdf } from './tiff.js';

export type ImageFormat = 'png' | 'jpeg' | 'tiff';

/**
 * How many pages a picture has.
 *
 * @throws AppError `extract.damaged`, `extract.memory`: nothing of it is decoded before it is known to be small enough.
 */
export function imagePages(data: Uint8Array, format: ImageFormat, memoryMb: number): number {
  if (format === 'tiff') return countTiffPages(data);
  if (format === 'png') readPngHeader(data, memoryMb);
  else readJpegHeader(data, memoryMb);
  return 1;
}

/**
 * Wraps a page of a picture into a PDF, its data as it is packed: PDF knows the same packings, and its engine unpacks them in isolation,
 * quickly, and at the size that is wanted.
 *
 * @param page from 1.
 * @throws AppError `extract.damaged`, `extract.memory`.
 */
export function imageToPdf(data: Uint8Array, format: Format, page: number, memoryMb: number): Uint8Array {
  if (format === 'png') return pngToPdf(data, memoryMb);
  if (format === 'jpeg') return jpegToPdf(data, memoryMb);
  if (format === 'tiff') return tiffPageToPdf(data, page, memoryMb);
  throw new Error(`${format} is no picture`);
}
