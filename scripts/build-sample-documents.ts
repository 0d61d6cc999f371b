/**
 * Builds the two sample documents of our own writing from their sources in `assets/documents/source`:
 *
 *   node scripts/build-sample-documents.ts [contract|report]        both by default; Node 24 strips the types itself
 *
 * The contract (.docx) comes out the same, byte for byte. The report (.pdf) needs a Chromium (`$CHROMIUM`, default
 * `chromium`) and the fonts Liberation Sans and NanumBarunGothic; it is the same as long as those are the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  LastRenderedPageBreak,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';

/** Written into both files in place of the time of the build. */
const BUILT_AT = new Date('2026-01-01T00:00:00Z');
const CONTRACT_TITLE = '소프트웨어 개발 용역계약서';
const REPORT_PAGES = 8;

const documents = fileURLToPath(new URL('../assets/documents/', import.meta.url));
const contract = {
  source: join(documents, 'source/software-development-contract.ko.md'),
  target: join(documents, 'korean-service-contract.docx'),
};
const report = {
  source: join(documents, 'source/business-report.html'),
  target: join(documents, 'business-report.pdf'),
};

const [only] = process.argv.slice(2);
if (only !== undefined && only !== 'contract' && only !== 'report') {
  console.error('Usage: node scripts/build-sample-documents.ts [contract|report]');
  process.exitCode = 2;
} else {
  if (only !== 'report') await buildContract();
  if (only !== 'contract') buildReport();
}

async function buildContract(): Promise<void> {
  mock.timers.enable({ apis: ['Date'], now: BUILT_AT });
  const children = blocks(readFileSync(contract.source, 'utf8'));
  const file = await Packer.toBuffer(
    new Document({
      title: CONTRACT_TITLE,
      creator: 'The Johang authors',
      lastModifiedBy: 'The Johang authors',
      styles: { default: contractStyles() },
      sections: [
        {
          properties: { page: { margin: { top: 1300, bottom: 1200, left: 1250, right: 1250 } } },
          footers: { default: pageFooter() },
          children,
        },
      ],
    }),
  );
  mock.timers.reset();
  writeFileSync(contract.target, file);
  console.error(`${contract.target}: ${file.length} bytes`);
}

function contractStyles() {
  const font = { ascii: 'Malgun Gothic', hAnsi: 'Malgun Gothic', eastAsia: '맑은 고딕', cs: 'Malgun Gothic' };
  return {
    document: { run: { font, size: 21 }, paragraph: { spacing: { line: 320, after: 70 } } },
    title: {
      run: { font, size: 36, bold: true },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 160, after: 200 } },
    },
    heading1: {
      run: { font, size: 26, bold: true },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 360, after: 160 } },
    },
    heading2: {
      run: { font, size: 22, bold: true },
      paragraph: { spacing: { before: 220, after: 80 }, keepNext: true },
    },
  };
}

function pageFooter(): Footer {
  const run = new TextRun({
    size: 16,
    children: [`${CONTRACT_TITLE}  `, PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
  });
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [run] })] });
}

/**
 * The source's lines as paragraphs and tables: `#` title, `##` chapter, `###` article, `>` centred, `|` table row,
 * `---` page break, `~~~` a place where a page ends when the file is laid out, as word processors note it in what they
 * save. Numbers (제1조, ①, 1., 가.) are part of the text, so that they survive any way of reading the file.
 */
