import type { RawBlock, RawPage, RawRemark } from '../extraction.js';
import { type RowLayout, WordTable } from './word-table.js';

/** A change that was tracked. Insertions are in the text, deletions are not. */
export interface Change {
  kind: 'inserted' | 'deleted';
  author?: string | undefined;
  /** ISO 8601. */
  date?: string | undefined;
}

/** How a run of text is shown. */
export interface RunState {
  hidden?: boolean | undefined;
  change?: Change | undefined;
}

type Open = Omit<RawRemark, 'at' | 'page'> & { start: number; end: number };

/** Deeper tables are read as if they stood at this depth. */
const MAX_DEPTH = 16;

/** A text longer than this without any page break is not one page. */
const LONG_PAGE = 6000;

/**
 * Collects what a Word document (DOC or RTF) says in the order of its text, into pages of blocks: a paragraph or a table
 * each, footnotes at the end of their page.
 */
export class WordFlow {
  readonly #pages: { blocks: RawBlock[]; notes: string[] }[] = [{ blocks: [], notes: [] }];
  readonly #remarks: RawRemark[] = [];
  readonly #tables: WordTable<Open>[] = [];
  readonly #marks = new Map<string, number>();
  #pieces: string[] = [];
  #length = 0;
  #open: Open[] = [];
  #boxes: RawBlock[] = [];
  #breakAfterRow = false;
  #hasBreaks = false;
  #total = 0;

  /** Text of the paragraph. Line breaks are `\n`. */
  text(text: string, { hidden, change }: RunState = {}): void {
    if (text === '') return;
    const at = this.#length;
    if (hidden) {
      this.#remark({ kind: 'hidden', text, start: at, end: at });
      return;
    }
    if (change) {
      const { kind, author, date } = change;
      const end = kind === 'inserted' ? at + text.length : at;
      this.#remark({ kind, text, ...(author && { author }), ...(date && { date }), start: at, end });
      if (kind === 'deleted') return;
    }
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** Remembers this place, for the start of what a comment is about. */
  mark(name: string): void {
    this.#marks.set(name, this.#length);
  }

  /** A comment that hangs here, on the text since `mark` if that is in this paragraph. */
  comment(comment: { text: string; author?: string | undefined; date?: string | undefined }, mark?: string): void {
    const { text, author, date } = comment;
    const start = mark === undefined ? undefined : this.#marks.get(mark);
    this.#open.push({
      kind: 'comment',
      text,
      ...(author && { author }),
      ...(date && { date }),
      start: Math.min(start ?? this.#length, this.#length),
      end: this.#length,
    });
  }

  /** A footnote of this page. */
  note(text: string): void {
    if (text.trim() !== '') this.#page.notes.push(text.trim());
  }

  /** A text box, which stands after the paragraph that it hangs on. */
  box(content: readonly RawBlock[]): void {
    this.#boxes.push(...content);
  }

  /** @param label the number before the paragraph. @param depth how many tables the paragraph stands in. */
  endParagraph({ label = '', depth = 0 }: { label?: string; depth?: number } = {}): void {
    this.#closeTables(Math.min(depth, MAX_DEPTH));
    this.#flush(label);
  }

  endCell({ label = '', depth = 1 }: { label?: string; depth?: number } = {}): void {
    this.#openTables(depth);
    this.#closeTables(Math.min(depth, MAX_DEPTH));
    this.#flush(label);
    this.#tables.at(-1)?.endCell();
  }

  endRow(layout?: RowLayout, depth = 1): void {
    this.#openTables(depth);
    this.#closeTables(Math.min(depth, MAX_DEPTH));
    this.#tables.at(-1)?.endRow(layout);
    if (this.#breakAfterRow && this.#tables.length === 1) {
      this.#breakAfterRow = false;
      this.#flushTable();
      this.#nextPage();
    }
  }

  /** The paragraph that follows stands in so many tables. */
  enter(depth: number): void {
    this.#openTables(depth);
  }

