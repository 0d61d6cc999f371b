import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsDir } from '../../src/config/paths.js';
import type { ErrorCode } from '../../src/common/errors/catalogue.js';
import { makeDocx, paragraph } from './docx.js';
import { makePdf } from './pdf.js';

/** A file to upload, and what must become of it. */
export interface SampleFile {
  name: string;
  content: Buffer;
  sha256: string;
  /** A word that stands in this file and in no other. */
  marker: string;
  /** The error it must fail with; undefined: it must be read. */
  error?: ErrorCode;
}

const CONTRACT = 'suites/cuad-sample/contracts/DYNAMEXINC_06_06_1996-EX-10.4-TRANSPORTATION SERVICES AGREEMENT.txt';
const LINES_A_PAGE = 45;

let contract: string[] | undefined;

/** The contract's paragraphs in printable ASCII, which any PDF font shows. */
function paragraphs(): string[] {
  contract ??= readFileSync(join(assetsDir, CONTRACT), 'utf8')
    .split(/\n\s*\n/)
    .map((each) => each.replace(/[^\x20-\x7e]+/g, ' ').trim())
    .filter(Boolean);
  return contract;
}

/** The n-th of an endless row of files of several formats and sizes, no two of the same bytes. Every twelfth is damaged. */
export function sampleFile(n: number): SampleFile {
  const marker = `Marker${createHash('sha256').update(`marker ${n}`).digest('hex').slice(0, 12)}`;
  const head = `SERVICES AGREEMENT of ${marker}`;
  const makers: (() => { extension: string; content: Buffer; error?: ErrorCode })[] = [
    () => ({ extension: 'txt', content: text(head, 20) }),
    () => ({ extension: 'pdf', content: pdf(head, 6) }),
    () => ({ extension: 'docx', content: docx(head, 60) }),
    () => ({ extension: 'txt', content: text(head, Infinity, 4) }),
    () => ({ extension: 'pdf', content: pdf(head, 40) }),
    () => ({ extension: 'docx', content: docx(head, Infinity) }),
  ];
  const damaged = {
    extension: 'pdf',
    content: Buffer.from(`%PDF-1.7\n${head}\n%%EOF\n`),
    error: 'extract.damaged' as const,
  };
  const { extension, content, error } = n % 12 === 11 ? damaged : makers[n % makers.length]!();
  return {
    name: `agreement-${n}.${extension}`,
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
    marker,
    error,
  };
}

function text(head: string, count: number, times = 1): Buffer {
  const body = paragraphs().slice(0, count).join('\n\n');
  return Buffer.from([head, ...Array.from({ length: times }, () => body)].join('\n\n'));
}

function docx(head: string, count: number): Buffer {
  const escaped = [head, ...paragraphs().slice(0, count)].map((each) =>
    each.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  );
  return makeDocx({ body: escaped.map((each) => paragraph(each)).join('') });
}

function pdf(head: string, pages: number): Buffer {
  const lines = paragraphs()
    .join(' ')
    .match(/.{1,90}(?:\s|$)/g)!;
  return makePdf(
    Array.from({ length: pages }, (_, page) => {
      const from = (page * LINES_A_PAGE) % lines.length;
      return { lines: [...(page === 0 ? [head] : []), ...lines.slice(from, from + LINES_A_PAGE)] };
    }),
  );
}
