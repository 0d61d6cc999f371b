import { collectGarbage } from './collect-garbage.js';
import { AppError } from '../../common/errors/app-error.js';
import { Pdfium, type Pointer } from './pdfium.js';

const ENCRYPTED = 'The PDF is protected by a password; upload it again with the field `password`';

const OTHER_PROTECTION =
  'The PDF is protected by certificates or rights management, which no password opens; upload it without that protection';

/** `FPDF_GetLastError` after opening. */
const PASSWORD_WRONG = 4;
const SECURITY_UNKNOWN = 5;

/** The most time that opening a file may take, in milliseconds. */
export const OPEN_MS = 15_000;

/** A PDF opened with PDFium. */
export class PdfiumDocument {
  #formInfo: Pointer = 0;
  #form: Pointer = 0;
  #closed = false;

  private constructor(
    readonly engine: Pdfium,
    readonly handle: Pointer,
    readonly pageCount: number,
    private readonly data: Pointer,
  ) {}

  /**
   * Opens a PDF.
   *
   * @param memoryMb what reading it may take.
   * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`.
   * @throws PdfiumFailure when opening it takes too long or too much memory.
   */
  static async open(data: Uint8Array, password: string | undefined, memoryMb: number): Promise<PdfiumDocument> {
    const { engine, open } = await PdfiumDocument.prepare(data, { password, memoryMb });
    return engine.run(OPEN_MS, open);
  }

  /** An engine, and what opens a PDF in it; to be called within `engine.run`, and throws what `open` does. */
  static async prepare(
    data: Uint8Array,
    { password, memoryMb }: { password?: string; memoryMb: number },
  ): Promise<{ engine: Pdfium; open: () => PdfiumDocument }> {
    const engine = await engineFor(memoryMb);
    return { engine, open: () => PdfiumDocument.#openIn(engine, data, password) };
  }

  static #openIn(engine: Pdfium, data: Uint8Array, password: string | undefined): PdfiumDocument {
    const { functions } = engine;
    const bytes = engine.put(data);
    const secret = password ? engine.put(new TextEncoder().encode(`${password}\0`)) : 0;
    const handle = functions.FPDF_LoadMemDocument(bytes, data.length, secret);
    const error = functions.FPDF_GetLastError();
    if (secret !== 0) functions.free(secret);
    if (handle !== 0) return new PdfiumDocument(engine, handle, functions.FPDF_GetPageCount(handle), bytes);
    functions.free(bytes);
    throw openingError(error, password);
  }

  /** Whether it can still be used: not after the engine failed on one of its pages, nor once it is closed. */
  get usable(): boolean {
    return !this.#closed && this.engine.usable;
  }

  /** What the functions for form fields want. No action of the form is carried out. */
  get form(): Pointer {
    if (this.#formInfo === 0) {
      this.#formInfo = this.engine.functions.PDFiumExt_OpenFormFillInfo();
      this.#form = this.engine.functions.PDFiumExt_InitFormFillEnvironment(this.handle, this.#formInfo);
    }
    return this.#form;
  }

  /** Asks something of the document, for so many milliseconds. @throws PdfiumFailure when it takes too long or too much memory. */
  use<T>(milliseconds: number, work: () => T): T {
    return this.engine.run(milliseconds, work);
  }

  /** Gives the memory back. What cannot be used any more needs no closing. */
  close(): void {
    if (!this.usable) return;
    this.#closed = true;
    this.use(OPEN_MS, () => {
      if (this.#form !== 0) this.engine.functions.PDFiumExt_ExitFormFillEnvironment(this.#form);
      if (this.#formInfo !== 0) this.engine.functions.PDFiumExt_CloseFormFillInfo(this.#formInfo);
      this.engine.functions.FPDF_CloseDocument(this.handle);
      this.engine.functions.free(this.data);
    });
  }
}

function openingError(error: number, password: string | undefined): AppError {
  if (error === PASSWORD_WRONG) {
    return password ? new AppError('extract.wrong_password') : new AppError('extract.encrypted', ENCRYPTED);
  }
  if (error === SECURITY_UNKNOWN) {
    return new AppError('extract.encrypted', OTHER_PROTECTION);
  }
  return new AppError('extract.damaged', 'The PDF is damaged and cannot be opened');
}

const MIB = 1024 * 1024;

/** The memory of an instance never shrinks: one that has grown beyond this is not kept for the next file. */
const KEPT_BYTES = 48 * MIB;

/** What the engine may take of the memory; the rest is for the text, and for what the guard of the process counts late. */
const ENGINE_SHARE = 0.75;

let kept: Pdfium | undefined;

async function engineFor(memoryMb: number): Promise<Pdfium> {
  if (kept?.usable && kept.size <= KEPT_BYTES) return kept;
  if (kept) {
    kept = undefined;
    // It would be given back some time; the guard of the process counts it until then.
    collectGarbage();
  }
  kept = await Pdfium.create(memoryMb * ENGINE_SHARE);
  return kept;
}
