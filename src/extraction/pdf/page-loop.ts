import { MAX_ATTACHMENTS } from '../attachments.js';
import type { ReadRequest } from '../extraction.js';
import { DEFAULT_TIMEOUT_MS } from './limits.js';
import { FAILED_PAGE, type Findings, type ReadPage, readPage } from './page-reader.js';
import { pageRanges } from '../warnings.js';
import { isEngineFailure, PdfiumFailure } from './pdfium.js';
import { OPEN_MS, PdfiumDocument } from './pdfium-document.js';

/** Setting a time limit takes a tenth of reading a page and starts a thread: pages are read in bunches of so many milliseconds. */
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
  data: Uint8Array;
  request: ReadRequest;
  findings: Findings;
  /** Pages that are read already; undefined where one is not. */
  known?: readonly (ReadPage | undefined)[];
  /** Called once, before the first page. @returns whether the file is in order: else what is known is read again. */
  onOpen(document: PdfiumDocument): boolean;
}

export interface PagesRead {
  pages: ReadPage[];
  /** Why the engine stopped on some of them. */
  failures: ReadonlySet<PdfiumFailure['reason']>;
}

/**
 * Reads all pages of a file. A page on which the engine fails, runs out of memory or of time is `failed`, as are those that
 * the file's own time does not suffice for.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`.
 * @throws PdfiumFailure when opening it takes too long or too much memory.
 */
export async function readPages(reading: Reading): Promise<PagesRead> {
  const loop = new PageLoop(reading);
  return { pages: await loop.run(), failures: loop.failures };
}

class PageLoop {
  readonly failures = new Set<PdfiumFailure['reason']>();
  readonly #pages: ReadPage[] = [];
  #count = 0;
  #missing = 0;
  readonly #end: number;
  readonly #pageMs: number;
  /** For opening the file and its first bunch of pages. */
  readonly #firstMs: number;
  #document: PdfiumDocument | undefined;
  #sizeAtStart = 0;
  #failures = 0;
  #attachments = 0;
  #known: readonly (ReadPage | undefined)[] = [];

  constructor(private readonly reading: Reading) {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = reading.request;
    this.#end = performance.now() + timeoutMs * (1 - RESERVE_SHARE);
    this.#pageMs = Math.min(PAGE_MS, timeoutMs * PAGE_SHARE);
    this.#firstMs = BUNCH_MS + Math.min(OPEN_MS, timeoutMs * PAGE_SHARE);
  }

  async run(): Promise<ReadPage[]> {
    await this.#begin();
    while (this.#pages.length < this.#count) {
      if (this.#failures >= MAX_FAILURES || performance.now() > this.#end) break;
      const document = await this.#fresh();
      if (!document) break;
      this.#guarded(() => document.use(BUNCH_MS + this.#pageMs, () => this.#readBunch(document)));
    }
    while (this.#pages.length < this.#count) this.#pages.push(FAILED_PAGE);
    await this.#takeAttachments();
    this.#document?.close();
    this.#nameFailed();
    return this.#pages;
  }

  /** Opens the file and reads its first pages, and nearly always all of them, under one time limit. */
  async #begin(): Promise<void> {
    const { data, request } = this.reading;
    const { engine, open } = await PdfiumDocument.prepare(data, request);
    this.#guarded(() =>
      engine.run(this.#firstMs, () => {
        const document = open();
        this.#document = document;
        this.#sizeAtStart = engine.size;
        this.#count = document.pageCount;
        this.#attachments = Math.min(MAX_ATTACHMENTS, engine.functions.FPDFDoc_GetAttachmentCount(document.handle));
        const inOrder = this.reading.onOpen(document);
        const { known } = this.reading;
        if (known?.length === this.#count && inOrder) this.#known = known;
        if (this.#count > 0) this.#readBunch(document);
        if (this.#pages.length >= this.#count && this.#attachments === 0) document.close();
      }),
    );
  }

  #readBunch(document: PdfiumDocument): void {
    const until = performance.now() + BUNCH_MS;
    do {
      this.#pages.push(this.#readOne(document, this.#pages.length + 1));
    } while (this.#pages.length < this.#count && performance.now() < until);
  }

  /** When the engine stops it is the next page that it stopped on, once the file is open. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof PdfiumFailure) || !this.#document) throw error;
      this.#failures += 1;
      this.failures.add(error.reason);
      if (this.#pages.length < this.#count) this.#pages.push(FAILED_PAGE);
    }
  }

  #readOne(document: PdfiumDocument, number: number): ReadPage {
    const known = this.#known[number - 1];
    if (known) return known;
    try {
      const page = readPage(document, number, this.reading.findings);
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

  /** The document, opened afresh where that is needed; undefined when it cannot be opened any more. */
  async #fresh(): Promise<PdfiumDocument | undefined> {
    const { data, request } = this.reading;
    const last = this.#document;
    if (last?.usable && last.engine.size - this.#sizeAtStart < request.memoryMb * MIB * RENEW_SHARE) return last;
    last?.close();
    try {
      this.#document = await PdfiumDocument.open(data, request.password, request.memoryMb);
      this.#sizeAtStart = this.#document.engine.size;
      return this.#document;
    } catch {
      return undefined;
    }
  }

  /** One by one: what makes the engine fail is left out, and the others come. */
  async #takeAttachments(): Promise<void> {
    const { attached } = this.reading.findings;
    let failures = 0;
    for (let index = 0; index < this.#attachments && failures < MAX_LOST; index += 1) {
      try {
        const document = await this.#fresh();
        if (!document) break;
        const { engine, handle } = document;
        document.use(this.#pageMs, () => attached.add(engine, engine.functions.FPDFDoc_GetAttachment(handle, index)));
      } catch (error) {
        if (!(error instanceof PdfiumFailure)) throw error;
        failures += 1;
        attached.skipped.push(`number ${index + 1}`);
      }
    }
  }
}
