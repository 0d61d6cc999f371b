import type { Attributes } from '../docx/xml.js';
import { ListCounters, MAX_LEVELS } from './list-numbering.js';
import type { OdfStyles } from './styles.js';

interface OpenList {
  style: string;
  counters: ListCounters;
  id: string | undefined;
}

interface OpenItem {
  /** The first paragraph of an item carries its number; an item of only a list inside has none. */
  labelled: boolean;
  start: number | undefined;
  /** A number that the writer stored. */
  written: string;
}

/** The lists of a document: which are open, and where each has counted to. */
export class ListStack {
  readonly #lists: OpenList[] = [];
  readonly #items: OpenItem[] = [];
  readonly #byStyle = new Map<string, ListCounters>();
  readonly #byId = new Map<string, ListCounters>();
  readonly #outline = new ListCounters();
  readonly #outlineWithin = new Map<string, ListCounters>();

  constructor(private readonly styles: OdfStyles) {}

  open(attributes: Attributes): void {
    const parent = this.#lists.at(-1);
    const style = attributes['text:style-name'] ?? parent?.style ?? '';
    const id = attributes['xml:id'];
    const counters = parent?.counters ?? this.#countersFor(attributes, style);
    this.#lists.push({ style, counters, id });
    if (parent) return;
    this.#byStyle.set(style, counters);
    if (id !== undefined) this.#byId.set(id, counters);
  }

  #countersFor(attributes: Attributes, style: string): ListCounters {
    const continued = attributes['text:continue-list'];
    const known =
      (continued === undefined ? undefined : this.#byId.get(continued)) ??
      (attributes['text:continue-numbering'] === 'true' ? this.#byStyle.get(style) : undefined);
    return known ?? new ListCounters();
  }

  close(): void {
    this.#lists.pop();
  }

  /** @param numbered false for a list header, which is indented like an item and has no number. */
  openItem(attributes: Attributes, numbered: boolean): void {
    const start = Number.parseInt(attributes['text:start-value'] ?? '', 10);
    this.#items.push({ labelled: !numbered, start: Number.isNaN(start) ? undefined : start, written: '' });
  }

  closeItem(): void {
    this.#items.pop();
  }

  /** The number that the writer stored for the item at hand. */
  write(text: string): void {
    const item = this.#items.at(-1);
    if (item) item.written += text;
  }

  /** How deep the paragraph at hand stands in lists, from 0; -1 outside. */
  get depth(): number {
    return Math.min(this.#lists.length, MAX_LEVELS) - 1;
  }

  /**
   * Counts a paragraph and gives its label.
   *
   * @param heading level of a heading from 0, undefined for other paragraphs. @param style of the paragraph.
   */
  label(heading: number | undefined, style: string, isHeader: boolean): string {
    const list = this.#lists.at(-1);
    if (list) return this.#itemLabel(list, style);
    if (heading === undefined || isHeader || this.styles.listOf(style) === '') return '';
    const own = this.styles.listOf(style);
    const ownStyle = own === undefined ? undefined : this.styles.list(own);
    if (own === undefined || !ownStyle) return this.#outline.next(this.styles.outline, heading);
    const counters = this.#outlineWithin.get(own) ?? new ListCounters();
    this.#outlineWithin.set(own, counters);
    return counters.next(ownStyle, heading);
  }

  #itemLabel(list: OpenList, paragraphStyle: string): string {
    const item = this.#items.at(-1);
    if (!item || item.labelled) return '';
    item.labelled = true;
    const style =
      this.styles.list(list.style) ??
      this.styles.list(this.styles.listOf(paragraphStyle) ?? '') ??
      (list.style === 'Outline' ? this.styles.outline : undefined);
    const label = style ? list.counters.next(style, this.depth, item.start) : '';
    return item.written.trim() === '' ? label : item.written.trim();
  }
}
