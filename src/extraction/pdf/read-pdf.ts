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
import type { Findings, ReadPage } from './page-reader.js';
import { readPlain } from './plain/read-plain.js';
import type { PdfiumReading } from './read-with-pdfium.js';

const MIB = 1024 * 1024;

/** Of the time that a file has, the reader for plain ones has this share, and pdf.js has until that one. */
const PLAIN_SHARE = 0.2;
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

/**
 * A plain file by the reader for those, and what that leaves by PDFium, which need not be loaded otherwise. A damaged file of
 * which PDFium makes nothing, by pdf.js. What exhausts one is not shown to another.
 */
async function readContent(request: ReadRequest, data: Uint8Array, findings: Findings): Promise<Content> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const end = performance.now() + timeoutMs * SECOND_SHARE;
  const plain = readPlain(data, timeoutMs * PLAIN_SHARE);
  const pages = plain?.pages.filter((page) => page !== undefined);
  if (plain && pages?.length === plain.pages.length) return { pages, metadata: plain.metadata };
  const { readWithPdfium, damagedOnly } = await import('./read-with-pdfium.js');
  const first = await readWithPdfium(request, data, findings, plain?.pages);
  if (first && (hasText(first.pages) || !first.damaged)) return first;
  if (first) assertNotExhausted(first);
  const warnings = new WarningList();
  warnings.add('damaged_recovered');
  const { readPagesWithPdfjs } = await import('./pdfjs/read-pages.js');
  const again = await readPagesWithPdfjs(request.path, request.password, warnings, { end }).catch(damagedOnly);
  if (first && !hasText(again)) return first;
  if (!again) throw new AppError('extract.damaged', 'The PDF is damaged and cannot be opened');
  if (again.length === 0) throw new AppError('extract.damaged', 'The PDF has no pages');
  findings.warnings = warnings;
  return { pages: again, metadata: first?.metadata ?? {} };
}

function assertNotExhausted({ failures }: PdfiumReading): void {
  if (failures.has('memory')) {
    throw new AppError('extract.memory', 'A page of the file takes more memory than reading it is granted');
  }
  if (failures.has('time')) throw new AppError('extract.timeout', 'A page of the file takes too long to read');
}

function hasText(pages: readonly ReadPage[] | undefined): boolean {
  return pages?.some(({ lines }) => lines.length > 0) ?? false;
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
