import { type Attributes, toCount, type XmlHandler } from '../docx/xml.js';
import type { OdfObject } from '../odf/objects.js';
import { charactersOf } from '../odf/characters.js';
import type { OdfStyles } from '../odf/styles.js';
import { type CellBudget, type CellComment, emptySheet, MAX_COLUMNS, MAX_ROWS, type Row, type Sheet } from './sheet.js';

/** A sheet with the master page that it is printed by. */
export interface OdsSheet extends Sheet {
  masterPage: string | undefined;
}

/** Where text goes: a cell, a comment on one, or what lies over the cells. */
interface Target {
  kind: 'cell' | 'comment' | 'drawing';
  text: string;
}

interface OpenRow extends Row {
  /** How many times the row stands there. */
  count: number;
  /** Column of the next cell. */
  next: number;
}

const HIDDEN = new Set(['collapse', 'filter']);

const SKIPPED = new Set(['office:forms', 'svg:title', 'svg:desc', 'table:tracked-changes', 'text:ruby-text']);

const DRAWINGS = /^draw:(frame|g|custom-shape|rect|ellipse|circle|caption|line|connector|polygon|path)$/;

/** Reads the sheets of an OpenDocument spreadsheet (ODF 1.3 part 3, chapter 9) from the events of its XML. */
export class OdsReader implements XmlHandler {
  readonly sheets: OdsSheet[] = [];
  readonly #targets: Target[] = [];
  #row: OpenRow | undefined;
  #cell: Attributes = {};
  #comment: CellComment | undefined;
  #field: 'author' | 'date' | undefined;
  /** Where the rows and the definitions of columns are at. */
  #nextRow = 0;
  #nextColumn = 0;
  /** Tables that are open: one inside of a cell is only text. */
  #tables = 0;
  #paragraphs = 0;
  #skipped = 0;

  constructor(
    private readonly styles: OdfStyles,
    private readonly objects: ReadonlyMap<string, OdfObject>,
    private readonly budget: CellBudget,
  ) {}

