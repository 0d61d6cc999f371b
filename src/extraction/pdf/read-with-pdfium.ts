import { AppError } from '../../common/errors/app-error.js';
import type { FileMetadata, ReadRequest } from '../extraction.js';
import type { WarningList } from '../warnings.js';
import { type PagesRead, readPages } from './page-loop.js';
import type { Findings, ReadPage } from './page-reader.js';
import { PdfiumFailure } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { readUtf16, withName } from './strings.js';

/** What PDFium makes of a file. */
export interface PdfiumReading extends PagesRead {
  metadata: FileMetadata;
  damaged: boolean;
}

/**
 * Reads a file with PDFium.
 *
 * @param known pages that are read already. @returns undefined when it is too damaged to be opened.
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.memory`, `extract.timeout`.
 */
export async function readWithPdfium(
  request: ReadRequest,
  data: Uint8Array,
  findings: Findings,
  known: readonly (ReadPage | undefined)[] | undefined,
): Promise<PdfiumReading | undefined> {
  try {
    return await readAll(request, data, findings, known);
  } catch (error) {
    return damagedOnly(error);
  }
}

async function readAll(
  request: ReadRequest,
  data: Uint8Array,
  findings: Findings,
  known: readonly (ReadPage | undefined)[] | undefined,
): Promise<PdfiumReading> {
  let description: Description = { metadata: {}, damaged: false };
  const onOpen = (opened: PdfiumDocument) => {
    description = describe(opened, findings.warnings);
    return !description.damaged;
  };
  const { pages, failures } = await readPages({ data, request, findings, known, onOpen });
  if (pages.length === 0) throw new AppError('extract.damaged', 'The PDF has no pages');
  const damaged = description.damaged || pages.some(({ status }) => status === 'failed');
  return { pages, failures, metadata: description.metadata, damaged };
}

/** Of a damaged file there may be another opinion; any other failure stands. */
export function damagedOnly(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'extract.damaged') return undefined;
  if (!(error instanceof PdfiumFailure)) throw error;
  if (error.reason === 'fault') return undefined;
  const message = 'Opening the file takes more than it is granted';
  throw new AppError(error.reason === 'memory' ? 'extract.memory' : 'extract.timeout', message, { cause: error });
}

/** `FPDF_GetFormType`: forms of XFA, whose pages are made when they are filled in. */
const XFA_FULL = 2;
const XFA_FOREGROUND = 3;

interface Description {
  metadata: FileMetadata;
  /** Its structure had to be rebuilt. */
  damaged: boolean;
}

function describe(document: PdfiumDocument, warnings: WarningList): Description {
  const { engine, handle } = document;
  const { functions } = engine;
  const damaged = functions.FPDF_DocumentHasValidCrossReferenceTable(handle) === 0;
  if (damaged) warnings.add('damaged_recovered');
  const form = functions.FPDF_GetFormType(handle);
  if (form === XFA_FULL || form === XFA_FOREGROUND) warnings.add('xfa_form');
  const value = (key: string) =>
    withName(engine, key, (name) =>
      readUtf16(engine, (buffer, bytes) => functions.FPDF_GetMetaText(handle, name, buffer, bytes)),
    ) || undefined;
  const metadata = { title: value('Title'), author: value('Author'), producer: value('Producer') };
  return { metadata, damaged };
}
