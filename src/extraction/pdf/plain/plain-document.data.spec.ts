import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sharedData } from '../../../../test/support/shared-data.js';
import { viewOf } from '../page-view.js';
import { PdfiumDocument } from '../pdfium-document.js';
import { type PagePieces, readPieces } from '../pieces.js';
import { GivesUp } from './give-up.js';
import { PlainDocument } from './plain-document.js';

const data = sharedData();

/** Share of the pages of ordinary contracts that the plain reader must take, for the throughput. */
const MIN_TAKEN = 0.95;

/** Undefined of pages, or files, that are left to PDFium. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GivesUp) return undefined;
    throw error;
  }
}

async function pdfsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(data, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.pdf')).map((name) => join(data, folder, name));
}

interface Compared {
  taken: number;
  pages: number;
}

/** Each page of a file that the plain reader takes must be as PDFium has it. */
async function compare(path: string): Promise<Compared> {
  const content = readFileSync(path);
  const plain = orUndefined(() => new PlainDocument(content));
  if (!plain) return { taken: 0, pages: 1 };
  const compared: Compared = { taken: 0, pages: plain.pageCount };
  const document = await PdfiumDocument.open(content, undefined, 1024);
  expect(document.pageCount).toBe(plain.pageCount);
  for (let number = 1; number <= plain.pageCount; number += 1) {
    const page = orUndefined(() => plain.page(number, Infinity));
    if (!page) continue;
    compared.taken += 1;
    const { pieces, characters } = page;
    expect({ path, number, characters, pieces }).toEqual({ path, number, ...withPdfium(document, number) });
  }
  document.close();
  return compared;
}

function withPdfium({ engine, handle }: PdfiumDocument, number: number): PagePieces {
  const page = engine.functions.FPDF_LoadPage(handle, number - 1);
  const { pieces, characters } = readPieces(engine, page, viewOf(engine, page));
  engine.functions.FPDF_ClosePage(page);
  return { characters, pieces: pieces.map((piece) => ({ ...piece, angle: piece.angle + 0 })) };
}

describe(PlainDocument, () => {
  it.each([
    ['cuad', MIN_TAKEN],
    ['docs', 0.01],
  ])('reads the pages of %s that it takes as PDFium does', async (folder, least) => {
    const compared: Compared[] = [];
    for (const path of await pdfsIn(folder)) compared.push(await compare(path));
    const pages = compared.reduce((sum, one) => sum + one.pages, 0);
    expect(compared.reduce((sum, one) => sum + one.taken, 0)).toBeGreaterThan(pages * least);
  });
});
