import { AppError } from '../common/errors/app-error.js';
import { detectLanguage } from '../contracts/language.js';
import { canonicalText, sha256Hex } from '../contracts/normalise.js';
import { parseProvisions } from '../contracts/provisions.js';
import { assertPages } from '../contracts/pages.js';
import type { Page, Table } from '../contracts/types.js';
import { layPage, shiftTable } from './blocks.js';
import type { Extraction, FileMetadata, RawExtraction, RawPage } from './extraction.js';
import { placeRemarks } from './remarks.js';

/** Stands between the texts of two pages and belongs to neither. */
const JOINT = '\n\n';

const MAX_METADATA = 500;

/**
 * Makes the canonical text and its pages of what a reader found. A page without text is an empty range where it would
 * stand, and adds no joint.
 *
 * @throws AppError `extract.no_text` when no page has text, `extract.damaged` when that is because pages failed.
 */
export function assemble(raw: RawExtraction): Extraction {
  let text = '';
  const tables: Table[] = [];
  const blockStarts: number[][] = [];
  const pages: Page[] = raw.pages.map((page, index) => {
    const laid = layPage(page.text);
    const number = index + 1;
    if (laid.text === '') {
      blockStarts.push(laid.blocks.map(() => text.length));
      return { number, start: text.length, end: text.length, status: page.status ?? 'empty' };
    }
    if (text !== '') text += JOINT;
    const start = text.length;
    text += laid.text;
    tables.push(...laid.tables.map((table) => shiftTable(table, start)));
    blockStarts.push(laid.blocks.map((offset) => start + offset));
    return { number, start, end: text.length, status: 'ok', ...recognised(page) };
  });
  if (text === '') throw withoutText(raw.pages);
  assertPages(text, pages);
  return {
    text,
    textHash: sha256Hex(text),
    provisions: parseProvisions(text),
    pages,
    tables,
    remarks: placeRemarks(raw, { blockStarts, tables, length: text.length }),
    attachments: [...(raw.attachments ?? [])],
    language: detectLanguage(text),
    warnings: raw.warnings,
    metadata: cleanMetadata(raw.metadata),
  };
}

function recognised({ confidence }: RawPage): { confidence?: number } {
  return confidence === undefined ? {} : { confidence };
}

function withoutText(pages: readonly RawPage[]): AppError {
  if (pages.some((page) => page.status === 'failed')) {
    return new AppError('extract.damaged', 'The file is damaged: none of its pages could be read');
  }
  if (pages.some((page) => page.status === 'no_text_layer')) return new AppError('extract.no_text');
  return new AppError('extract.no_text', 'The file holds no text');
}

function cleanMetadata({ title, author, producer }: FileMetadata): FileMetadata {
  return { title: cleanLine(title), author: cleanLine(author), producer: cleanLine(producer) };
}

function cleanLine(value: string | undefined): string | undefined {
  const line = canonicalText((value ?? '').slice(0, MAX_METADATA))
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? undefined : line;
}

/**
 * Tidies text that was laid out by a reader (not text that stands as written): special spaces become plain ones, line ends
 * lose trailing blanks, and more than one blank line becomes one.
 */
export function tidyLayout(text: string): string {
  return text
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
