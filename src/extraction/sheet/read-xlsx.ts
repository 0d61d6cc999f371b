import { AppError } from '../../common/errors/app-error.js';
import { officeMetadata, withOfficePackage } from '../containers/office-package.js';
import type { ZipPackage } from '../containers/package.js';
import { mainPart, type Relationship, relationshipsOf } from '../containers/relationships.js';
import { walkXml } from '../docx/xml.js';
import type { RawExtraction, RawPage, RawRemark, ReadRequest } from '../extraction.js';
import { readDrawingTexts } from '../ooxml/drawing.js';
import { WarningList } from '../warnings.js';
import { laySheet } from './lay-sheet.js';
import { CellFormats } from './number-format.js';
import { CellBudget, emptySheet, type Sheet } from './sheet.js';
import { readComments, readPersons } from './xlsx-comments.js';
import { type WorkbookContext, WorksheetReader } from './xlsx-sheet.js';
import { readSharedStrings } from './xlsx-strings.js';

const MIB = 1024 * 1024;

/** The share of memory that parts held as a whole may take; sheets and shared strings are streamed. */
const XML_SHARE = 1 / 8;

/**
 * Reads an Excel workbook: each sheet is a page, with its name, its cells as they are displayed (formulas by the results
 * the file stores) in tables, and the text of its text boxes and charts. Hidden sheets, rows and columns are read like the others,
 * which a warning says; comments, headers and footers are remarks.
 *
 * @throws AppError `extract.encrypted`, `extract.damaged`, `extract.memory`, `format.mismatch`, `format.unsupported` (XLSB).
 */
export function readXlsx(request: ReadRequest): Promise<RawExtraction> {
  const options = { label: 'Excel workbook', budget: request.memoryMb * MIB * XML_SHARE };
  return withOfficePackage(request, options, (parts) => readWorkbook(parts, request.memoryMb));
}

interface SheetEntry {
  name: string;
  part: string | undefined;
  hidden: boolean;
}

async function readWorkbook(parts: ZipPackage, memoryMb: number): Promise<RawExtraction> {
  const main = await mainPart(parts, 'xl/workbook.xml');
  if (main.endsWith('.bin') || parts.has('xl/workbook.bin')) {
    const message = 'Binary Excel workbooks (XLSB) are not read. Save the file as XLSX and upload that.';
    throw new AppError('format.unsupported', message);
  }
  if (!parts.has(main)) throw new AppError('extract.damaged', 'The file has no workbook in it');
  const relationships = await relationshipsOf(parts, main);
  const { sheets, date1904 } = await readSheetList(parts, main, relationships);
  const budget = new CellBudget(memoryMb);
  const partOf = (type: string, fallback: string): string =>
    relationships.find((relationship) => relationship.type === type)?.target ?? fallback;
  const context: WorkbookContext = {
    strings: await readSharedStrings(parts, partOf('sharedStrings', 'xl/sharedStrings.xml'), budget),
    formats: new CellFormats(await parts.text(partOf('styles', 'xl/styles.xml')), date1904),
    budget,
  };
  const persons = await readPersons(parts, relationships);
  return { ...(await readSheets(parts, sheets, context, persons)), metadata: await officeMetadata(parts) };
}

async function readSheets(
  parts: ZipPackage,
  sheets: readonly SheetEntry[],
  context: WorkbookContext,
  persons: ReadonlyMap<string, string>,
): Promise<Omit<RawExtraction, 'metadata'>> {
  const warnings = new WarningList();
  const pages: RawPage[] = [];
  const remarks: RawRemark[] = [];
  let formulas = 0;
  for (const entry of sheets) {
    const number = pages.length + 1;
    if (entry.part === undefined || !parts.has(entry.part)) {
      warnings.add('page_failed', { page: number });
      pages.push({ text: '', status: 'failed' });
      continue;
    }
    const sheet = emptySheet(entry.name, entry.hidden);
    const reader = new WorksheetReader(sheet, context);
    await parts.walk(entry.part, reader);
    formulas += reader.formulasWithoutValue;
    await addRelated(parts, entry.part, sheet, persons);
    const laid = laySheet(sheet, number, warnings);
    pages.push(laid.page);
    remarks.push(...laid.remarks);
  }
  if (formulas > 0) warnings.add('formulas_without_values', { detail: String(formulas) });
  return { pages, remarks, warnings: warnings.toArray() };
}

async function readSheetList(
  parts: ZipPackage,
  main: string,
  relationships: readonly Relationship[],
): Promise<{ sheets: SheetEntry[]; date1904: boolean }> {
  const sheets: SheetEntry[] = [];
  const targets = new Map(relationships.map(({ id, target }) => [id, target]));
  let date1904 = false;
  walkXml(await parts.text(main), {
    open: (name, attributes) => {
      if (name === 'x:workbookPr') date1904 = attributes['date1904'] === '1' || attributes['date1904'] === 'true';
      if (name !== 'x:sheet') return;
      const hidden = attributes['state'] === 'hidden' || attributes['state'] === 'veryHidden';
      sheets.push({ name: attributes['name'] ?? '', part: targets.get(attributes['r:id'] ?? ''), hidden });
    },
  });
  return { sheets, date1904 };
}

/** Comments and drawings, which are parts of their own. */
async function addRelated(
  parts: ZipPackage,
  part: string,
  sheet: Sheet,
  persons: ReadonlyMap<string, string>,
): Promise<void> {
  const relationships = await relationshipsOf(parts, part);
  sheet.comments.push(...(await readComments(parts, relationships, persons)));
  for (const { type, target } of relationships) {
    if (type === 'drawing') sheet.drawings.push(...(await readDrawingTexts(parts, target)));
  }
}
