import type { ByteView } from '../containers/byte-view.js';
import { headerText } from '../sheet/header-codes.js';
import { displayed } from '../sheet/number-format.js';
import { emptySheet, type Row, type Sheet } from '../sheet/sheet.js';
import { ChartReader } from './chart.js';
import { ContinuedReader } from './shared-strings.js';
import { type BiffRecord, readRecords, RECORD } from './records.js';
import type { SheetEntry, Workbook } from './workbook.js';

const ERRORS: Readonly<Record<number, string>> = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
};

const NOTE_OBJECT = 0x19;
const MAX_MERGES = 100_000;

/** A formula whose text stands in the record that follows. */
const STRING_RESULT = Symbol('string result');

/** Reads the cells of a sheet, with its notes and text boxes. A sheet that is cut off has no end. */
export function readWorksheet(workbook: Workbook, entry: SheetEntry): { sheet: Sheet; isWhole: boolean } {
  return new WorksheetReader(workbook, entry).read();
}

class WorksheetReader {
  readonly #sheet: Sheet;
  readonly #rows = new Map<number, Map<number, string>>();
  readonly #hiddenRows = new Set<number>();
  readonly #notes = new Map<number, { row: number; column: number; author: string }>();
  readonly #texts = new Map<number, string>();
  #object: { id: number; kind: number } | undefined;
  #text: { length: number; parts: ByteView[] } | undefined;
  #formula: { row: number; column: number; format: number } | undefined;
  #noteRows = 0;
  readonly #charts: ChartReader[] = [];

  constructor(
    private readonly workbook: Workbook,
    private readonly entry: SheetEntry,
  ) {
    this.#sheet = emptySheet(entry.name, entry.hidden);
  }

  read(): { sheet: Sheet; isWhole: boolean } {
    let depth = 0;
    let isWhole = false;
    for (const record of readRecords(this.workbook.stream, this.entry.offset)) {
      if (record.type !== RECORD.continued) this.#endText();
      if (record.type === RECORD.begin) {
        depth += 1;
        if (depth > 1 || this.entry.kind === 'chart') this.#charts.push(new ChartReader(this.workbook));
      } else if (record.type === RECORD.end) {
        depth -= 1;
        isWhole = depth <= 0;
        if (isWhole) break;
      } else if (depth > 1 || this.entry.kind === 'chart') this.#charts.at(-1)?.take(record);
      else this.#readRecord(record);
    }
    this.#endText();
    return { sheet: this.#finish(), isWhole };
  }

  #finish(): Sheet {
    const sheet = this.#sheet;
    sheet.rows = [...this.#rows]
      .sort(([one], [other]) => one - other)
      .map(([index, cells]): Row => ({
        index,
        cells: [...cells].sort(([one], [other]) => one - other).map(([column, text]) => ({ column, text })),
        hidden: this.#hiddenRows.has(index),
      }));
    for (const [id, { row, column, author }] of this.#notes) {
      const text = this.#texts.get(id) ?? '';
      this.#texts.delete(id);
      if (text !== '') sheet.comments.push({ row, column, text, ...(author !== '' && { author }) });
    }
    for (const text of this.#texts.values()) sheet.drawings.push({ text });
    for (const chart of this.#charts) sheet.drawings.push(...chart.blocks());
    return sheet;
  }

  #readRecord({ type, body }: BiffRecord): void {
    const row = body.u16(0);
    const column = body.u16(2);
    const format = body.u16(4);
    switch (type) {
      case RECORD.sharedString:
        return this.#put(row, column, this.#shown(this.workbook.shared[body.u32(6)] ?? '', format));
      case RECORD.label:
      case RECORD.richText:
        return this.#put(row, column, this.#shown(this.workbook.strings.read(body, 6, 2), format));
      case RECORD.number:
        return this.#put(row, column, this.#shown(body.f64(6), format));
      case RECORD.shortNumber:
        return this.#put(row, column, this.#shown(shortNumber(body.u32(6)), format));
      case RECORD.multipleNumbers:
        return this.#putNumbers(body);
      case RECORD.boolean:
        return this.#put(row, column, body.u8(7) === 0 ? truth(body.u8(6)) : errorText(body.u8(6)));
      case RECORD.formula:
        return this.#putFormula(body);
      case RECORD.string:
        return this.#putResult(body);
      default:
        this.#readOther(type, body);
    }
  }

  #readOther(type: number, body: ByteView): void {
    switch (type) {
      case RECORD.row:
        if ((body.u16(12) & 0x20) !== 0) this.#hiddenRows.add(body.u16(0));
        return;
      case RECORD.columns:
        if ((body.u16(8) & 1) !== 0) this.#sheet.hiddenColumns.push([body.u16(0), body.u16(2)]);
        return;
      case RECORD.merges:
        return this.#readMerges(body);
      case RECORD.header:
      case RECORD.footer:
        return this.#readMargin(type, body);
      case RECORD.note:
        return this.#readNote(body);
      case RECORD.object:
        this.#object = { kind: body.u16(4), id: body.u16(6) };
        return;
      case RECORD.text:
        this.#text = { length: body.u16(10), parts: [] };
        return;
      case RECORD.continued:
        this.#text?.parts.push(body);
        return;
      default:
    }
  }

  #shown(value: number | string, format: number): string {
    return displayed(value, this.workbook.formatOf(format), this.workbook.date1904);
  }

