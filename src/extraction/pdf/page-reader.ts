import { canonicalText } from '../../contracts/normalise.js';
import type { RawRemark } from '../extraction.js';
import type { WarningList } from '../warnings.js';
import { pageAnnotations } from './annotations.js';
import type { AttachedFiles } from './attached-files.js';
import { isGibberish, isMostlyUnreadable } from './doubt.js';
import { LITTLE_TEXT } from './limits.js';
import type { Line } from './lines.js';
import { linesOf } from './page-lines.js';
import { surveyPage } from './page-objects.js';
import { viewOf } from './page-view.js';
import type { Pointer } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { readPieces } from './pieces.js';

/** A page as it was read, before what is common to the pages is taken out. */
export interface ReadPage {
  lines: Line[];
  /** Height of the page in points. */
  height: number;
  /** What stands at its end: text typed onto it, and the values of its form fields. */
  appended: string[];
  status?: 'empty' | 'no_text_layer' | 'failed';
  wants?: 'ocr';
}

/** What the pages of a file have in common. */
export interface Findings {
  warnings: WarningList;
  remarks: RawRemark[];
  attached: AttachedFiles;
}

export const FAILED_PAGE: ReadPage = { lines: [], height: 0, appended: [], status: 'failed' };

/** Reads a page. @param number from 1. @throws Error when it cannot be opened, PdfiumFailure. */
export function readPage(document: PdfiumDocument, number: number, findings: Findings): ReadPage {
  const { functions } = document.engine;
  const page = functions.FPDF_LoadPage(document.handle, number - 1);
  if (page === 0) throw new Error(`Page ${number} cannot be opened`);
  try {
    return readOpenPage(document, page, number, findings);
  } finally {
    functions.FPDF_ClosePage(page);
  }
}

function readOpenPage(document: PdfiumDocument, page: Pointer, number: number, findings: Findings): ReadPage {
  const { engine } = document;
  const view = viewOf(engine, page);
  const { pieces, characters } = readPieces(engine, page, view);
  const lines = linesOf(pieces);
  const { fields, typed, comments } = pageAnnotations(document, page, number, findings.attached);
  if (fields.length > 0) findings.warnings.add('form_values_appended', { page: number });
  if (typed.length > 0) findings.warnings.add('annotation_text_appended', { page: number });
  findings.remarks.push(...comments);
  const appended = [...typed, ...fields];
  const content = lines.map(({ text }) => text).join('\n');
  const read = { lines, height: view.height, appended };
  return { ...read, ...judge(document, page, number, `${content}\n${appended.join('\n')}`, characters, findings) };
}

/** A picture over more than this share of a page is what the page is about. */
const LARGE = 0.5;

/** What to make of the text of a page: whether there is any, and whether it is likely what the page says. */
function judge(
  { engine }: PdfiumDocument,
  page: Pointer,
  number: number,
  text: string,
  characters: number,
  { warnings }: Findings,
): Pick<ReadPage, 'status' | 'wants'> {
  // Among the characters of the engine there may be some that nobody sees; where they are many, enough of them are seen.
  const letters = characters > 2 * LITTLE_TEXT ? characters : canonicalText(text).replace(/\s+/g, '').length;
  const doubtful = letters > 0 && isDoubtful(text, number, warnings);
  if (letters >= LITTLE_TEXT) return doubtful ? { wants: 'ocr' } : {};
  const { drawn, lettered, pictured } = surveyPage(engine, page, viewOf(engine, page));
  if (letters === 0) {
    const visible = drawn || (lettered && characters > 0);
    return visible ? { status: 'no_text_layer', wants: 'ocr' } : { status: 'empty' };
  }
  if (pictured > LARGE) warnings.add('page_may_be_scanned', { page: number });
  return doubtful || pictured > LARGE ? { wants: 'ocr' } : {};
}

function isDoubtful(text: string, page: number, warnings: WarningList): boolean {
  if (isMostlyUnreadable(text)) {
    warnings.add('unreadable_characters', { page });
    return true;
  }
  if (!isGibberish(text)) return false;
  warnings.add('text_layer_doubtful', { page });
  return true;
}
