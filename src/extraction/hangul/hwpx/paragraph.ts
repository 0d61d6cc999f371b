import type { Attributes } from '../../docx/xml.js';
import type { HangulDocument } from '../document.js';
import type { Anchor, FlowBlock, TableFlow } from '../flow.js';
import type { LaidLine, LaidTable } from '../page-tracker.js';
import { ParagraphWriter } from '../paragraph-writer.js';
import type { Header, TrackedChange } from './header.js';
import { isTrue, numberOf } from './names.js';

/** What a control takes of the places in a paragraph that its lines count in. */
const CONTROL_UNITS = 8;

/** Below its paragraph by at least so much, in HWPUNIT, a table that does not flow as a character stands behind the text. */
const BELOW = 300;

/** Lines of a paragraph that are looked at for page ends. */
const MAX_LINES = 10_000;

/** A list of paragraphs that is being read. */
export interface OpenList {
  blocks: FlowBlock[];
  paragraph: OpenParagraph | undefined;
  /** 0 for the body. */
  depth: number;
  /** Lines that stand higher than the one before: where a cell goes over pages. */
  resets: number;
  last: number;
  /** Where its lowest line ends. */
  bottom: number;
  /** The number that the text of a note gives itself. */
  noteNumber: string;
}

interface OpenChange {
  change: TrackedChange;
  from: number;
  text: string;
}

interface Line extends LaidLine {
  at: number;
  height: number;
}

/** A table of the body, with how it was laid out; its rows learn their pages when the lines of its paragraph are known. */
interface LaidTableOfBody {
  table: TableFlow;
  layout: LaidTable;
  at: number;
  /** Below the line that it hangs on, or below the top of the page. */
  offset: number;
  fromLine: boolean;
}

/** A paragraph that is being read. Until its lines are known, at its end, the page of a block is its place in it. */
export class OpenParagraph {
  readonly writer = new ParagraphWriter();
  readonly #properties: ReturnType<Header['paragraphs']['get']>;
  readonly #breakBefore: boolean;
  #isNumbered = false;
  #showsPicture = false;
  readonly #lines: Line[] = [];
  readonly #tables: LaidTableOfBody[] = [];
  readonly #memos = new Map<string, { remark: Anchor['remark']; from: number }>();
  #units = 0;
  #deleted: OpenChange | undefined;
  #inserted: OpenChange | undefined;

  constructor(
    private readonly document: HangulDocument,
    private readonly header: Header,
    attributes: Attributes,
  ) {
    this.#properties = header.paragraphs.get(attributes['paraPrIDRef'] ?? '');
    this.#breakBefore = isTrue(attributes['pageBreak']) || this.#properties?.pageBreakBefore === true;
    this.writer.page = 0;
  }

