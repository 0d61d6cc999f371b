import { readFile } from 'node:fs/promises';
import type { RawBlock, RawCell, RawExtraction, ReadRequest } from '../extraction.js';
import { decodeText } from '../text/decode.js';
import { decodingWarnings } from '../text/read-text.js';
import { declaredSeparator, detectSeparator, parseCsv } from './csv.js';
import { CellBudget } from './sheet.js';

/**
 * Reads CSV, and text with other separators, as one page: tables of its records, which a blank line ends. The separator
 * is told from the text.
 *
 * @throws AppError `extract.memory`.
 */
export async function readCsv({ path, memoryMb }: ReadRequest): Promise<RawExtraction> {
  const decoded = decodeText(await readFile(path));
  const written = decoded.text.replace(/^\ufeff/, '');
  const declared = declaredSeparator(written);
  const text = declared?.rest ?? written;
  const blocks = tables(text, declared?.separator ?? detectSeparator(text), new CellBudget(memoryMb));
  return { pages: [{ text: blocks }], warnings: decodingWarnings(decoded).toArray(), metadata: {} };
}

function tables(text: string, separator: string, budget: CellBudget): RawBlock[] {
  const blocks: { rows: RawCell[][] }[] = [];
  let open = false;
  for (const fields of parseCsv(text, separator)) {
    if (fields.every((field) => field.trim() === '')) {
      open = false;
      continue;
    }
    for (const field of fields) budget.take(field.length);
    if (!open) blocks.push({ rows: [] });
    open = true;
    blocks.at(-1)?.rows.push(fields.map((field) => ({ text: field })));
  }
  return blocks.map(({ rows }) => {
    const lone = rows.length === 1 && rows[0]?.length === 1 ? rows[0][0] : undefined;
    return lone ? { text: lone.text } : { rows };
  });
}
