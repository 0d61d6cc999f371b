/**
 * The vocabulary of positions. Every offset is a half-open range `[start, end)` of UTF-16 code units in a document's
 * canonical text (NFC, `\n` line ends), so that `text.slice(start, end)` is the thing meant.
 */
export interface Span {
  start: number;
  end: number;
}

/** What can be said of a page: its text was read, it holds none, or reading it failed. */
export type PageStatus = 'ok' | 'empty' | 'no_text_layer' | 'failed';

/** A page of the file as a range of the text. Pages do not overlap and stand in reading order; `number` counts from 1. */
export interface Page extends Span {
  number: number;
  status: PageStatus;
  /** Set where the text was recognised from a picture of the page (OCR): how sure the recognition is, 0 to 1. */
  confidence?: number;
}

/** A table as a range of the text. A row is one line of it; cells lie inside their row, in reading order. */
export interface Table extends Span {
  rows: TableRow[];
}

export interface TableRow extends Span {
  cells: TableCell[];
}

/** A cell's text; an empty cell is an empty range. */
export interface TableCell extends Span {
  /** Columns and rows the cell takes where it takes more than one. */
  columnSpan?: number;
  rowSpan?: number;
}

/**
 * Something a file says beside its body text: what stands in the margin of every page, a reviewer's comment, a tracked
 * change. A header, footer or comment is not in the text; of tracked changes, what was inserted is and what was deleted is not.
 */
export interface Remark {
  kind: 'header' | 'footer' | 'comment' | 'inserted' | 'deleted' | 'hidden';
  text: string;
  author?: string;
  /** As the file gives it, ISO 8601. */
  date?: string;
  page?: number;
  /** The range of the text it is about; for a deletion, the empty range where the words stood. */
  start?: number;
  end?: number;
}

/** A numbered unit of a contract (article, section, 제1조, ①, 가.). Children lie inside their parent, in order. */
export interface Provision extends Span {
  id: string;
  /** The number as printed, e.g. `12.3`, `(a)`, `제3조`; null for an unnumbered heading. */
  number: string | null;
  heading: string | null;
  children: Provision[];
}

/** A place in a document that a statement rests on. Invariant: `text.slice(start, end) === quote`. */
export interface Citation extends Span {
  page: number;
  quote: string;
}

/** ISO 639-1 code of the text's main language; `und` when there is too little text to tell. */
export type Language = string;

/** Everything an analyst is given of a document: values only, so that analysis is a function of the text. */
export interface SourceText {
  text: string;
  /** SHA-256 of the UTF-8 text, hex. */
  textHash: string;
  pages: readonly Page[];
  provisions: readonly Provision[];
  language: Language;
}
