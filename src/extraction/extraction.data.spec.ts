import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedData } from '../../test/support/shared-data.js';
import mammoth from 'mammoth';
import { packageRoot } from '../config/paths.js';
import { canonicalText } from '../contracts/normalise.js';
import type { Extraction } from './extraction.js';
import { Extractor } from './extractor.js';
import { sniffFile } from './sniff.js';

const data = sharedData();

/** Share of the gold spans of CUAD that must be found in what is read of the original PDFs. */
const MIN_RECALL = 0.997;

let extractor: Extractor;

beforeAll(() => {
  const workerFile = join(packageRoot, 'dist/extraction/extract.worker.js');
  if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing: run \`npm run build\` first`);
  extractor = new Extractor({ workerFile, threads: 2, timeoutMs: 120_000, memoryMb: 1024 });
});

afterAll(async () => {
  await extractor?.close();
});

async function filesOf(folder: string, pattern: RegExp): Promise<string[]> {
  const names = (await readdir(join(data, folder))).filter((name) => pattern.test(name)).sort();
  expect(names.length).toBeGreaterThan(0);
  return names.map((name) => join(data, folder, name));
}

async function read(path: string, password?: string): Promise<Extraction> {
  const { format } = await sniffFile(path, basename(path));
  return extractor.extract({ path, format, password });
}

/** The code a file is refused with, or `ready`. Anything that is not catalogued fails the test. */
async function outcome(path: string): Promise<string> {
  try {
    const { text, pages } = await read(path);
    expect(pages.length).toBeGreaterThan(0);
    expect(text.trim()).not.toBe('');
    return 'ready';
  } catch (error) {
    expect(error).toHaveProperty('code');
    return (error as { code: string }).code;
  }
}

async function outcomes(paths: readonly string[]): Promise<Record<string, string>> {
  const results = await Promise.all(paths.map(async (path) => [basename(path), await outcome(path)] as const));
  return Object.fromEntries(results);
}

interface LabelledContract {
  title: string;
  labels: Record<string, { text: string }[]>;
}

/** Without white space, and without what has no width. */
const folded = (text: string): string => text.normalize('NFC').replace(/[\s\u200b-\u200f\u2060\ufeff]+/g, '');

/** The published texts have straight quotes and plain dashes where the PDFs have typographic ones. */
const plain = (text: string): string => folded(text).replace(/[“”]/g, '"').replace(/[‘’]/g, "'").replace(/[‐-―]/g, '-');

