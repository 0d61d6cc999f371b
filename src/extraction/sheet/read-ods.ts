import { readDublinCore } from '../containers/office-package.js';
import type { RawExtraction, RawPage, RawRemark, ReadRequest } from '../extraction.js';
import { type Margin, readMargins } from '../odf/margins.js';
import { readObjects } from '../odf/objects.js';
import { type OdfParts, withOdfPackage } from '../odf/odf-package.js';
import { OdfStyles } from '../odf/styles.js';
import { WarningList } from '../warnings.js';
import { laySheet } from './lay-sheet.js';
import { OdsReader, type OdsSheet } from './ods-reader.js';
import { CellBudget } from './sheet.js';

/**
 * Reads an OpenDocument spreadsheet as `readXlsx` reads Excel's; cells are what the file says that they show.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`.
 */
export function readOds(request: ReadRequest): Promise<RawExtraction> {
  return withOdfPackage(request, 'OpenDocument sheet', (parts) => readSpreadsheet(parts, request.memoryMb));
}

async function readSpreadsheet(parts: OdfParts, memoryMb: number): Promise<RawExtraction> {
  const warnings = new WarningList();
  const styles = new OdfStyles();
  const { objects, unread } = await readObjects(parts);
  const margins = await readMargins(parts, { styles, warnings, objects });
  const reader = new OdsReader(styles, objects, new CellBudget(memoryMb));
  let inBody = false;
  await parts.walk('content.xml', {
    open: (name, attributes) => {
      if (inBody) reader.open(name, attributes);
      else if (name === 'office:spreadsheet') inBody = true;
      else styles.open(name, attributes);
    },
    text: (data) => {
      if (inBody) reader.text(data);
    },
    close: (name) => {
      if (name === 'office:spreadsheet') inBody = false;
      else if (inBody) reader.close(name);
      else styles.close(name);
    },
  });
  const pages: RawPage[] = [];
  const remarks: RawRemark[] = [];
  for (const sheet of reader.sheets) {
    addMargins(sheet, margins);
    const laid = laySheet(sheet, pages.length + 1, warnings);
    pages.push(laid.page);
    remarks.push(...laid.remarks);
  }
  if (unread.length > 0) warnings.add('embedded_content_skipped', { detail: unread.join(', ') });
  return { pages, remarks, warnings: warnings.toArray(), metadata: readDublinCore(await parts.text('meta.xml')) };
}

/** The headers and footers that a sheet is printed with; those of other master pages are printed on nothing. */
function addMargins(sheet: OdsSheet, margins: readonly Margin[]): void {
  for (const { kind, text, masterPage } of margins) {
    if (masterPage !== (sheet.masterPage ?? 'Default')) continue;
    (kind === 'header' ? sheet.headers : sheet.footers).push(text);
  }
}
