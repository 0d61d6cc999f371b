import { readFileSync } from 'node:fs';
import { AppError } from '../../common/errors/app-error.js';
import { tidyLayout } from '../assemble.js';
import type { FileMetadata, RawExtraction, RawPage, ReadRequest } from '../extraction.js';
import { pageRanges, WarningList } from '../warnings.js';
import { AttachedFiles } from './attached-files.js';
import { takeFurniture } from './furniture.js';
import { mendHyphens } from './hyphens.js';
import { DEFAULT_TIMEOUT_MS } from './limits.js';
import { linesToText } from './lines.js';
import { type PagesRead, readPages } from './page-loop.js';
import type { Findings, ReadPage } from './page-reader.js';
import { PdfiumFailure } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { readPagesWithPdfjs } from './pdfjs/read-pages.js';
import { readUtf16, withName } from './strings.js';

const MIB = 1024 * 1024;

/** Of the time that a file has, the second engine has until this share. */
const SECOND_SHARE = 0.8;

/** An attachment is held twice while it is taken out. */
const ATTACHMENT_SHARE = 0.25;

/**
 * Reads a PDF page by page: a page that fails, or takes too long, is `failed` and the others still come. A page without text
 * is `no_text_layer` when it shows anything, else `empty`. Nothing is fetched, evaluated or drawn.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`.
 */
export async function readPdf(request: ReadRequest): Promise<RawExtraction> {
  // The process has nothing else to do, and reading in turns with it takes longer.
  const data = readFileSync(request.path);
  const attached = new AttachedFiles(request.memoryMb * MIB * ATTACHMENT_SHARE);
  const findings: Findings = { warnings: new WarningList(), remarks: [], attached };
  const { pages, metadata } = await readContent(request, data, findings);
  const remarks = [...takeFurniture(pages), ...findings.remarks];
  mendHyphens(pages);
  addFileWarnings(pages, findings);
  return {
    pages: pages.map(finished),
    warnings: findings.warnings.toArray(),
    metadata,
    remarks,
    attachments: attached.files,
  };
}

interface Content {
  pages: ReadPage[];
  metadata: FileMetadata;
}

/** By the first engine; a damaged file of which it makes nothing, by the second. What exhausts one is not shown to another. */
async function readContent(request: ReadRequest, data: Uint8Array, findings: Findings): Promise<Content> {
  const end = performance.now() + (request.timeoutMs ?? DEFAULT_TIMEOUT_MS) * SECOND_SHARE;
  const first = await readWithPdfium(request, data, findings).catch(damagedOnly);
  if (first && (hasText(first.pages) || !first.damaged)) return first;
  if (first) assertNotExhausted(first);
  const warnings = new WarningList();
  warnings.add('damaged_recovered');
  const pages = await readPagesWithPdfjs(request.path, request.password, warnings, { end }).catch(damagedOnly);
  if (first && !hasText(pages)) return first;
  if (!pages) throw new AppError('extract.damaged', 'The PDF is damaged and cannot be opened');
  if (pages.length === 0) throw new AppError('extract.damaged', 'The PDF has no pages');
  findings.warnings = warnings;
  return { pages, metadata: first?.metadata ?? {} };
}

function assertNotExhausted({ failures }: PagesRead): void {
  if (failures.has('memory')) {
    throw new AppError('extract.memory', 'A page of the file takes more memory than reading it is granted');
  }
  if (failures.has('time')) throw new AppError('extract.timeout', 'A page of the file takes too long to read');
}

function hasText(pages: readonly ReadPage[] | undefined): boolean {
  return pages?.some(({ lines }) => lines.length > 0) ?? false;
}

/** Of a damaged file there may be another opinion; any other failure stands. */
function damagedOnly(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'extract.damaged') return undefined;
  if (!(error instanceof PdfiumFailure)) throw error;
  if (error.reason === 'fault') return undefined;
  const message = 'Opening the file takes more than it is granted';
  throw new AppError(error.reason === 'memory' ? 'extract.memory' : 'extract.timeout', message, { cause: error });
}

async function readWithPdfium(
  request: ReadRequest,
  data: Uint8Array,
  findings: Findings,
): Promise<Content & PagesRead & { damaged: boolean }> {
  let description: Description = { metadata: {}, damaged: false };
  const onOpen = (opened: PdfiumDocument) => {
    description = describe(opened, findings.warnings);
  };
  const { pages, failures } = await readPages({ data, request, findings, onOpen });
  if (pages.length === 0) throw new AppError('extract.damaged', 'The PDF has no pages');
  const damaged = description.damaged || pages.some(({ status }) => status === 'failed');
  return { pages, failures, metadata: description.metadata, damaged };
}

function finished({ lines, appended, status, wants }: ReadPage): RawPage {
  const content = linesToText(lines);
  const text = tidyLayout([content, appended.join('\n')].filter((part) => part !== '').join('\n\n'));
  return { text, ...(status && { status }), ...(wants && { wants }) };
}

function addFileWarnings(pages: readonly ReadPage[], { warnings, attached }: Findings): void {
  const scanned = pages.flatMap(({ status }, index) => (status === 'no_text_layer' ? [index + 1] : []));
  if (scanned.length > 0) warnings.add('pages_without_text', { detail: pageRanges(scanned) });
  if (attached.skipped.length > 0) warnings.add('attachments_skipped', { detail: attached.skipped.join(', ') });
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
