import { AppError } from '../../common/errors/app-error.js';
import type { RawPage } from '../extraction.js';
import type { WarningList } from '../warnings.js';
import { withFile } from './byte-source.js';
import { type CompoundFile, CompoundFileError, CompoundFileLimitError, openCompoundFile } from './cfb.js';

const MIB = 1024 * 1024;

/**
 * Opens a file of Office 97 to 2003 for the time of `use`.
 *
 * @param options `share`: the part of the memory that its streams may take; `label`: what it is, for messages.
 * @throws AppError `extract.damaged`, `extract.memory`.
 */
export function withCompoundFile<T>(
  { path, memoryMb, share, label }: { path: string; memoryMb: number; share: number; label: string },
  use: (file: CompoundFile) => Promise<T>,
): Promise<T> {
  return withFile(path, async (source) => {
    try {
      return await use(await openCompoundFile(source, { maxBytes: memoryMb * MIB * share }));
    } catch (error) {
      if (error instanceof CompoundFileLimitError)
        throw new AppError('extract.memory', `The ${label} needs more than the ${memoryMb} MiB it is granted`, {
          cause: error,
        });
      if (error instanceof CompoundFileError)
        throw new AppError('extract.damaged', `The ${label} is damaged: ${error.message}`, { cause: error });
      throw error;
    }
  });
}

/** A stream as far as it is there, and whether that is all of it. */
export async function readStream(file: CompoundFile, path: string): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const bytes = await file.stream(path, { partial: true });
  return { bytes, isWhole: bytes.length >= (file.find(path)?.size ?? 0) };
}

/** Whether anything was read. */
export function hasText(pages: readonly RawPage[]): boolean {
  return pages.some(({ text }) =>
    typeof text === 'string' ? text !== '' : text.some((block) => 'rows' in block || block.text.trim() !== ''),
  );
}

/**
 * Says that a file is damaged, as a warning where something of it was read.
 *
 * @throws AppError `extract.damaged` when none of its pages has text.
 */
export function noteDamage(pages: readonly RawPage[], warnings: WarningList): void {
  if (!hasText(pages)) throw new AppError('extract.damaged', 'The file is damaged: no text could be recovered');
  warnings.add('damaged_recovered');
}
