/** The systems that read PDFs, each run in a process of its own by `main.ts`. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { PDFParse } from 'pdf-parse';
import { Extractor } from '../../src/extraction/extractor.js';

/** Reads the text of each file. */
export type Read = (files: readonly string[], onText: OnText) => Promise<void>;

type OnText = (file: string, text: string) => void;

/** A system, ready to read; it keeps what it has between two readings. */
export interface System {
  read: Read;
  close?(): Promise<void>;
}

/** How many processes of Johang read at a time. */
export const PROCESSES = 2;

export const systems = {
  'pdf-parse, one thread': pdfParse,
  'pdftotext, a process a file': pdftotext,
  'PDFium as it comes, one thread': pdfium,
  [`Johang, ${PROCESSES} processes`]: johang,
} satisfies Record<string, () => Promise<System> | System>;

/** Without the marks that it sets between pages, which part what goes on over them. */
function pdfParse(): System {
  return { read: readWithPdfParse };
}

async function readWithPdfParse(files: readonly string[], onText: OnText): Promise<void> {
  for (const file of files) {
    const parser = new PDFParse({ data: new Uint8Array(await readFile(file)) });
    onText(file, (await parser.getText({ pageJoiner: '' })).text);
    await parser.destroy();
  }
}

function pdftotext(): System {
  return { read: readWithPdftotext };
}

async function readWithPdftotext(files: readonly string[], onText: OnText): Promise<void> {
  const run = promisify(execFile);
  for (const file of files) onText(file, (await run('pdftotext', [file, '-'], { maxBuffer: 2 ** 30 })).stdout);
}

/** `FPDFText_GetText` of each page. */
async function pdfium(): Promise<System> {
  const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const engine = await init({ wasmBinary: await readFile(wasm) });
  engine.PDFiumExt_Init();
  return {
    async read(files, onText) {
      for (const file of files) onText(file, textOf(engine, await readFile(file)));
    },
  };
}

function textOf(engine: WrappedPdfiumModule, data: Uint8Array): string {
  const { malloc, free } = engine.pdfium.wasmExports;
  const { memory } = engine.pdfium.wasmExports as unknown as { memory: { buffer: ArrayBuffer } };
  const at = malloc(data.length);
  new Uint8Array(memory.buffer).set(data, at);
  const document = engine.FPDF_LoadMemDocument(at, data.length, '');
  let text = '';
  for (let index = 0; index < engine.FPDF_GetPageCount(document); index += 1) {
    const page = engine.FPDF_LoadPage(document, index);
    const textPage = engine.FPDFText_LoadPage(page);
    const count = engine.FPDFText_CountChars(textPage);
    const buffer = malloc(2 * count + 2);
    engine.FPDFText_GetText(textPage, 0, count, buffer);
    text += `${engine.pdfium.UTF16ToString(buffer)}\n`;
    free(buffer);
    engine.FPDFText_ClosePage(textPage);
    engine.FPDF_ClosePage(page);
  }
  engine.FPDF_CloseDocument(document);
  free(at);
  return text;
}

function johang(): System {
  const workerFile = fileURLToPath(new URL('../../src/extraction/extract.worker.js', import.meta.url));
  const extractor = new Extractor({ workerFile, threads: PROCESSES, timeoutMs: 120_000, memoryMb: 1024 });
  return {
    async read(files, onText) {
      await Promise.all(
        files.map(async (path) => onText(path, (await extractor.extract({ path, format: 'pdf' })).text)),
      );
    },
    close: () => extractor.close(),
  };
}
