/** A line as Hangul laid it out last: where its top was on the page, in HWPUNIT (1/7200 inch) below the top margin. */
export interface LaidLine {
  top: number;
  /** Where it begins in its column, from the left. */
  left: number;
}

/** The size of a table as it was laid out, and what is known of where it broke. */
export interface LaidTable {
  /** By row, in HWPUNIT. */
  heights: readonly number[];
  /** By row, the pages that end within it. */
  breaks: readonly number[];
  /** A table that flows as a character is not broken. */
  breakable: boolean;
}

/** The share of a page that makes it plausible that no more was put on it. */
const FULL = 0.6;

/** Pages up to here are believed; a document of more is taken to have lost its layout. */
const MAX_PAGES = 20_000;

/**
 * Tells on which page each paragraph of a body begins, from the layout that Hangul stores with it: a line that stands higher than
 * the one before it is on a next page (or in a next column). What the author said, a new section or page, comes first.
 */
export class PageTracker {
  #page = 0;
  #top = Number.NEGATIVE_INFINITY;
  #left = 0;
  #column = 0;
  #columns = 1;
  #bodyHeight = 0;
  #begun = false;
  /** Whether any line was laid out, or a page ended by the author. */
  known = false;

  get page(): number {
    return this.#page;
  }

  /** A section begins, on a page of its own. @param bodyHeight between the margins, in HWPUNIT; 0 when not known. */
  section(bodyHeight: number): void {
    if (this.#begun) {
      this.known = true;
      this.#turn();
    }
    this.#bodyHeight = bodyHeight;
    this.#columns = 1;
  }

  columns(count: number): void {
    this.#columns = Math.min(Math.max(1, count), 100);
    this.#column = 0;
  }

  /** The body's height of the section, when its properties come after its beginning. */
  height(bodyHeight: number): void {
    this.#bodyHeight = bodyHeight;
  }

  /**
   * The pages that the lines of a paragraph are on; one page for a paragraph without lines.
   *
   * @param lines of the paragraph, none when it was not laid out. @param breakBefore the author ended the page before it.
   */
  paragraph(lines: readonly LaidLine[], breakBefore: boolean): [number, ...number[]] {
    if (breakBefore && this.#begun) {
      this.known = true;
      this.#turn();
    }
    this.#begun = true;
    const pages: number[] = [];
    for (const line of lines) {
      this.known = true;
      // Two pieces of one line, to the left and right of a picture, are equally high.
      if (line.top < this.#top || (line.top === this.#top && line.left <= this.#left)) this.#next();
      this.#top = line.top;
      this.#left = line.left;
      pages.push(this.#page);
    }
    const [first = this.#page, ...rest] = pages;
    return [first, ...rest];
  }

  /**
   * A table that hangs on the paragraph last told of; gives back for each row the pages since the table began.
   *
   * Heights are what the file says, so that a break is where a row would not have fitted.
   */
  table({ heights, breaks, breakable }: LaidTable, top: number): number[] {
    if (!breakable || this.#bodyHeight <= 0 || this.#columns > 1) return heights.map(() => 0);
    let pages = 0;
    let bottom = Math.max(0, top);
    const on = heights.map((height, row) => {
      const within = breaks[row] ?? 0;
      if (within === 0 && bottom > 0 && bottom + height > this.#bodyHeight) {
        pages += 1;
        bottom = 0;
      }
      const begin = pages;
      pages += within;
      bottom = within > 0 ? Math.min(height, (bottom + height) % this.#bodyHeight) : bottom + height;
      return begin;
    });
    if (pages > 0) {
      this.#page = Math.min(this.#page + pages, MAX_PAGES);
      // The text goes on below the last part of the table; a line above that is on a further page only if this one is full.
      this.#top = bottom > FULL * this.#bodyHeight ? bottom / 2 : Number.NEGATIVE_INFINITY;
    }
    return on;
  }

  /** The column ends, and with the last one the page. */
  #next(): void {
    this.#column += 1;
    if (this.#column >= this.#columns) this.#turn();
  }

  #turn(): void {
    this.#page = Math.min(this.#page + 1, MAX_PAGES);
    this.#column = 0;
    this.#top = Number.NEGATIVE_INFINITY;
  }
}
