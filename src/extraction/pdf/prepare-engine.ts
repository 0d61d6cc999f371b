/**
 * Leaves the engine's machine code behind for the processes that will read files: part of the build. It is what V8 finds worth
 * compiling well while the engine reads some PDFs made here. Without it the program works as well, and each fresh process
 * compiles while it reads its first files.
 *
 *   node dist/extraction/pdf/prepare-engine.js
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { removeCompiledPdfium, saveCompiledPdfium } from './pdfium-code.js';
import { practicePdf } from './practice-pdf.js';
import { readPdf } from './read-pdf.js';

const PAGES = 12;
const ROUNDS = 30;
const MEMORY_MB = 512;

/** V8 compiles well what has run for so long, as it counts; less is reached sooner. Code is not bound to this. */
const USUAL_BUDGET = 13_000_000;
const BUDGET = 3_000_000;

/** Compiling goes on behind. */
const LAST_MS = 500;

const folder = await mkdtemp(join(tmpdir(), 'johang-pdf-'));
try {
  await removeCompiledPdfium();
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
  const font = await embeddedFont();
  const path = join(folder, 'practice.pdf');
  for (let round = 0; round < ROUNDS; round += 1) {
    await writeFile(path, practicePdf(PAGES, font, round % 2 === 0));
    const { pages } = await readPdf({ path, memoryMb: MEMORY_MB });
    if (pages.length !== PAGES) throw new Error(`${pages.length} pages were read of ${PAGES}`);
  }
  await sleep(LAST_MS);
  setFlagsFromString(`--wasm-tiering-budget=${USUAL_BUDGET}`);
  const bytes = await saveCompiledPdfium();
  process.stdout.write(`PDF engine: ${Math.round(bytes / 1024)} KiB of machine code\n`);
} finally {
  await rm(folder, { recursive: true });
}

/** A font of the second engine's; without one the practice is shorter. */
async function embeddedFont(): Promise<{ data: Uint8Array } | undefined> {
  try {
    const pdfParse = createRequire(import.meta.url).resolve('pdf-parse');
    const file = createRequire(pdfParse).resolve('pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf');
    return { data: await readFile(file) };
  } catch {
    return undefined;
  }
}
