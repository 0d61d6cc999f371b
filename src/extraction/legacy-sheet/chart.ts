import type { RawBlock } from '../extraction.js';
import { displayed } from '../sheet/number-format.js';
import { type BiffRecord, RECORD } from './records.js';
import type { Workbook } from './workbook.js';

const SERIES = 0x1003;
const TEXT = 0x1025;
const CACHE = 0x1065;
const VALUES = 1;
const CATEGORIES = 2;
const MAX_SERIES = 255;
const GENERAL = 'General';

/** Reads what a chart says ([MS-XLS] 2.1.7.20.1): its titles, and a table of the values that the file stores. */
export class ChartReader {
  readonly #titles: string[] = [];
  readonly #names: string[] = [];
  readonly #categories = new Map<number, string>();
  readonly #values = new Map<number, Map<number, string>>();
  #isSeries = false;
  #cache = 0;

  constructor(private readonly workbook: Workbook) {}

  take({ type, body }: BiffRecord): void {
    switch (type) {
      case SERIES:
        this.#isSeries = this.#names.length < MAX_SERIES;
        if (this.#isSeries) this.#names.push('');
        return;
      case TEXT:
        this.#isSeries = false;
        return;
      case RECORD.seriesText:
        return this.#addText(this.workbook.strings.read(body, 2, 1).trim());
      case CACHE:
        this.#cache = body.u16(0);
        return;
      case RECORD.number:
        return this.#addValue(body.u16(0), body.u16(2), displayed(body.f64(6), GENERAL));
      case RECORD.label:
        return this.#addValue(body.u16(0), body.u16(2), this.workbook.strings.read(body, 6, 2));
      default:
    }
  }

  blocks(): RawBlock[] {
    const points = [...new Set([...this.#categories.keys(), ...this.#values.keys()])].sort((a, b) => a - b);
    const columns = this.#names.map((_, index) => index);
    const head = ['', ...this.#names];
    const rows = points.map((point) => [
      this.#categories.get(point) ?? '',
      ...columns.map((column) => this.#values.get(point)?.get(column) ?? ''),
    ]);
    const table = (rows.length > 0 ? [head, ...rows] : []).map((cells) => cells.map((text) => ({ text })));
    return [...this.#titles.map((text) => ({ text })), ...(table.length > 0 ? [{ rows: table }] : [])];
  }

  #addText(text: string): void {
    this.workbook.budget.characters(text.length);
    if (text === '') return;
    if (!this.#isSeries) this.#titles.push(text);
    else if (this.#names.at(-1) === '') this.#names[this.#names.length - 1] = text;
  }

  #addValue(point: number, series: number, text: string): void {
    if (this.#cache === CATEGORIES) {
      if (this.#categories.has(point)) return;
      this.workbook.budget.take(text.length);
      this.#categories.set(point, text);
    } else if (this.#cache === VALUES) {
      this.workbook.budget.take(text.length);
      const values = this.#values.get(point) ?? new Map<number, string>();
      this.#values.set(point, values);
      values.set(series, text);
    }
  }
}