  /** @param explicit a break that was set; another one may say only where the page began that it began anyway. */
  pageBreak(explicit = true): void {
    this.#hasBreaks = true;
    if (this.#tables.length > 0) this.#breakAfterRow = true;
    else if (explicit || this.#page.blocks.length > 0) this.#nextPage();
  }

  finish(): void {
    if (this.#length > 0 || this.#open.length > 0 || this.#boxes.length > 0) this.endParagraph();
    this.#closeTables(0);
  }

  /** Whether the text is long and no page ends in it. */
  get pagesUnknown(): boolean {
    return !this.#hasBreaks && this.#total > LONG_PAGE;
  }

  pages(): RawPage[] {
    return this.#pages.map(({ blocks, notes }) => ({ text: [...blocks, ...notes.map((text) => ({ text }))] }));
  }

  /** The blocks of all pages, for what is a part of something else. */
  blocks(): RawBlock[] {
    this.finish();
    return this.#pages.flatMap(({ blocks, notes }) => [...blocks, ...notes.map((text) => ({ text }))]);
  }

  remarks(): RawRemark[] {
    return this.#remarks;
  }

  /** All of it as plain text, for what becomes a note or a remark. */
  plainText(): string {
    this.finish();
    return this.#pages
      .flatMap(({ blocks, notes }) => [...blocks.map(plainBlock), ...notes])
      .filter((line) => line !== '')
      .join('\n');
  }

  get #page(): { blocks: RawBlock[]; notes: string[] } {
    return this.#pages.at(-1)!;
  }

  #nextPage(): void {
    this.#pages.push({ blocks: [], notes: [] });
  }

  /** Runs that differ only in their look continue the remark before them. */
  #remark(remark: Open): void {
    const last = this.#open.at(-1);
    const { kind, author, date, text, start, end } = remark;
    if (last?.kind === kind && last.author === author && last.date === date && last.end === start) {
      last.text += text;
      last.end = end;
    } else {
      this.#open.push(remark);
    }
  }

  #openTables(depth: number): void {
    while (this.#tables.length < Math.min(depth, MAX_DEPTH)) this.#tables.push(new WordTable<Open>());
  }

  /** Ends the tables that are deeper than `depth`. */
  #closeTables(depth: number): void {
    while (this.#tables.length > depth) {
      if (this.#tables.length === 1) {
        this.#tables[0]!.endRow();
        this.#flushTable();
        this.#tables.pop();
        if (this.#breakAfterRow) this.#nextPage();
        this.#breakAfterRow = false;
      } else {
        const inner = this.#tables.pop()!;
        const { text, notes } = inner.takeLines();
        this.#tables.at(-1)!.addText(text, notes);
      }
    }
    this.#openTables(depth);
  }

  /** A table of one cell around several paragraphs is a frame. */
  #flushTable(): void {
    const { rows = [], notes = [] } = this.#tables[0]?.takeRows() ?? {};
    if (rows.length === 0) return;
    const block = this.#page.blocks.length;
    const only = rows.length === 1 && rows[0]!.length === 1 ? rows[0]![0]!.text : '';
    const frame = only.includes('\n') ? only : undefined;
    if (frame === undefined) this.#page.blocks.push({ rows });
    else this.#page.blocks.push(...frame.split('\n').map((text) => ({ text })));
    for (const { note, row, cell } of notes) {
      const { start, end, ...remark } = note;
      const place = frame === undefined ? { block, row, start, end } : inFrame(frame, block, note);
      this.#add(remark, cell === undefined ? undefined : frame === undefined ? { ...place, cell } : place);
    }
  }

  #add(remark: Omit<Open, 'start' | 'end'>, at: RawRemark['at']): void {
    this.#remarks.push({ ...remark, page: this.#pages.length, ...(at && { at }) });
  }

  #flush(label: string): void {
    const shown = this.#pieces.join('');
    const text = label === '' ? shown : label + shown;
    this.#total += text.length;
    const inTable = this.#tables.length > 0;
    const notes = this.#open.map((note) => ({
      ...note,
      start: note.start + label.length,
      end: note.end + label.length,
    }));
    if (inTable) this.#tables.at(-1)!.addText(text.trimEnd(), notes);
    else {
      const block = this.#page.blocks.length;
      for (const { start, end, ...remark } of notes) this.#add(remark, { block, start, end });
      if (text.trim() !== '' || notes.length > 0) this.#page.blocks.push({ text });
    }
    if (inTable) this.#tables.at(-1)!.addText(this.#boxes.map(plainBlock).join('\n'));
    else this.#page.blocks.push(...this.#boxes);
    this.#boxes = [];
    this.#pieces = [];
    this.#length = 0;
    this.#open = [];
    this.#marks.clear();
  }
}

/** A range of a text as one of the block that its line becomes. */
function inFrame(text: string, block: number, { start, end }: { start: number; end: number }) {
  const before = text.slice(0, start).split('\n');
  const from = before.at(-1)!.length;
  return { block: block + before.length - 1, start: from, end: from + Math.max(0, end - start) };
}

function plainBlock(block: RawBlock): string {
  if ('text' in block) return block.text.trim();
  return block.rows.map((row) => row.map(({ text }) => text.replace(/\s+/g, ' ')).join(' | ')).join('\n');
}
