import { AppError } from '../../common/errors/app-error.js';

const MIB = 1024 * 1024;

/** Share of the memory that the pixels of a picture may take while they are decoded. */
const SHARE = 0.25;

/** A picture of one of these sides has no text that could be read. */
const LONGEST_SIDE = 100_000;

/** What a picture says of itself before anything of it is decoded. */
export interface ImageSize {
  width: number;
  height: number;
  /** All channels of a pixel together. */
  bitsPerPixel: number;
}

/**
 * Refuses a picture that would take too much when decoded, however small its file is.
 *
 * @throws AppError `extract.memory`, `extract.damaged`.
 */
export function assertDecodable({ width, height, bitsPerPixel }: ImageSize, memoryMb: number): void {
  if (width < 1 || height < 1) throw damagedImage('it has no pixels');
  const bytes = Math.ceil((width * bitsPerPixel) / 8) * height;
  if (width <= LONGEST_SIDE && height <= LONGEST_SIDE && bytes <= memoryMb * MIB * SHARE) return;
  const message = `A picture of ${width} x ${height} pixels takes more memory than the ${memoryMb} MiB that are granted allow`;
  throw new AppError('extract.memory', message);
}

export function damagedImage(why: string): AppError {
  return new AppError('extract.damaged', `The picture is damaged: ${why}`);
}

export function unsupportedImage(what: string): AppError {
  return new AppError(
    'extract.damaged',
    `The picture cannot be read: ${what}. Save it as PNG, JPEG or PDF and upload it again`,
  );
}
