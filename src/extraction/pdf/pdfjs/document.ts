import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../../../common/errors/app-error.js';

/** An item of a page's text content, or a mark of marked content (without `str`). */
export interface PdfTextItem {
  str?: string;
  /** Font matrix to page space: `[a, b, c, d, x, y]`. */
  transform: number[];
  width: number;
  height: number;
  dir: string;
}

/** What a page draws: operators, each with its arguments. */
export interface PdfOperators {
  fnArray: number[];
  argsArray: (readonly unknown[] | null)[];
}

/** What is used of a page, as pdf.js gives it. */
export interface PdfPage {
  /** `[left, bottom, right, top]`. */
  view: number[];
  getViewport(options: { scale: number }): { transform: number[] };
  getTextContent(options: object): Promise<{ items: PdfTextItem[] }>;
  getOperatorList(): Promise<PdfOperators>;
  cleanup(): void;
}

/** What is used of a document, as pdf.js gives it. */
export interface PdfDocument {
  numPages: number;
  getPage(number: number): Promise<PdfPage>;
  destroy(): Promise<void>;
}

const ENCRYPTED = 'The PDF is protected by a password; upload it again with the field `password`';

/**
 * Opens a PDF through `pdf-parse`. Nothing is fetched, evaluated or drawn: character maps and metrics come from the
 * package's own files.
 *
 * `PDFParse.getText` itself is not used: it drops the paragraph spacing, breaks lines at every tab stop, and fails the file
 * when one page fails. Its `load` gives the document that it reads the pages from.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`.
 */
export async function openPdf(path: string, password: string | undefined): Promise<PdfDocument> {
  const { PDFParse, VerbosityLevel } = await loadLibrary();
  const data = new Uint8Array(await readFile(path));
  const parser = new PDFParse({
    data,
    password,
    ...resourceFolders(),
    verbosity: VerbosityLevel.WARNINGS,
    isEvalSupported: false,
    useWasm: false,
    useSystemFonts: false,
    disableFontFace: true,
    // No image is ever decoded.
    maxImageSize: 0,
  });
  try {
    const document: PdfDocument = await parser['load']();
    return document;
  } catch (error) {
    throw openingError(error, password);
  }
}

/**
 * pdf.js takes three drawing classes from a native canvas as it loads. Nothing is drawn here, and the process may not load
 * native code: empty classes in their place keep it from needing them.
 */
async function loadLibrary(): Promise<typeof import('pdf-parse')> {
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) {
    if (!(name in globalThis)) Reflect.set(globalThis, name, class {});
  }
  return import('pdf-parse');
}

function resourceFolders(): { cMapUrl: string; cMapPacked: boolean; standardFontDataUrl: string } {
  const pdfParse = createRequire(import.meta.url).resolve('pdf-parse');
  const root = dirname(createRequire(pdfParse).resolve('pdfjs-dist/package.json'));
  return {
    cMapUrl: join(root, 'cmaps') + sep,
    cMapPacked: true,
    standardFontDataUrl: join(root, 'standard_fonts') + sep,
  };
}

/** Names are those of pdf.js; whatever else it throws while opening is a file it cannot make sense of. */
function openingError(error: unknown, password: string | undefined): AppError {
  if (error instanceof Error && error.name === 'PasswordException') {
    return password ? new AppError('extract.wrong_password') : new AppError('extract.encrypted', ENCRYPTED);
  }
  return new AppError('extract.damaged', 'The PDF is damaged and cannot be opened', { cause: error });
}
