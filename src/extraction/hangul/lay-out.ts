import type { RawBlock, RawCell, RawExtraction, RawRemark } from '../extraction.js';
import { pageRanges, type WarningList } from '../warnings.js';
import { anchorsOf, type FlowBlock, type FlowRow, notesOf, plainText, type TableFlow, type TextFlow } from './flow.js';

/** A text longer than this without any page break is not one page. */
const LONG_PAGE = 6000;

/** A cell with more text than this in several paragraphs is no cell of a grid but a part of the page. */
const LONG_CELL = 300;

/** What a reader found in a document. */
export interface HangulContent {
  /** The body, with the pages its blocks begin on. */
  body: FlowBlock[];
  endnotes: string[];
  /** Headers, footers and what else stands beside the body. */
  margins: RawRemark[];
  /** Whether the file says where its pages end. */
  knowsPages: boolean;
  /** How many pages there are; the last ones may show nothing. */
  pages: number;
  /** Pages, from 0, that show pictures; what these say is not read. */
  pictures: ReadonlySet<number>;
}

/** Lays a document out as pages of blocks, its notes at the end of their pages, with the remarks at their places. */
export function layOut(content: HangulContent, warnings: WarningList): Pick<RawExtraction, 'pages' | 'remarks'> {
  const layout = new Layout();
  for (const block of content.body) layout.place(block);
  layout.end(content);
  if (!content.knowsPages && layout.length > LONG_PAGE) warnings.add('page_breaks_unknown');
  const remarks = [...distinct(content.margins), ...layout.remarks];
  // A document of nothing but margins and remarks is read as what they say: that is all there is of it.
  if (layout.isEmpty) for (const { text } of remarks.toSorted(byPlace)) layout.add(text);
  const pages = layout.pages();
  const drawn = [...content.pictures]
    .filter((page) => pages[page]?.text.length === 0)
    .sort((left, right) => left - right);
  for (const page of drawn) pages[page] = { text: '', status: 'no_text_layer' };
  if (drawn.length > 0) warnings.add('pages_without_text', { detail: pageRanges(drawn.map((page) => page + 1)) });
  return { pages, remarks };
}

const PLACES: readonly string[] = ['header', 'hidden', 'comment', 'footer'];

function byPlace(left: RawRemark, right: RawRemark): number {
  return PLACES.indexOf(left.kind) - PLACES.indexOf(right.kind);
}

/** Each text once: sections repeat their headers. */
function distinct(remarks: readonly RawRemark[]): RawRemark[] {
  return [...new Map(remarks.map((remark) => [`${remark.kind}\n${remark.text}`, remark])).values()];
}

interface PageDraft {
  blocks: RawBlock[];
  notes: string[];
}

class Layout {
  readonly remarks: RawRemark[] = [];
  /** Characters of the body so far. */
  length = 0;
  readonly #pages: PageDraft[] = [{ blocks: [], notes: [] }];

  get #page(): PageDraft {
    return this.#pages.at(-1)!;
  }

  get isEmpty(): boolean {
    return this.#pages.every(({ blocks }) => blocks.length === 0);
  }

  place(block: FlowBlock): void {
    this.#turnTo(block.page ?? 0);
    if (block.kind === 'text') this.#text(block);
    else this.#table(block);
  }

  add(text: string): void {
    this.length += text.length;
    if (text.trim() !== '') this.#page.blocks.push({ text });
  }

  end({ endnotes, pages }: HangulContent): void {
    for (const note of endnotes) this.#page.notes.push(note);
    this.#turnTo(pages - 1);
  }

  pages(): RawExtraction['pages'] {
    return this.#pages.map(({ blocks, notes }) => ({ text: [...blocks, ...notes.map((text) => ({ text }))] }));
  }

  /** Pages only go on: what claims to stand on an earlier one stands here. */
  #turnTo(page: number): void {
    while (this.#pages.length <= page) this.#pages.push({ blocks: [], notes: [] });
  }

  #text({ text, anchors, notes }: TextFlow): void {
    const block = this.#page.blocks.length;
    const page = this.#pages.length;
    this.#page.notes.push(...notes);
    for (const { remark, start, end } of anchors) {
      this.remarks.push({ ...remark, page, ...(text.trim() !== '' && { at: { block, start, end } }) });
    }
    this.add(text.trimEnd());
  }

  /** Rows that are a grid become a table; what a frame around running text holds is running text. */
  #table(table: TableFlow): void {
    const begin = table.page ?? 0;
    const isFrame = table.rows.every(({ cells }) => cells.length === 1);
    let grid: RawCell[][] = [];
    const flush = (): void => {
      if (grid.length > 0) this.#page.blocks.push({ rows: grid });
      grid = [];
    };
    for (const row of table.rows) {
      if (begin + row.pagesOn >= this.#pages.length) {
        flush();
        this.#turnTo(begin + row.pagesOn);
      }
      if (isFrame || holdsText(row)) {
        flush();
        for (const { blocks } of row.cells) for (const block of blocks) this.place({ ...block, page: 0 });
      } else grid.push(this.#row(row, grid.length));
    }
    flush();
  }

  /** @param row its place in the table that is being gathered, which will be the next block. */
  #row({ cells }: FlowRow, row: number): RawCell[] {
    return cells.map(({ blocks, columnSpan, rowSpan }, cell) => {
      this.#page.notes.push(...notesOf(blocks));
      this.#cellRemarks(blocks, { row, cell });
      const text = plainText(blocks);
      this.length += text.length;
      return { text, columnSpan, rowSpan };
    });
  }

  /** Remarks at their places in the text of a cell, which is that of its paragraphs, one below the other. */
  #cellRemarks(blocks: readonly FlowBlock[], place: { row: number; cell: number }): void {
    const page = this.#pages.length;
    const block = this.#page.blocks.length;
    let before = 0;
    for (const inner of blocks) {
      const text = plainText([inner]);
      if (inner.kind === 'text') {
        const indent = inner.text.length - inner.text.trimStart().length;
        for (const { remark, start, end } of inner.anchors) {
          const at = {
            block,
            ...place,
            start: Math.max(0, before + start - indent),
            end: Math.max(0, before + end - indent),
          };
          this.remarks.push({ ...remark, page, at });
        }
      } else for (const { remark } of anchorsOf([inner])) this.remarks.push({ ...remark, page });
      if (text !== '') before += text.length + 1;
    }
  }
}

/** Whether a row is a frame around running text: tables in its cells, or the only text of it goes over paragraphs. */
function holdsText({ cells }: FlowRow): boolean {
  const filled = cells.filter(({ blocks }) => blocks.length > 0);
  if (filled.some(({ blocks }) => blocks.some((block) => block.kind === 'table' && isGrid(block)))) return true;
  const [only] = filled;
  return (
    filled.length === 1 && only !== undefined && only.blocks.length > 1 && plainText(only.blocks).length > LONG_CELL
  );
}

function isGrid({ rows }: TableFlow): boolean {
  return rows.length > 1 || rows.some(({ cells }) => cells.length > 1);
}
