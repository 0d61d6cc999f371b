import type { Language, Page, PageStatus, Provision, Remark, Table } from '../contracts/types.js';
import type { Format } from './formats.js';
import type { RecognitionLanguage } from './ocr/languages.js';
import type { Warning } from './warnings.js';

/** What a file says of itself. Taken as written: untrusted, like its text. */
export interface FileMetadata {
  title?: string;
  author?: string;
  /** The program that made the file. */
  producer?: string;
}

/** The text of a file. `text` is canonical (`canonicalText`), and the pages are ranges of it. */
export interface Extraction {
  text: string;
  /** SHA-256 of the text's UTF-8, hex. */
  textHash: string;
  pages: Page[];
  provisions: Provision[];
  tables: Table[];
  remarks: Remark[];
  /** Files the file carries, to become documents of their own. */
  attachments: Attachment[];
  language: Language;
  warnings: Warning[];
  metadata: FileMetadata;
}

/** A file to read. `path` is a local path, readable by this process; `password` opens a protected one. */
export interface ExtractionRequest {
  path: string;
  format: Format;
  password?: string;
}

/** A page of a file, counted from 1, to be recognised from its picture. */
export interface PageRequest extends ExtractionRequest {
  page: number;
  /** The only languages it may be in; any, when left out. */
  languages?: readonly RecognitionLanguage[];
}

/** A file inside of a file: of a mail or a PDF. */
export interface Attachment {
  /** As given by the file: untrusted. */
  name: string;
  mediaType?: string;
  content: Uint8Array;
}

/** One paragraph or several, in the words of the file. */
export interface TextBlock {
  text: string;
}

/** A table: rows of cells. A cell's line breaks are folded into spaces. */
export interface TableBlock {
  rows: readonly (readonly RawCell[])[];
}

export interface RawCell {
  text: string;
  columnSpan?: number;
  rowSpan?: number;
}

export type RawBlock = TextBlock | TableBlock;

/** A remark as its reader found it. `at` is its range in the text of a block, before that is made canonical. */
export type RawRemark = Omit<Remark, 'start' | 'end'> & {
  /**
   * `block` counts the blocks of the page `page` from 0; in a table, `row` and `cell` count its rows and their cells, and the
   * range is one of the cell's text.
   */
  at?: { block: number; row?: number; cell?: number; start: number; end: number };
};

/** A page as its reader found it. The status tells what a page without text is; one with text is always `ok`. */
export interface RawPage {
  /** The whole text of the page, or its blocks in reading order, between which a blank line will stand. */
  text: string | readonly RawBlock[];
  /** How sure recognition from a picture was, 0 to 1; only where the text comes from one. */
  confidence?: number;
  status?: Exclude<PageStatus, 'ok'>;
  /**
   * What the page shows is more than its text layer tells: it has none, the layer is not to be trusted, or a picture covers
   * the page. `text` is then what the layer says, if anything.
   */
  wants?: 'ocr';
}

/** What a reader of a format hands on: pages in order, text not yet canonical. */
export interface RawExtraction {
  pages: RawPage[];
  warnings: Warning[];
  metadata: FileMetadata;
  remarks?: readonly RawRemark[];
  attachments?: readonly Attachment[];
}

/** What a reader is given. */
export interface ReadRequest {
  path: string;
  password?: string;
  /** Memory the reading may take, in MiB; readers refuse early what would need more. */
  memoryMb: number;
  /** The time until the process is ended, in milliseconds: a reader hands on what it has before that. */
  timeoutMs?: number;
}