describe('CUAD PDFs', () => {
  it('reads all of them, with the words of the gold spans', async () => {
    const paths = await filesOf('cuad/pdf', /\.pdf$/i);
    const lines = readFileSync(join(data, 'cuad/labels.jsonl'), 'utf8').trim().split('\n');
    const contracts = new Map(
      lines.map((line) => JSON.parse(line) as LabelledContract).map((contract) => [contract.title, contract]),
    );
    let spans = 0;
    let found = 0;
    let pages = 0;
    const started = performance.now();
    await Promise.all(
      paths.map(async (path) => {
        const extraction = await read(path);
        pages += extraction.pages.length;
        const text = plain(extraction.text);
        const contract = contracts.get(basename(path, extname(path)));
        expect(contract).toBeDefined();
        for (const { text: span } of Object.values(contract!.labels).flat()) {
          spans += 1;
          if (text.includes(plain(span))) found += 1;
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const recall = found / spans;
    process.stdout.write(
      `CUAD: ${paths.length} PDFs, ${pages} pages in ${seconds.toFixed(1)} s; ${found} of ${spans} gold spans found: ${recall.toFixed(4)}\n`,
    );
    expect(paths).toHaveLength(72);
    expect(recall).toBeGreaterThanOrEqual(MIN_RECALL);
  }, 300_000);
});

describe('documents of many kinds', () => {
  it('reads the PDFs that have text, and codes the others', async () => {
    expect(await outcomes(await filesOf('docs/pdf', /\.pdf$/))).toEqual({
      '002-trivial-libre-office-writer.pdf': 'ready',
      'annotated_pdf.pdf': 'ready',
      'crazyones-pdfa.pdf': 'ready',
      'grayscale-image.pdf': 'extract.no_text',
      'habibi-rotated.pdf': 'ready',
      'imagemagick-ASCII85Decode.pdf': 'extract.no_text',
      'imagemagick-CCITTFaxDecode.pdf': 'extract.no_text',
      'imagemagick-images.pdf': 'extract.no_text',
      'libre-office-link.pdf': 'ready',
      'libreoffice-form.pdf': 'ready',
      'libreoffice-writer-password.pdf': 'extract.encrypted',
      'mistitled_outlines_example.pdf': 'ready',
      'multicolumn.pdf': 'ready',
      'output_with_metadata_pymupdf.pdf': 'ready',
      'pdfkit.pdf': 'ready',
      'pdflatex-4-pages.pdf': 'ready',
      'pdflatex-image.pdf': 'ready',
      'reportlab-overlay.pdf': 'ready',
    });
  });

  it('opens a PDF with its password', async () => {
    const path = join(data, 'docs/pdf/libreoffice-writer-password.pdf');
    await expect(read(path, 'openpassword')).resolves.toMatchObject({ text: expect.stringContaining('Lorem ipsum') });
    await expect(read(path, 'password')).rejects.toMatchObject({ code: 'extract.wrong_password' });
  });

  it('finds the values of a filled form, with the reading order of its page', async () => {
    const { text, warnings } = await read(join(data, 'docs/pdf/libreoffice-form.pdf'));
    expect(text).toMatch(/^Example for a Form\n[\s\S]*Nationality:[\s\S]*\n\n[\s\S]+: /);
    expect(warnings.map(({ code }) => code)).toEqual(['form_values_appended']);
  });

  it('codes scans', async () => {
    const results = await outcomes(await filesOf('docs/scans', /\.pdf$/));
    const ready = Object.keys(results).filter((name) => results[name] === 'ready');
    expect(ready).toEqual(['formxobject.pdf', 'link.pdf', 'overlay.pdf', 'toc.pdf']);
    expect(results['invalid.pdf']).toBe('extract.damaged');
    const others = Object.entries(results).filter(([name]) => !ready.includes(name) && name !== 'invalid.pdf');
    expect(new Set(others.map(([, code]) => code))).toEqual(new Set(['extract.no_text']));
  });

  it('reads every DOCX that is not encrypted', async () => {
    const office = await outcomes(await filesOf('docs/office', /\.docx$/));
    const redline = await outcomes(await filesOf('docs/redline', /\.docx$/));
    expect(new Set([...Object.values(office), ...Object.values(redline)])).toEqual(new Set(['ready']));
    expect(await outcomes(await filesOf('docs/encrypted', /\.docx$/))).toEqual({
      'ecma376standard_password.docx': 'extract.encrypted',
      'ecma376standard_password_plain.docx': 'ready',
    });
  });

  it('leaves out no word that mammoth finds in a DOCX', async () => {
    for (const path of await filesOf('docs/office', /\.docx$/)) {
      const { value } = await mammoth.extractRawText({ path });
      const text = folded((await read(path)).text);
      const missing = canonicalText(value)
        .split(/\s+/)
        .filter((word) => /\p{L}/u.test(word) && !text.includes(word));
      expect({ path: basename(path), missing }).toEqual({ path: basename(path), missing: [] });
    }
  });

  it('prints the automatic numbers of a DOCX', async () => {
    const { text } = await read(join(data, 'docs/office/docx_lists.docx'));
    expect(text).toContain('1. ORCHARD MAP AND GARDEN NOTES\n\n1.1 Morning Walk');
    expect(text).toContain('1.2 Greenhouse Shelves');
    expect(text).toContain('2. WEEKEND ERRAND LIST\n\n2.1 Market Stops\n\n• Buy fresh bread');
    const { text: resumed } = await read(join(data, 'docs/office/docx_list_resumed_numbering.docx'));
    expect(resumed).toContain('2. Second ordered item\n\n• bullet one\n\n• bullet two\n\n3. Third ordered item');
  });
});
