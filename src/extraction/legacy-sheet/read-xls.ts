/** A reader of our own: the `xlsx` package of the registry is no longer kept there, and holds a whole workbook several times over. */
import { AppError } from '../../common/errors/app-error.js';
import { ByteView } from '../containers/byte-view.js';
import type { CompoundFile } from '../containers/cfb.js';
import { refuseRightsManaged } from '../containers/encryption/office-encryption.js';
import { noteDamage, readStream, withCompoundFile } from '../containers/legacy-office.js';
import { readSummaryInformation } from '../containers/summary-information.js';
import type { RawExtraction, RawPage, RawRemark, ReadRequest } from '../extraction.js';
import { laySheet } from '../sheet/lay-sheet.js';
import { CellBudget } from '../sheet/sheet.js';
import { WarningList } from '../warnings.js';
import { readWorkbook } from './workbook.js';
import { readWorksheet } from './worksheet.js';
import { decipherWorkbook } from './xls-encryption.js';

/** The share of memory that the streams may take. */
const SHARE = 1 / 4;

/** The stream of a workbook: of Excel 97 and later, and of Excel 5 and 95. */
const STREAMS = ['Workbook', 'Book'];

/**
 * Reads a workbook of Excel 5 to 2003: each sheet is a page, with its name, its cells as they are displayed (formulas by
 * the results the file stores) in tables, and the text of its text boxes and charts. Hidden sheets, rows and columns are read like
 * the others, which a warning says; notes, headers and footers are remarks.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`, `format.mismatch`.
 */
export function readXls({ path, password, memoryMb }: ReadRequest): Promise<RawExtraction> {
  return withCompoundFile({ path, memoryMb, share: SHARE, label: 'Excel workbook' }, async (file) => {
    refuseRightsManaged(file);
    const { bytes, isWhole } = await workbookStream(file);
    const sheets = readSheets(decipherWorkbook(bytes, password), { memoryMb, file, isWhole });
    return { ...sheets, metadata: await readSummaryInformation(file) };
  });
}

function workbookStream(file: CompoundFile): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const name = STREAMS.find((stream) => file.find(stream));
  if (name === undefined)
    throw new AppError('format.mismatch', 'The file is named as an Excel workbook, but its content is something else');
  return readStream(file, name);
}

function readSheets(
  stream: Buffer,
  { memoryMb, file, isWhole }: { memoryMb: number; file: CompoundFile; isWhole: boolean },
): Omit<RawExtraction, 'metadata'> {
  const workbook = readWorkbook(new ByteView(stream), new CellBudget(memoryMb));
  const warnings = new WarningList();
  const pages: RawPage[] = [];
  const remarks: RawRemark[] = [];
  let isDamaged = !isWhole;
  const hasMacros = workbook.sheets.some(({ kind }) => kind === 'macros' || kind === 'module');
  if (hasMacros || file.find('_VBA_PROJECT_CUR')) warnings.add('macros_ignored');
  if (file.entries.some(({ path }) => /^MBD[0-9a-f]+$/i.test(path)))
    warnings.add('embedded_content_skipped', { detail: 'embedded objects' });
  for (const entry of workbook.sheets) {
    if (entry.kind === 'module' || entry.kind === 'macros') continue;
    const number = pages.length + 1;
    if (entry.offset === undefined) {
      warnings.add('page_failed', { page: number });
      pages.push({ text: '', status: 'failed' });
      continue;
    }
    const read = readWorksheet(workbook, entry);
    if (!read.isWhole) isDamaged = true;
    const laid = laySheet(read.sheet, number, warnings);
    pages.push(laid.page);
    remarks.push(...laid.remarks);
  }
  if (isDamaged || pages.length === 0) noteDamage(pages, warnings);
  return { pages, remarks, warnings: warnings.toArray() };
}
