import { linesToText } from '../lines.js';
import { FAILED_PAGE, type ReadPage } from '../page-reader.js';
import type { WarningList } from '../../warnings.js';
import { type Diagnostics, withDiagnostics } from './diagnostics.js';
import { openPdf, type PdfDocument } from './document.js';
import { pageLines } from './page-text.js';
import { probeDrawing } from './probe.js';

interface Limits {
  /** The time after which the remaining pages are given up, as `performance.now()` counts. */
  end: number;
}

/**
 * The second engine, pdf.js: it is slower, and rebuilds some damaged files that the first does not open. The text of the
 * pages only; what else the file holds is left.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`.
 */
export function readPagesWithPdfjs(
  path: string,
  password: string | undefined,
  warnings: WarningList,
  { end }: Limits,
): Promise<ReadPage[]> {
  return withDiagnostics(async (diagnostics) => {
    const document = await openPdf(path, password);
    try {
      const pages: ReadPage[] = [];
      for (let number = 1; number <= document.numPages; number++) {
        const page = performance.now() < end ? await readPage(document, number, warnings, diagnostics) : FAILED_PAGE;
        if (page.status === 'failed') warnings.add('page_failed', { page: number });
        pages.push(page);
      }
      return pages;
    } finally {
      await document.destroy();
    }
  });
}

async function readPage(
  document: PdfDocument,
  number: number,
  warnings: WarningList,
  diagnostics: Diagnostics,
): Promise<ReadPage> {
  diagnostics.mark();
  try {
    const page = await document.getPage(number);
    const lines = await pageLines(page);
    if (diagnostics.incomplete) warnings.add('page_incomplete', { page: number });
    const [, bottom = 0, , top = 0] = page.view;
    const read: ReadPage = { lines, height: Math.abs(top - bottom), appended: [] };
    if (linesToText(lines).trim() === '') {
      const { visible } = await probeDrawing(page, diagnostics);
      read.status = visible ? 'no_text_layer' : 'empty';
    }
    page.cleanup();
    return read;
  } catch {
    return FAILED_PAGE;
  }
}
