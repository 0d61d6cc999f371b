import type { Language, Page, PageStatus } from '../contracts/types.js';
import type { Format } from './formats.js';
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
  pages: Page[];
  language: Language;
  warnings: Warning[];
  metadata: FileMetadata;
}

/** A file to read. `path` is a local path, readable by this process; `password` opens an encrypted PDF. */
export interface ExtractionRequest {
  path: string;
  format: Format;
  password?: string;
}

/** A page as its reader found it. The status tells what a page without text is; one with text is always `ok`. */
export interface RawPage {
  text: string;
  status?: Exclude<PageStatus, 'ok'>;
}

/** What a reader of a format hands on: pages in order, text not yet canonical. */
export interface RawExtraction {
  pages: RawPage[];
  warnings: Warning[];
  metadata: FileMetadata;
}

/** What a reader is given. */
export interface ReadRequest {
  path: string;
  password?: string;
  /** Memory the reading may take, in MiB; readers refuse early what would need more. */
  memoryMb: number;
}
