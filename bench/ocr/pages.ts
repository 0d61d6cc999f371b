import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/config/paths.js';
import type { Bitmap } from '../../src/extraction/ocr/bitmap.js';
import { PdfiumDocument } from '../../src/extraction/pdf/pdfium-document.js';
import { renderPage } from '../../src/extraction/pdf/render.js';

/** A page of known text. */
export interface PrintedPage {
  /** The language, and how it was taken. */
  group: string;
  name: string;
  text: string;
  bitmap: Bitmap;
}

const run = promisify(execFile);

const DPI = 300;
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Characters that fit on a page of A4, by point size. */
const ENGLISH_ROOM: Readonly<Record<number, number>> = { 9: 4600, 10: 3700, 11: 3000, 12: 2500 };
const KOREAN_ROOM: Readonly<Record<number, number>> = { 9: 1700, 10: 1350, 11: 1050, 12: 850 };

const ENGLISH_FONTS = ['Liberation Serif', 'Liberation Sans', 'DejaVu Serif', 'C059', 'Noto Sans', 'Times New Roman'];
const KOREAN_FONTS = ['NanumMyeongjo', 'NanumGothic', 'Noto Serif CJK KR', 'Noto Sans CJK KR', 'NanumBarunGothic'];

export async function findChromium(): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    if (await run(program, ['--version']).then(Boolean, () => false)) return program;
  }
  return undefined;
}

/** Prints contracts in English, in Korean, and in both by turns, in every font that is installed. */
export async function printPages(chromium: string, folder: string): Promise<PrintedPage[]> {
  const english = englishParagraphs();
  const korean = koreanParagraphs();
  const both = korean.flatMap((paragraph, index) => [paragraph, english[index % english.length]!]);
  const sheets = [
    ...(await fontsOf(ENGLISH_FONTS)).flatMap((font, index) =>
      sizes(index).map((size) => sheetOf('English', font, size, english, ENGLISH_ROOM[size]!)),
    ),
    ...(await fontsOf(KOREAN_FONTS)).flatMap((font, index) =>
      sizes(index).map((size) => sheetOf('Korean', font, size, korean, KOREAN_ROOM[size]!)),
    ),
    ...(await fontsOf(KOREAN_FONTS.slice(0, 3))).map((font) => sheetOf('mixed', font, 10, both, 1900)),
  ];
  const pages: PrintedPage[] = [];
  for (const [index, make] of sheets.entries()) {
    const sheet = make(index);
    pages.push({ ...sheet, bitmap: await print(chromium, folder, sheet) });
  }
  return pages;
}

interface Sheet {
  group: string;
  name: string;
  text: string;
  html: string;
}

function sizes(index: number): number[] {
  return index % 2 === 0 ? [10, 12] : [9, 11];
}

/** A page begins a little further on in the text than the one before. */
function sheetOf(group: string, font: string, size: number, paragraphs: readonly string[], room: number) {
  return (index: number): Sheet => {
    const chosen: string[] = [];
    let length = 0;
    for (let at = (index * 11) % paragraphs.length; ; at += 1) {
      const paragraph = paragraphs[at % paragraphs.length]!;
      length += paragraph.length + 60;
      if (length > room) break;
      chosen.push(paragraph);
    }
    const style = `@page { size: A4; margin: 20mm } body { font: ${size}pt/1.5 "${font}"; margin: 0 } p { margin: 0 0 .5em }`;
    const body = chosen.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('\n');
    const language = group === 'Korean' ? 'ko' : 'en';
    return {
      group,
      name: `${group} ${font} ${size}`,
      text: chosen.join('\n\n'),
      html: `<!doctype html><html lang="${language}"><meta charset="utf-8"><style>${style}</style>\n${body}</html>`,
    };
  };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

async function print(chromium: string, folder: string, { name, html }: Sheet): Promise<Bitmap> {
  const source = join(folder, `${name}.html`);
  const target = join(folder, `${name}.pdf`);
  await writeFile(source, html);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-pdf-header-footer',
    `--user-data-dir=${folder}/profile`,
  ];
  await run(chromium, [...flags, `--print-to-pdf=${target}`, source]);
  const document = await PdfiumDocument.open(new Uint8Array(await readFile(target)), undefined, 1024);
  try {
    if (document.pageCount !== 1) throw new Error(`${name} does not fit on a page`);
    return renderPage(document, 1, { dpi: DPI, maxPixels: 20_000_000 });
  } finally {
    document.close();
  }
}

async function fontsOf(wanted: readonly string[]): Promise<string[]> {
  const { stdout } = await run('fc-list', [':', 'family']).catch(() => ({ stdout: '' }));
  const installed = new Set(stdout.split(/[\n,]/).map((family) => family.trim()));
  const missing = wanted.filter((font) => !installed.has(font));
  if (missing.length > 0) console.error(`Not installed, left out: ${missing.join(', ')}`);
  return wanted.filter((font) => installed.has(font));
}

/** Prose of the sample suite: without the blanks of forms, and the letters that a symbol font's check marks became there. */
function englishParagraphs(): string[] {
  const folder = join(packageRoot, 'assets/suites/cuad-sample/contracts');
  const files = [
    'SPIENERGYCO,LTD_03_09_2011-EX-99.5-OPERATIONS AND MAINTENANCE AGREEMENT.txt',
    'DYNAMEXINC_06_06_1996-EX-10.4-TRANSPORTATION SERVICES AGREEMENT.txt',
  ];
  return files
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/\n\s*\n/))
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter(
      (paragraph) =>
        paragraph.length > 60 && paragraph.length < 900 && !/__|[^\u0020-\u007e\u00a7\u2010-\u201f]/.test(paragraph),
    );
}

/** The articles of the sample contract, without its tables. */
function koreanParagraphs(): string[] {
  const source = readFileSync(join(packageRoot, 'assets/documents/source/software-development-contract.ko.md'), 'utf8');
  return source
    .split('\n')
    .map((line) => line.replace(/^[#>\s]+/, '').trim())
    .filter((line) => line !== '' && !/^\||\*\*|~~~|<|\{/.test(line));
}
