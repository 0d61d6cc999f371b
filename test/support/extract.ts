import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../../src/extraction/assemble.js';
import type { RawExtraction, ReadRequest } from '../../src/extraction/extraction.js';

/** What a reader makes of a file, in the form that specs look at. */
export interface Read {
  pages: string[];
  /** The cells of each table, row by row; `2x1` after the text of one that takes two columns. */
  tables: string[][][];
  /** `kind: text «what it is about»`, with author and page where there are. */
  remarks: string[];
  warnings: string[];
  statuses: string[];
}

/** Reads bytes as a file with a reader and assembles what it finds. */
export async function readWith(
  reader: (request: ReadRequest) => Promise<RawExtraction>,
  content: Buffer | string,
  options: { password?: string; memoryMb?: number } = {},
): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, content);
    const { text, pages, tables, remarks, warnings } = assemble(await reader({ path, memoryMb: 100, ...options }));
    return {
      pages: pages.map(({ start, end }) => text.slice(start, end)),
      tables: tables.map(({ rows }) =>
        rows.map(({ cells }) =>
          cells.map(({ start, end, columnSpan = 1, rowSpan = 1 }) => {
            const span = columnSpan * rowSpan > 1 ? ` ${columnSpan}x${rowSpan}` : '';
            return text.slice(start, end) + span;
          }),
        ),
      ),
      remarks: remarks.map(({ kind, text: said, author, page, start, end }) => {
        const by = author === undefined ? '' : ` (${author})`;
        const on = page === undefined ? '' : ` p${page}`;
        return `${kind}: ${said}${by}${on}${start === undefined ? '' : ` «${text.slice(start, end)}»`}`;
      }),
      warnings: warnings.map(({ code, page, message }) =>
        code === 'hidden_cells' ? `${code} ${page}: ${message}` : page === undefined ? code : `${code} ${page}`,
      ),
      statuses: pages.map(({ status }) => status),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
