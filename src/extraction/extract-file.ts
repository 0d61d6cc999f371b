import { stat } from 'node:fs/promises';
import { AppError } from '../common/errors/app-error.js';
import { assemble } from './assemble.js';
import type { Extraction, ExtractionRequest, RawExtraction, ReadRequest } from './extraction.js';
import { type Format, formats } from './formats.js';

type Reader = (request: ReadRequest) => Promise<RawExtraction>;

/** The readers, loaded when a file needs them: a text file does not wait for the PDF library. */
const readers: Readonly<Record<Format, () => Promise<Reader>>> = {
  pdf: async () => (await import('./pdf/read-pdf.js')).readPdf,
  docx: async () => (await import('./docx/read-docx.js')).readDocx,
  txt: async () => (await import('./text/read-text.js')).readPlainText,
  md: async () => (await import('./text/read-text.js')).readMarkdown,
  html: async () => (await import('./html/read-html.js')).readHtml,
};

/**
 * Memory that reading takes, as a multiple of the file's size: its bytes, its text in UTF-16, and the copies that decoding
 * and normalising make. DOCX is packed; its reader measures what it unpacks.
 */
const MEMORY_PER_BYTE: Readonly<Record<Format, number>> = { pdf: 3, docx: 1, txt: 8, md: 8, html: 14 };

const MIB = 1024 * 1024;

/**
 * Reads a file in this process. Hostile files can hang or exhaust it: everyone but the extractor process itself goes
 * through `Extractor`.
 *
 * @throws AppError `upload.empty` and the codes `extract.*`.
 */
export async function extractFile(
  { path, format, password }: ExtractionRequest,
  memoryMb: number,
): Promise<Extraction> {
  const { size } = await stat(path);
  if (size === 0) throw new AppError('upload.empty');
  if (size * MEMORY_PER_BYTE[format] > memoryMb * MIB) throw tooLarge(format, size, memoryMb);
  const read = await readers[format]();
  return assemble(await read({ path, password, memoryMb }));
}

function tooLarge(format: Format, size: number, memoryMb: number): AppError {
  const megabytes = Math.ceil(size / MIB);
  const message = `Reading ${megabytes} MiB of ${formats[format].label} takes more than the ${memoryMb} MiB it is granted`;
  return new AppError('extract.memory', message);
}
