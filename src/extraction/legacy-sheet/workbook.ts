import { AppError } from '../../common/errors/app-error.js';
import type { ByteView } from '../containers/byte-view.js';
import { builtInFormat } from '../sheet/number-format.js';
import type { CellBudget } from '../sheet/sheet.js';
import { type BiffRecord, readRecords, RECORD, Strings } from './records.js';
import { readSharedStrings } from './shared-strings.js';

const UNICODE_VERSION = 0x600;
const OLDEST_VERSION = 0x500;
const GENERAL = 'General';

/** Kinds of sheets ([MS-XLS] 2.4.28). Modules of macros are no sheets that anyone sees. */
export type SheetKind = 'cells' | 'macros' | 'chart' | 'module';

const KINDS: Readonly<Record<number, SheetKind>> = { 0: 'cells', 1: 'macros', 2: 'chart', 6: 'module' };

export interface SheetEntry {
  name: string;
  hidden: boolean;
  kind: SheetKind;
  /** Where its records begin in the stream; undefined when there are none. */
  offset: number | undefined;
}

/** What the sheets of a workbook share. */
export interface Workbook {
  stream: ByteView;
  strings: Strings;
  shared: readonly string[];
  date1904: boolean;
  sheets: SheetEntry[];
  budget: CellBudget;
  /** The number format of the cells with a cell format. */
  formatOf(cellFormat: number): string;
}

/**
 * Reads what stands before the sheets of a workbook.
 *
 * @throws AppError `extract.damaged` when it does not begin as a workbook of Excel 5 or later does, `extract.memory`.
 */
export function readWorkbook(stream: ByteView, budget: CellBudget): Workbook {
  const version = stream.u16(4);
  if (stream.u16(0) !== RECORD.begin || version < OLDEST_VERSION)
    throw new AppError('extract.damaged', 'The file is damaged: it does not begin as an Excel workbook does');
  const strings = new Strings(version >= UNICODE_VERSION);
  const formats = new Map<number, string>();
  const cellFormats: number[] = [];
  const entries: (Omit<SheetEntry, 'offset'> & { claimed: number })[] = [];
  let sharedStrings: ByteView[] = [];
  let date1904 = false;
  let last: BiffRecord | undefined;
  for (const record of readRecords(stream)) {
    const { type, body } = record;
    if (type === RECORD.end) break;
    if (type === RECORD.continued) {
      if (last?.type === RECORD.sharedStrings) sharedStrings.push(body);
      continue;
    }
    last = record;
    if (type === RECORD.codePage) strings.codePage = body.u16(0);
    else if (type === RECORD.date1904) date1904 = body.u16(0) !== 0;
    else if (type === RECORD.format) formats.set(body.u16(0), strings.read(body, 2, strings.isUnicode ? 2 : 1));
    else if (type === RECORD.cellFormat) cellFormats.push(body.u16(2));
    else if (type === RECORD.sharedStrings) sharedStrings = [body];
    else if (type === RECORD.sheet) entries.push(entryOf(body, strings));
  }
  return {
    stream,
    strings,
    shared: readSharedStrings(sharedStrings, budget),
    date1904,
    sheets: placed(entries, stream),
    budget,
    formatOf: (cellFormat) => {
      const id = cellFormats[cellFormat] ?? 0;
      return formats.get(id) ?? builtInFormat(id) ?? GENERAL;
    },
  };
}

function entryOf(body: ByteView, strings: Strings): Omit<SheetEntry, 'offset'> & { claimed: number } {
  return {
    claimed: body.u32(0),
    hidden: (body.u8(4) & 3) !== 0,
    kind: KINDS[body.u8(5)] ?? 'cells',
    name: strings.read(body, 6, 1),
  };
}

/**
 * The sheets where they say they are, or else in the order of the stream; no two at one place. A workbook without a list of
 * its sheets (Excel 5 could write one) is its first.
 */
function placed(
  entries: readonly (Omit<SheetEntry, 'offset'> & { claimed: number })[],
  stream: ByteView,
): SheetEntry[] {
  const begins = sheetOffsets(stream);
  const listed =
    entries.length > 0 ? entries : begins.map(() => ({ claimed: -1, hidden: false, kind: 'cells' as const, name: '' }));
  const known = new Set(begins);
  const taken = new Set<number>();
  return listed.map(({ claimed, ...entry }, index) => {
    const wanted = known.has(claimed) ? claimed : begins[index];
    const offset = wanted === undefined || taken.has(wanted) ? undefined : wanted;
    if (offset !== undefined) taken.add(offset);
    return { ...entry, offset };
  });
}

/** Where the parts of a stream begin that stand beside each other, without the first, which is the workbook's own. */
function sheetOffsets(stream: ByteView): number[] {
  const offsets: number[] = [];
  let depth = 0;
  for (const { type, offset } of readRecords(stream)) {
    if (type === RECORD.begin) {
      if (depth === 0) offsets.push(offset);
      depth += 1;
    } else if (type === RECORD.end) {
      depth = Math.max(0, depth - 1);
    }
  }
  return offsets.slice(1);
}