  /**
   * Counts the paragraph and gives it its number, once. @param outline the numbering of the outline, which the first paragraph of
   * a section tells before its text.
   */
  number(outline: string): void {
    if (this.#isNumbered) return;
    this.#isNumbered = true;
    this.writer.label(this.document.characters.show(this.#label(this.#properties, outline)));
  }

  get at(): number {
    return this.#units;
  }

  text(data: string): void {
    this.#units += data.length;
    const shown = this.document.characters.show(data);
    if (this.#deleted) this.#deleted.text += shown;
    else this.writer.write(shown);
    this.writer.page = this.#units;
  }

  /** A control or object stands here. */
  control(): void {
    this.writer.page = this.#units;
    this.#units += CONTROL_UNITS;
  }

  picture(): void {
    this.#showsPicture = true;
  }

  line(attributes: Attributes): void {
    if (this.#lines.length >= MAX_LINES) return;
    this.#lines.push({
      at: numberOf(attributes, 'textpos'),
      top: numberOf(attributes, 'vertpos'),
      height: numberOf(attributes, 'vertsize'),
      left: numberOf(attributes, 'horzpos'),
    });
  }

  table(table: TableFlow, layout: Omit<LaidTableOfBody, 'table' | 'at'>, inline: boolean): void {
    this.#tables.push({ ...layout, table, at: this.writer.page ?? 0 });
    const isBelow = layout.fromLine && layout.offset >= BELOW;
    this.writer.table(table, inline ? 'inline' : isBelow ? 'after' : 'here');
  }

  beginChange(id: string | undefined): void {
    const change = this.header.changes.get(id ?? '');
    if (!change || change.kind === 'other') return;
    this.document.warnings.add('tracked_changes_accepted');
    this.endChange(change.kind);
    const open: OpenChange = { change, from: this.writer.position, text: '' };
    if (change.kind === 'deleted') this.#deleted = open;
    else this.#inserted = open;
  }

  endChange(kind: 'inserted' | 'deleted'): void {
    const open = kind === 'deleted' ? this.#deleted : this.#inserted;
    if (!open) return;
    const { date, author } = open.change;
    const text = kind === 'deleted' ? open.text : this.writer.since(open.from);
    if (text !== '') this.writer.remark({ kind, text, date, author }, kind === 'deleted' ? undefined : open.from);
    if (kind === 'deleted') this.#deleted = undefined;
    else this.#inserted = undefined;
  }

  /** The changes that go on in the next paragraph. */
  get openChanges(): TrackedChange[] {
    return [this.#deleted, this.#inserted].flatMap((open) => (open ? [open.change] : []));
  }

  resume(changes: readonly TrackedChange[]): void {
    for (const change of changes) {
      const open: OpenChange = { change, from: 0, text: '' };
      if (change.kind === 'deleted') this.#deleted = open;
      else this.#inserted = open;
    }
  }

  beginMemo(field: string, remark: Anchor['remark']): void {
    this.#memos.set(field, { remark, from: this.writer.position });
  }

  endField(field: string): void {
    const memo = this.#memos.get(field);
    if (memo) this.writer.remark(memo.remark, memo.from);
    this.#memos.delete(field);
  }

  /** The paragraph is over: its blocks go to the list, those of the body with their pages. */
  end(list: OpenList): void {
    for (const { remark, from } of this.#memos.values()) this.writer.remark(remark, from);
    this.endChange('deleted');
    this.endChange('inserted');
    const blocks = this.writer.end();
    if (list.depth > 0) {
      for (const line of this.#lines) {
        if (line.top < list.last) list.resets += 1;
        list.last = line.top;
        list.bottom = Math.max(list.bottom, line.top + line.height);
      }
    } else this.#turnPages(blocks);
    if (this.#showsPicture) this.document.pictures.add(this.document.tracker.page);
    for (const block of blocks) list.blocks.push(block);
  }

  #turnPages(blocks: readonly FlowBlock[]): void {
    const { tracker } = this.document;
    const pages = tracker.paragraph(this.#lines, this.#breakBefore);
    for (const block of blocks) block.page = pages[this.#lineAt(block.page ?? 0)] ?? pages[0];
    for (const { table, layout, at, offset, fromLine } of this.#tables) {
      const line = this.#lines[this.#lineAt(at)];
      if (!line) continue;
      const pagesOn = tracker.table(layout, (fromLine ? line.top : 0) + offset);
      for (const [index, row] of table.rows.entries()) row.pagesOn = pagesOn[index] ?? 0;
    }
  }

  #lineAt(at: number): number {
    return Math.max(
      0,
      this.#lines.findLastIndex((line) => line.at <= at),
    );
  }

  #label(properties: ReturnType<Header['paragraphs']['get']>, outline: string): string {
    if (!properties || properties.type === 'none') return '';
    const { type, id, level, checked } = properties;
    if (type === 'bullet') {
      const bullet = this.header.bullets.get(id);
      return (checked ? bullet?.checkedSign : undefined) ?? bullet?.sign ?? '';
    }
    const numbering = type === 'outline' ? outline : id;
    return this.document.counter.next(numbering, this.header.numberings.get(numbering), level);
  }
}
