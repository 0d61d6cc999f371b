import { readFile } from 'node:fs/promises';
import { hasText, noteDamage } from '../containers/legacy-office.js';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { RtfReader } from './rtf-reader.js';

/** Paragraphs and cells that a MiB of memory is enough for. */
const ITEMS_PER_MIB = 1024;

/**
 * Reads RTF: paragraphs with the numbers that the file says are printed, tables with their cells, footnotes at the end of
 * their page (`[1]`), endnotes at the end of the document (`[i]`), text boxes after the paragraph they hang on. Of fields
 * the result is read. Tracked deletions, hidden text, comments, headers and footers become remarks.
 *
 * @throws AppError `extract.memory`, `extract.damaged`.
 */
export async function readRtf({ path, memoryMb }: ReadRequest): Promise<RawExtraction> {
  return parseRtf(await readFile(path), memoryMb);
}

/** As `readRtf`, of a file in memory. */
export function parseRtf(bytes: Buffer, memoryMb: number): RawExtraction {
  const reader = new RtfReader(memoryMb * ITEMS_PER_MIB);
  const warnings = new WarningList();
  const end = reader.read(bytes);
  const pages = reader.flow.pages();
  if (end === 'cut' || (end === 'open' && !hasText(pages))) noteDamage(pages, warnings);
  if (reader.hasObjects) warnings.add('embedded_content_skipped', { detail: 'embedded objects' });
  if (reader.flow.pagesUnknown) warnings.add('page_breaks_unknown');
  return {
    pages,
    remarks: [...reader.margins.values(), ...reader.flow.remarks()],
    warnings: warnings.toArray(),
    metadata: reader.metadata,
  };
}