  get #sheet(): OdsSheet | undefined {
    return this.sheets.at(-1);
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || SKIPPED.has(name)) {
      this.#skipped += 1;
      return;
    }
    if (name === 'table:table') this.#openTable(attributes);
    else if (DRAWINGS.test(name)) this.#targets.push({ kind: 'drawing', text: '' });
    else if (this.#tables === 1 && this.#openGrid(name, attributes)) return;
    else this.#openText(name, attributes);
  }

  #openTable(attributes: Attributes): void {
    this.#tables += 1;
    if (this.#tables > 1) return;
    const style = attributes['table:style-name'] ?? '';
    const sheet = emptySheet(attributes['table:name'] ?? '', this.styles.isHidden('table', style));
    this.sheets.push({ ...sheet, masterPage: this.styles.masterPage('table', style) });
    this.#nextRow = 0;
    this.#nextColumn = 0;
  }

  #openGrid(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'table:table-column':
        this.#openColumn(attributes);
        return true;
      case 'table:table-row': {
        const hidden = HIDDEN.has(attributes['table:visibility'] ?? '');
        const count = toCount(attributes['table:number-rows-repeated']);
        this.#row = { index: this.#nextRow, cells: [], hidden, count, next: 0 };
        return true;
      }
      case 'table:table-cell':
      case 'table:covered-table-cell':
        this.#cell = attributes;
        this.#targets.push({ kind: 'cell', text: '' });
        return true;
    }
    return false;
  }

  #openColumn(attributes: Attributes): void {
    const first = this.#nextColumn;
    this.#nextColumn += toCount(attributes['table:number-columns-repeated']);
    if (HIDDEN.has(attributes['table:visibility'] ?? '')) {
      this.#sheet?.hiddenColumns.push([first, this.#nextColumn - 1]);
    }
  }

  #openText(name: string, attributes: Attributes): void {
    const characters = charactersOf(name, attributes);
    if (characters !== undefined) return this.#write(characters);
    switch (name) {
      case 'office:annotation':
        this.#comment = { row: this.#row?.index ?? 0, column: this.#row?.next ?? 0, text: '' };
        this.#targets.push({ kind: 'comment', text: '' });
        return;
      case 'dc:creator':
      case 'dc:date':
        this.#field = name === 'dc:creator' ? 'author' : 'date';
        return;
      case 'text:p':
      case 'text:h':
        this.#paragraphs += 1;
        if (this.#targets.at(-1)?.text !== '') this.#write('\n');
        return;
      case 'draw:object': {
        const object = this.objects.get((attributes['xlink:href'] ?? '').replace(/^\.\//, '').toLowerCase());
        if (object) this.#sheet?.drawings.push(...object.blocks);
      }
    }
  }

  text(data: string): void {
    if (this.#skipped > 0) return;
    if (this.#field && this.#comment) this.#comment[this.#field] = (this.#comment[this.#field] ?? '') + data;
    else if (this.#paragraphs > 0) this.#write(data.replace(/[\t\r\n ]+/g, ' '));
  }

  #write(text: string): void {
    const target = this.#targets.at(-1);
    if (!target) return;
    this.budget.characters(text.length);
    target.text += text;
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    if (DRAWINGS.test(name)) return this.#closeDrawing();
    switch (name) {
      case 'table:table':
        this.#tables -= 1;
        return;
      case 'table:table-row':
        if (this.#tables === 1) this.#closeRow();
        return;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        if (this.#tables === 1) this.#closeCell(name);
        return;
      case 'office:annotation':
        return this.#closeComment();
      case 'dc:creator':
      case 'dc:date':
        this.#field = undefined;
        return;
      case 'text:p':
      case 'text:h':
        this.#paragraphs -= 1;
    }
  }

  #closeDrawing(): void {
    const target = this.#targets.pop();
    if (!target || target.text.trim() === '') return;
    const around = this.#targets.at(-1);
    if (around?.kind === 'drawing') around.text += (around.text === '' ? '' : '\n') + target.text;
    else this.#sheet?.drawings.push({ text: target.text });
  }

  #closeComment(): void {
    const comment = this.#comment;
    const target = this.#targets.pop();
    this.#comment = undefined;
    if (comment && target?.text.trim()) this.#sheet?.comments.push({ ...comment, text: target.text });
  }

  /** An empty cell may stand for all the columns there are: only filled ones are repeated. */
  #closeCell(name: string): void {
    const row = this.#row;
    const sheet = this.#sheet;
    const text = this.#targets.pop()?.text ?? '';
    if (!row || !sheet) return;
    const count = toCount(this.#cell['table:number-columns-repeated']);
    const column = row.next;
    row.next += count;
    if (name === 'table:covered-table-cell') return;
    this.#merge(sheet, row.index, column);
    const shown = text.trim() === '' ? storedValue(this.#cell) : text;
    if (shown === '') return;
    for (let at = column; at < Math.min(MAX_COLUMNS, column + count); at++) {
      this.budget.take(shown.length);
      row.cells.push({ column: at, text: shown });
    }
  }

  #merge(sheet: OdsSheet, row: number, column: number): void {
    const columns = toCount(this.#cell['table:number-columns-spanned']);
    const rows = toCount(this.#cell['table:number-rows-spanned']);
    if (rows > 1 || columns > 1) sheet.merges.push({ row, column, rows, columns });
  }

  #closeRow(): void {
    const row = this.#row;
    this.#row = undefined;
    if (!row) return;
    const { index, cells, hidden, count } = row;
    this.#nextRow += count;
    if (cells.length === 0) return;
    for (let at = index; at < Math.min(MAX_ROWS, index + count); at++) {
      if (at > index) for (const { text } of cells) this.budget.take(text.length);
      this.#sheet?.rows.push({ index: at, cells, hidden });
    }
  }
}

/** What a cell is worth whose text the writer left out. */
function storedValue(cell: Attributes): string {
  switch (cell['office:value-type']) {
    case 'string':
      return cell['office:string-value'] ?? '';
    case 'date':
      return cell['office:date-value'] ?? '';
    case 'time':
      return cell['office:time-value'] ?? '';
    case 'boolean':
      return (cell['office:boolean-value'] ?? '').toUpperCase();
    case undefined:
      return '';
    default:
      return cell['office:value'] ?? '';
  }
}
