import { MAX_ATTACHMENTS } from '../attachments.js';
import type { ReadRequest } from '../extraction.js';
import { DEFAULT_TIMEOUT_MS } from './limits.js';
import { FAILED_PAGE, type Findings, type ReadPage, readPage } from './page-reader.js';
import { pageRanges } from '../warnings.js';
import { isEngineFailure, PdfiumFailure } from './pdfium.js';
import { PdfiumDocument } from './pdfium-document.js';

/** Setting a time limit costs more than reading a page: pages are read in bunches of so many milliseconds. */
const BUNCH_MS = 250;

/** The most time a page may take, in milliseconds, and the share of the file's time that it may take at most. */
const PAGE_MS = 10_000;
const PAGE_SHARE = 0.2;

/** What is kept of the file's time to put together and hand on what was read, as a share of it. */
const RESERVE_SHARE = 0.2;

/** After so many attachments on which the engine failed the others are given up. */
const MAX_LOST = 3;

/** Failed pages that have a warning of their own; the others share one. */
const MAX_NAMED = 100;

/** After so many pages on end that do not exist, the file says that it has more than it has. */
const MAX_MISSING = 500;

/** A file on so many of whose pages the engine stopped is hostile: the others are given up. */
const MAX_FAILURES = 10;

/** What was read of a file stays in the engine: once it has grown by this share of the memory, the file is opened afresh. */
const RENEW_SHARE = 0.25;

const MIB = 1024 * 1024;

interface Reading {
  document: PdfiumDocument;
  data: Uint8Array;
  request: ReadRequest;
  findings: Findings;
  /** Called once, before the first page. */
  onOpen(document: PdfiumDocument): void;
}

export interface PagesRead {
  pages: ReadPage[];
  /** Why the engine stopped on some of them. */
  failures: ReadonlySet<PdfiumFailure['reason']>;
}

/**
 * Reads all pages of an open document and closes it. A page on which the engine fails, runs out of memory or of time is
 * `failed`, as are those that the file's own time does not suffice for.
 */
export async function readPages(reading: Reading): Promise<PagesRead> {
  const loop = new PageLoop(reading);
  return { pages: await loop.run(), failures: loop.failures };
}

class PageLoop {
  readonly failures = new Set<PdfiumFailure['reason']>();
  readonly #pages: ReadPage[] = [];
  #count: number;
  #missing = 0;
  readonly #end: number;
  readonly #pageMs: number;
  #document: PdfiumDocument;
  #sizeAtStart: number;
  #failures = 0;
  #attachments = 0;

  constructor(private readonly reading: Reading) {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = reading.request;
    this.#document = reading.document;
    this.#sizeAtStart = reading.document.engine.size;
    this.#count = reading.document.pageCount;
    this.#end = performance.now() + timeoutMs * (1 - RESERVE_SHARE);
    this.#pageMs = Math.min(PAGE_MS, timeoutMs * PAGE_SHARE);
  }

  async run(): Promise<ReadPage[]> {
    while (this.#pages.length < this.#count) {
      if (this.#failures >= MAX_FAILURES || performance.now() > this.#end || !(await this.#fresh())) {
        this.#giveUp();
        break;
      }
      this.#readBunch();
    }
    await this.#takeAttachments();
    if (this.#document.usable) this.#document.close();
    this.#nameFailed();
    return this.#pages;
  }

  #readBunch(): void {
    const limit = BUNCH_MS + this.#pageMs;
    try {
      this.#document.use(limit, () => {
        if (this.#pages.length === 0) this.#open();
        const until = performance.now() + BUNCH_MS;
        do {
          this.#pages.push(this.#readOne(this.#pages.length + 1));
        } while (this.#pages.length < this.#count && performance.now() < until);
      });
    } catch (error) {
      if (!(error instanceof PdfiumFailure)) throw error;
      this.#failures += 1;
      this.failures.add(error.reason);
      if (this.#pages.length < this.#count) this.#pages.push(FAILED_PAGE);
    }
  }

  #open(): void {
    const { engine, handle } = this.#document;
    this.#attachments = Math.min(MAX_ATTACHMENTS, engine.functions.FPDFDoc_GetAttachmentCount(handle));
    this.reading.onOpen(this.#document);
  }

  #readOne(number: number): ReadPage {
    try {
      const page = readPage(this.#document, number, this.reading.findings);
      this.#missing = 0;
      return page;
    } catch (error) {
      if (isEngineFailure(error)) throw error;
      this.#missing += 1;
      if (this.#missing > MAX_MISSING) this.#count = number;
      return FAILED_PAGE;
    }
  }

  /** What was said of pages that the file claims to have is true of some of them: the first few stand for all. */
  #nameFailed(): void {
    if (this.#missing > MAX_MISSING) {
      this.#pages.length -= this.#missing - 1;
      this.reading.findings.warnings.add('damaged_recovered');
    }
    const failed = this.#pages.flatMap(({ status }, index) => (status === 'failed' ? [index + 1] : []));
    for (const page of failed.slice(0, MAX_NAMED)) this.reading.findings.warnings.add('page_failed', { page });
    const others = failed.slice(MAX_NAMED);
    if (others.length > 0) this.reading.findings.warnings.add('pages_failed', { detail: pageRanges(others) });
  }

  #giveUp(): void {
    while (this.#pages.length < this.#count) this.#pages.push(FAILED_PAGE);
  }

  /** Opens the file afresh where that is needed. False when it cannot be opened any more. */
  async #fresh(): Promise<boolean> {
    const { data, request } = this.reading;
    const { engine, usable } = this.#document;
    if (usable && engine.size - this.#sizeAtStart < request.memoryMb * MIB * RENEW_SHARE) return true;
    if (usable) this.#document.close();
    try {
      this.#document = await PdfiumDocument.open(data, request.password, request.memoryMb);
      this.#sizeAtStart = this.#document.engine.size;
      return true;
    } catch {
      return false;
    }
  }

  /** One by one: what makes the engine fail is left out, and the others come. */
  async #takeAttachments(): Promise<void> {
    const { attached } = this.reading.findings;
    let failures = 0;
    for (let index = 0; index < this.#attachments && failures < MAX_LOST; index += 1) {
      try {
        if (!(await this.#fresh())) break;
        const { engine, handle } = this.#document;
        this.#document.use(this.#pageMs, () =>
          attached.add(engine, engine.functions.FPDFDoc_GetAttachment(handle, index)),
        );
      } catch (error) {
        if (!(error instanceof PdfiumFailure)) throw error;
        failures += 1;
        attached.skipped.push(`number ${index + 1}`);
      }
    }
  }
}