  #put(row: number, column: number, text: string): void {
    if (text === '') return;
    this.workbook.budget.take(text.length);
    const cells = this.#rows.get(row) ?? new Map<number, string>();
    this.#rows.set(row, cells);
    cells.set(column, text);
  }

  #putNumbers(body: ByteView): void {
    const row = body.u16(0);
    const first = body.u16(2);
    const count = Math.floor((body.length - 6) / 6);
    for (let index = 0; index < count; index++) {
      const at = 4 + 6 * index;
      this.#put(row, first + index, this.#shown(shortNumber(body.u32(at + 2)), body.u16(at)));
    }
  }

  #putFormula(body: ByteView): void {
    const [row, column, format] = [body.u16(0), body.u16(2), body.u16(4)];
    const result = resultOf(body);
    this.#formula = result === STRING_RESULT ? { row, column, format } : undefined;
    if (typeof result === 'string') this.#put(row, column, result);
    else if (typeof result === 'number') this.#put(row, column, this.#shown(result, format));
  }

  #putResult(body: ByteView): void {
    const formula = this.#formula;
    this.#formula = undefined;
    if (formula)
      this.#put(formula.row, formula.column, this.#shown(this.workbook.strings.read(body, 0, 2), formula.format));
  }

  #readMerges(body: ByteView): void {
    const count = Math.min(body.u16(0), Math.floor((body.length - 2) / 8));
    for (let index = 0; index < count && this.#sheet.merges.length < MAX_MERGES; index++) {
      const at = 2 + 8 * index;
      const [row, lastRow, column, lastColumn] = [body.u16(at), body.u16(at + 2), body.u16(at + 4), body.u16(at + 6)];
      if (lastRow >= row && lastColumn >= column)
        this.#sheet.merges.push({ row, column, rows: lastRow - row + 1, columns: lastColumn - column + 1 });
    }
  }

  #readMargin(type: number, body: ByteView): void {
    const { strings } = this.workbook;
    const text = headerText(strings.read(body, 0, strings.isUnicode ? 2 : 1));
    if (text !== '') (type === RECORD.header ? this.#sheet.headers : this.#sheet.footers).push(text);
  }

  /** Excel 5 writes the text of a note in its record, a long one in several; later versions in that of a text box. */
  #readNote(body: ByteView): void {
    const { strings } = this.workbook;
    const [row, column] = [body.u16(0), body.u16(2)];
    if (strings.isUnicode) {
      this.#notes.set(body.u16(6), { row, column, author: strings.read(body, 8, 2) });
      return;
    }
    const text = strings.decode(body.slice(6, body.length));
    const last = this.#sheet.comments.at(-1);
    if (row === 0xffff && last && this.#noteRows > 0) last.text += text;
    else this.#sheet.comments.push({ row, column, text });
    this.#noteRows += 1;
  }

  #endText(): void {
    const text = this.#text;
    this.#text = undefined;
    if (!text || !this.#object) return;
    const reader = new ContinuedReader(text.parts);
    const shown = reader.characters(text.length, reader.u8()).trim();
    this.workbook.budget.characters(shown.length);
    const id = this.#object.kind === NOTE_OBJECT ? this.#object.id : -1 - this.#texts.size;
    if (shown !== '') this.#texts.set(id, shown);
  }
}

/** The stored result of a formula; undefined for none ([MS-XLS] 2.5.133). */
function resultOf(body: ByteView): number | string | typeof STRING_RESULT | undefined {
  if (body.u16(12) !== 0xffff) return body.f64(6);
  switch (body.u8(6)) {
    case 0:
      return STRING_RESULT;
    case 1:
      return truth(body.u8(8));
    case 2:
      return errorText(body.u8(8));
    default:
      return undefined;
  }
}

function truth(value: number): string {
  return value === 0 ? 'FALSE' : 'TRUE';
}

function errorText(code: number): string {
  return ERRORS[code] ?? '#ERR!';
}

/** A number in four bytes ([MS-XLS] 2.5.217): the upper half of a double or an integer, perhaps in hundredths. */
function shortNumber(bits: number): number {
  const value = bits & 2 ? bits >> 2 : upperHalf(bits & 0xfffffffc);
  return bits & 1 ? value / 100 : value;
}

function upperHalf(bits: number): number {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32LE(bits | 0, 4);
  return bytes.readDoubleLE(0);
}
