import { stat } from 'node:fs/promises';
import { AppError } from '../common/errors/app-error.js';
import { assemble } from './assemble.js';
import { boundAttachments } from './attachments.js';
import type { ExtractionRequest, RawExtraction, ReadRequest } from './extraction.js';
import { type Format, formats } from './formats.js';
import { pagesToRecognise } from './ocr/merge-pages.js';
import type { ReaderAnswer, ReadMessage } from './protocol.js';

type Reader = (request: ReadRequest) => Promise<RawExtraction>;

/** The readers, loaded when a file needs them: a text file does not wait for the PDF library. */
const readers: Readonly<Record<Format, () => Promise<Reader>>> = {
  pdf: async () => (await import('./pdf/read-pdf.js')).readPdf,
  docx: async () => (await import('./docx/read-docx.js')).readDocx,
  txt: async () => (await import('./text/read-text.js')).readPlainText,
  md: async () => (await import('./text/read-text.js')).readMarkdown,
  html: async () => (await import('./html/read-html.js')).readHtml,
  mht: async () => (await import('./html/read-mht.js')).readMht,
  eml: async () => (await import('./mail/read-eml.js')).readEml,
  msg: async () => (await import('./mail/read-msg.js')).readMsg,
  tnef: async () => (await import('./mail/read-tnef.js')).readTnef,
  xlsx: async () => (await import('./sheet/read-xlsx.js')).readXlsx,
  ods: async () => (await import('./sheet/read-ods.js')).readOds,
  csv: async () => (await import('./sheet/read-csv.js')).readCsv,
  pptx: async () => (await import('./slides/read-pptx.js')).readPptx,
  odp: async () => (await import('./slides/read-odp.js')).readOdp,
  odt: async () => (await import('./odf/read-odt.js')).readOdt,
  doc: async () => (await import('./legacy-word/read-doc.js')).readDoc,
  xls: async () => (await import('./legacy-sheet/read-xls.js')).readXls,
  ppt: async () => (await import('./legacy-slides/read-ppt.js')).readPpt,
  rtf: async () => (await import('./rtf/read-rtf.js')).readRtf,
  hwp: async () => (await import('./hangul/read-hwp.js')).readHwp,
  hwpx: async () => (await import('./hangul/read-hwpx.js')).readHwpx,
  png: async () => (await import('./image/read-image.js')).readPng,
  jpeg: async () => (await import('./image/read-image.js')).readJpeg,
  tiff: async () => (await import('./image/read-image.js')).readTiff,
};

/**
 * Memory that reading takes, as a multiple of the file's size: its bytes, its text in UTF-16, and the copies that decoding
 * and normalising make. DOCX is packed; its reader measures what it unpacks.
 */
const MEMORY_PER_BYTE: Readonly<Record<Format, number>> = {
  pdf: 3,
  docx: 1,
  txt: 8,
  md: 8,
  html: 14,
  mht: 14,
  eml: 4,
  msg: 3,
  tnef: 3,
  hwp: 1,
  hwpx: 1,
  doc: 4,
  xls: 8,
  ppt: 2,
  rtf: 6,
  xlsx: 1,
  ods: 1,
  csv: 12,
  pptx: 1,
  odp: 1,
  odt: 1,
  png: 3,
  jpeg: 3,
  tiff: 3,
};

const MIB = 1024 * 1024;

/**
 * Takes a step of reading a file in this process. Hostile files can hang or exhaust it: everyone but the extractor process
 * itself goes through `Extractor`.
 *
 * @throws AppError `upload.empty` and the codes `extract.*`.
 */
export async function takeStep({ request, step, memoryMb, timeoutMs }: ReadMessage): Promise<ReaderAnswer> {
  if (typeof step === 'object' && 'page' in step) {
    const { recogniseFilePage } = await import('./ocr/recognise-file-page.js');
    return { page: await recogniseFilePage({ ...request, ...step }, memoryMb) };
  }
  if (typeof step === 'object') return { extraction: assemble(step.assemble) };
  const raw = await readFileRaw(request, memoryMb, timeoutMs);
  return step === 'read-or-hand-over' && pagesToRecognise(raw).length > 0 ? { raw } : { extraction: assemble(raw) };
}

async function readFileRaw(
  { path, format, password }: ExtractionRequest,
  memoryMb: number,
  timeoutMs: number,
): Promise<RawExtraction> {
  const { size } = await stat(path);
  if (size === 0) throw new AppError('upload.empty');
  if (size * MEMORY_PER_BYTE[format] > memoryMb * MIB) throw tooLarge(format, size, memoryMb);
  const read = await readers[format]();
  return boundAttachments(await read({ path, password, memoryMb, timeoutMs }));
}

function tooLarge(format: Format, size: number, memoryMb: number): AppError {
  const megabytes = Math.ceil(size / MIB);
  const message = `Reading ${megabytes} MiB of ${formats[format].label} takes more than the ${memoryMb} MiB it is granted`;
  return new AppError('extract.memory', message);
}
