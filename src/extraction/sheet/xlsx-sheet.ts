import type { Attributes, XmlHandler } from '../docx/xml.js';
import type { CellFormats } from './number-format.js';
import { type CellBudget, MAX_COLUMNS, MAX_ROWS, parseRange, parseReference, type Row, type Sheet } from './sheet.js';
import { headerText } from './header-codes.js';
import { StringItem } from './xlsx-strings.js';
import { unescapeOffice } from '../ooxml/escapes.js';

/** What the cells of a workbook share. */
export interface WorkbookContext {
  strings: readonly string[];
  formats: CellFormats;
  budget: CellBudget;
}

interface OpenCell {
  column: number;
  type: string;
  style: number;
  value: string;
  hasFormula: boolean;
}

const MARGINS: Readonly<Record<string, 'headers' | 'footers'>> = {
  'x:oddHeader': 'headers',
  'x:evenHeader': 'headers',
  'x:firstHeader': 'headers',
  'x:oddFooter': 'footers',
  'x:evenFooter': 'footers',
  'x:firstFooter': 'footers',
};

/** A workbook never has more merged ranges or hidden columns than this; the rest is not believed. */
const MAX_RANGES = 200_000;

/** Reads the cells of a worksheet (ECMA-376 part 1, 18.3) into a sheet from the events of its XML. */
export class WorksheetReader implements XmlHandler {
  /** Formulas that the file stores no result of. */
  formulasWithoutValue = 0;
  #row: Row | undefined;
  #cell: OpenCell | undefined;
  readonly #inline = new StringItem();
  #in: 'value' | 'inline' | 'margin' | undefined;
  #margin = '';

  constructor(
    private readonly sheet: Sheet,
    private readonly context: WorkbookContext,
  ) {}

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'x:row':
        return this.#openRow(attributes);
      case 'x:c':
        return this.#openCell(attributes);
      case 'x:v':
        this.#in = 'value';
        return;
      case 'x:is':
        this.#in = 'inline';
        return;
      case 'x:f':
        if (this.#cell) this.#cell.hasFormula = true;
        return;
      case 'x:mergeCell':
        return this.#merge(attributes['ref'] ?? '');
      case 'x:col':
        return this.#column(attributes);
    }
    if (MARGINS[name]) this.#in = 'margin';
    else if (this.#in === 'inline') this.#inline.open(name);
  }

  text(data: string): void {
    if (this.#in === undefined) return;
    this.context.budget.characters(data.length);
    if (this.#in === 'value' && this.#cell) this.#cell.value += data;
    else if (this.#in === 'inline') this.#inline.text(data);
    else if (this.#in === 'margin') this.#margin += data;
  }

  close(name: string): void {
    if (name === 'x:c') return this.#closeCell();
    if (name === 'x:row') return this.#closeRow();
    const margin = MARGINS[name];
    if (margin) {
      const text = headerText(this.#margin);
      if (text !== '') this.sheet[margin].push(text);
      this.#margin = '';
      this.#in = undefined;
    } else if (name === 'x:is' || name === 'x:v') {
      this.#in = undefined;
    } else if (this.#in === 'inline') {
      this.#inline.close(name);
    }
  }

  #openRow({ r, hidden }: Attributes): void {
    const next = (this.sheet.rows.at(-1)?.index ?? -1) + 1;
    const index = r === undefined ? next : Number(r) - 1;
    this.#row = { index, cells: [], hidden: hidden === '1' || hidden === 'true' };
  }

  #closeRow(): void {
    const row = this.#row;
    this.#row = undefined;
    if (!row || row.cells.length === 0 || !(row.index >= 0 && row.index < MAX_ROWS)) return;
    if (row.cells.some(({ column }, at) => at > 0 && column < (row.cells[at - 1]?.column ?? 0))) {
      row.cells.sort((one, other) => one.column - other.column);
    }
    this.sheet.rows.push(row);
  }

  #openCell({ r, t = 'n', s }: Attributes): void {
    const column = (r === undefined ? undefined : parseReference(r))?.column;
    const next = (this.#row?.cells.at(-1)?.column ?? -1) + 1;
    this.#cell = { column: column ?? next, type: t, style: Number(s ?? 0), value: '', hasFormula: false };
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    this.#in = undefined;
    if (!cell || !this.#row || cell.column >= MAX_COLUMNS) return;
    const text = this.#text(cell);
    if (text === '' && cell.hasFormula && cell.value === '' && cell.type === 'n') this.formulasWithoutValue += 1;
    if (text.trim() === '') return;
    this.context.budget.take(text.length);
    this.#row.cells.push({ column: cell.column, text });
  }

  /** What the cell shows, by its type (18.18.11 ST_CellType). */
  #text({ type, style, value }: OpenCell): string {
    const { strings, formats } = this.context;
    switch (type) {
      case 's':
        return formats.text(strings[Number(value)] ?? '', style);
      case 'inlineStr':
        return formats.text(this.#inline.take(), style);
      case 'str':
        return formats.text(unescapeOffice(value), style);
      case 'b':
        return value === '' ? '' : value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
      case 'e':
        return value;
      case 'd':
        return value.replace(/T00:00:00(\.0+)?Z?$/, '');
    }
    const inline = this.#inline.take();
    if (inline !== '') return inline;
    const number = Number(value);
    return value.trim() === '' ? '' : Number.isFinite(number) ? formats.text(number, style) : value;
  }

  #merge(reference: string): void {
    const range = parseRange(reference);
    if (range && this.sheet.merges.length < MAX_RANGES) this.sheet.merges.push(range);
  }

  #column({ min, max, hidden }: Attributes): void {
    if (hidden !== '1' && hidden !== 'true') return;
    if (this.sheet.hiddenColumns.length < MAX_RANGES) this.sheet.hiddenColumns.push([Number(min) - 1, Number(max) - 1]);
  }
}