function blocks(source: string): (Paragraph | Table)[] {
  const result: (Paragraph | Table)[] = [];
  let rows: string[][] = [];
  let pageEnded = false;
  for (const line of [...source.split('\n'), '']) {
    if (line.startsWith('|')) {
      rows.push(
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
      continue;
    }
    if (rows.length > 0) result.push(table(rows), new Paragraph({ spacing: { after: 60 }, children: [] }));
    rows = [];
    if (line.trim() !== '' && line !== '~~~') result.push(paragraph(line, pageEnded));
    pageEnded = line === '~~~';
  }
  return result;
}

function paragraph(line: string, pageEnded: boolean): Paragraph {
  if (line === '---') return new Paragraph({ children: [new PageBreak()] });
  const [, mark = '', text = line.trim()] = /^(#{1,3}|>) (.*)$/.exec(line) ?? [];
  const children = [new TextRun({ children: pageEnded ? [new LastRenderedPageBreak(), text] : [text] })];
  if (mark === '#') return new Paragraph({ heading: HeadingLevel.TITLE, children });
  if (mark === '##') return new Paragraph({ heading: HeadingLevel.HEADING_1, children });
  if (mark === '###') return new Paragraph({ heading: HeadingLevel.HEADING_2, children });
  if (mark === '>')
    return new Paragraph({ alignment: AlignmentType.CENTER, spacing: { before: 160, after: 200 }, children });
  return new Paragraph({ indent: indentOf(line), children });
}

/** Hanging indents in twentieths of a point, by the kind of number a line starts with. */
function indentOf(line: string): { left: number; hanging: number } | undefined {
  if (/^[①-⑳]/u.test(line)) return { left: 300, hanging: 300 };
  if (/^\d+\. /.test(line)) return { left: 640, hanging: 300 };
  if (/^ +[가-하]\. /u.test(line)) return { left: 1000, hanging: 340 };
  return undefined;
}

/** The first row is the header. All columns get the same width; Word fits them to their content when it opens the file. */
function table(rows: string[][]): Table {
  const border = { style: BorderStyle.SINGLE, size: 4, color: '7F7F7F' };
  const cell = (text: string, header: boolean) =>
    new TableCell({
      margins: { top: 50, bottom: 50, left: 100, right: 100 },
      ...(header ? { shading: { fill: 'EDEFF2' } } : {}),
      children: [new Paragraph({ spacing: { after: 0 }, children: [new TextRun({ text, bold: header, size: 19 })] })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: {
      top: border,
      bottom: border,
      left: border,
      right: border,
      insideHorizontal: border,
      insideVertical: border,
    },
    rows: rows.map(
      (cells, index) =>
        new TableRow({
          tableHeader: index === 0,
          cantSplit: true,
          children: cells.map((text) => cell(text, index === 0)),
        }),
    ),
  });
}

/** Prints the report's HTML through headless Chromium, then takes out what differs from one printing to the next. */
function buildReport(): void {
  const folder = mkdtempSync(join(tmpdir(), 'johang-report-'));
  try {
    const printed = join(folder, 'report.pdf');
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ];
    const profile = ['--disable-component-update', '--disable-sync', `--user-data-dir=${join(folder, 'profile')}`];
    const print = ['--no-pdf-header-footer', '--generate-pdf-document-outline', `--print-to-pdf=${printed}`];
    const { status, error, stderr } = spawnSync(
      process.env.CHROMIUM ?? 'chromium',
      [...flags, ...profile, ...print, pathToFileURL(report.source).href],
      { encoding: 'utf8', timeout: 60_000 },
    );
    if (status !== 0) throw new Error(`Chromium did not print the report: ${error?.message ?? stderr}`);
    const pdf = readFileSync(printed, 'latin1');
    const pages = pdf.match(/\/Type \/Page\b/g)?.length ?? 0;
    if (pages !== REPORT_PAGES)
      throw new Error(`The report must have ${REPORT_PAGES} pages and has ${pages}: shorten a page of the source.`);
    writeFileSync(report.target, normalized(pdf), 'latin1');
    console.error(`${report.target}: ${pdf.length} bytes`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The dates of the build and the numbers of the structure elements, which Chromium counts from another start each time.
 * Same length in, same length out: the offsets in the PDF's cross-reference table stay right.
 */
function normalized(pdf: string): string {
  const digits = BUILT_AT.toISOString().replace(/\D/g, '').slice(0, 14);
  const element = /\(node(\d{8})\)/g;
  const first = Math.min(...[...pdf.matchAll(element)].map(([, id]) => Number(id)));
  return pdf
    .replaceAll(/(\/(?:CreationDate|ModDate) \(D:)\d{14}/g, (_, before: string) => before + digits)
    .replaceAll(element, (_, id: string) => `(node${String(Number(id) - first).padStart(8, '0')})`);
}
