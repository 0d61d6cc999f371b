import { AppError } from '../common/errors/app-error.js';
import type { Extraction, ExtractionRequest, PageRequest, RawExtraction } from './extraction.js';
import { mergePages, pagesToRecognise } from './ocr/merge-pages.js';
import type { RecognitionLanguage } from './ocr/languages.js';
import { type PageProgress, recognisePages } from './ocr/recognise-pages.js';
import type { RecognisedPage } from './ocr/recognised-page.js';
import { ReaderPool, type ReaderPoolOptions } from './reader-pool.js';

export interface RecognitionOptions {
  /** The most time a page may take, in milliseconds. */
  timeoutMs: number;
  /** Pages of a file beyond so many are not recognised. */
  maxPages: number;
}

export interface ExtractorOptions extends ReaderPoolOptions {
  /** The most time a file may take, from when its reading begins, in milliseconds; of processor time, twice as much. */
  timeoutMs: number;
  /** How scanned pages are recognised; undefined: not at all. */
  recognition?: RecognitionOptions;
}

export type { PageProgress } from './ocr/recognise-pages.js';

export interface ExtractOptions {
  /** `later`: a file with pages to recognise is not read now. */
  scans?: 'recognise' | 'later';
  /** The only languages that pages may be in; found out page by page, when left out. */
  languages?: readonly RecognitionLanguage[] | undefined;
  /** Pages that were recognised before, by their numbers: they are not recognised again. */
  known?: ReadonlyMap<number, RecognisedPage>;
  /** Called before the first page and after each; the next page waits for it. What it throws ends the extraction. */
  onProgress?: (progress: PageProgress) => Promise<void> | void;
}

/**
 * Reads files in isolation: a file that hangs, exhausts memory or crashes its parser costs its own process and nothing else.
 *
 * These are processes and not threads because a thread is no fence: of seven ways of exhausting a heap that were tried under
 * `resourceLimits` (growing a Map, an object, an array by `concat`, `JSON.parse`, ...), four aborted the whole process
 * ("invalid table size", "allocation failed") and with it every other request. A pool of our own rather than a library
 * because each file has a deadline, a process is replaced after a number of files, and its death must say why.
 */
export class Extractor {
  readonly #options: ExtractorOptions;
  readonly #pool: ReaderPool;

  constructor(options: ExtractorOptions) {
    this.#options = options;
    this.#pool = new ReaderPool(options);
  }

  /**
   * Reads a file; waits for its turn first. Pages that show text without having it are recognised, each with a limit of its own:
   * one that fails is a failed page, and the others still come.
   *
   * @returns undefined only when scans are to be read later, and this is one.
   * @throws AppError `extract.timeout`, `extract.memory`, `extract.crashed` when a limit was reached; `extract.encrypted`,
   * `extract.wrong_password`, `extract.damaged`, `extract.no_text`, `upload.empty`, `format.mismatch` of the file itself.
   * @throws the signal's reason when it aborts; an Error when the extractor is closed, or its process was told to end from
   * outside: none of them says anything of the file.
   */
  extract(
    request: ExtractionRequest,
    signal?: AbortSignal,
    options?: ExtractOptions & { scans?: 'recognise' },
  ): Promise<Extraction>;
  extract(
    request: ExtractionRequest,
    signal: AbortSignal | undefined,
    options: ExtractOptions,
  ): Promise<Extraction | undefined>;
  async extract(
    request: ExtractionRequest,
    signal?: AbortSignal,
    options: ExtractOptions = {},
  ): Promise<Extraction | undefined> {
    const { timeoutMs, recognition } = this.#options;
    const step = recognition ? 'read-or-hand-over' : 'read';
    const answer = await this.#pool.run({ request, step, timeoutMs, signal });
    if ('extraction' in answer) return answer.extraction;
    if (!('raw' in answer) || !recognition) throw unexpected();
    if (options.scans === 'later') return undefined;
    const merged = await this.#recognise({ request, raw: answer.raw, recognition, signal, options });
    const assembled = await this.#pool.run({ request, step: { assemble: merged }, timeoutMs, signal });
    if (!('extraction' in assembled)) throw unexpected();
    return assembled.extraction;
  }

  /** Ends all processes and rejects what is being read or waits. Resolves when nothing is left running. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #recognise({ request, raw, recognition, signal, options }: Scan): Promise<RawExtraction> {
    const numbers = pagesToRecognise(raw).slice(0, recognition.maxPages);
    const outcomes = await recognisePages(numbers, {
      recognise: (page) =>
        this.#recognisePage({ ...request, page, languages: options.languages }, recognition.timeoutMs, signal),
      parallel: this.#options.threads,
      known: options.known,
      onProgress: options.onProgress,
    });
    return mergePages(raw, outcomes);
  }

  async #recognisePage(
    { page, languages, ...request }: PageRequest,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<RecognisedPage> {
    const answer = await this.#pool.run({
      request,
      step: languages ? { page, languages } : { page },
      timeoutMs,
      signal,
    });
    if (!('page' in answer)) throw unexpected();
    return answer.page;
  }
}

interface Scan {
  request: ExtractionRequest;
  raw: RawExtraction;
  recognition: RecognitionOptions;
  signal: AbortSignal | undefined;
  options: ExtractOptions;
}

function unexpected(): AppError {
  return new AppError('extract.crashed', undefined, { cause: new Error('The process answered something else') });
}
