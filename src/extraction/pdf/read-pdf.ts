import { canonicalText } from '../../contracts/normalise.js';
import { tidyLayout } from '../assemble.js';
import type { FileMetadata, RawExtraction, RawPage, ReadRequest } from '../extraction.js';
import { pageRanges, WarningList } from '../warnings.js';
import { pageAnnotations } from './annotations.js';
import { type Diagnostics, withDiagnostics } from './diagnostics.js';
import { openPdf, type PdfDocument, type PdfPage } from './document.js';
import { pageText } from './page-text.js';
import { probeDrawing } from './probe.js';

/**
 * Reads a PDF page by page: a page that fails is `failed` and the others still come. A page without text is `no_text_layer`
 * when it shows anything, else `empty`.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`.
 */
export function readPdf({ path, password }: ReadRequest): Promise<RawExtraction> {
  return withDiagnostics(async (diagnostics) => {
    const document = await openPdf(path, password);
    const warnings = new WarningList();
    try {
      const metadata = await documentMetadata(document, warnings);
      const pages: RawPage[] = [];
      for (let number = 1; number <= document.numPages; number++) {
        pages.push(await readPage(document, number, warnings, diagnostics));
      }
      addFileWarnings(pages, diagnostics, warnings);
      return { pages, warnings: warnings.toArray(), metadata };
    } finally {
      await document.destroy();
    }
  });
}

async function readPage(
  document: PdfDocument,
  number: number,
  warnings: WarningList,
  diagnostics: Diagnostics,
): Promise<RawPage> {
  diagnostics.mark();
  try {
    const page = await document.getPage(number);
    const text = tidyLayout((await pageText(page)) + (await annotationText(page, number, warnings)));
    if (diagnostics.incomplete) warnings.add('page_incomplete', { page: number });
    const status = await checkText(page, number, text, warnings, diagnostics);
    page.cleanup();
    return { text, status };
  } catch {
    warnings.add('page_failed', { page: number });
    return { text: '', status: 'failed' };
  }
}

/** Fewer letters than this on a page with a picture over most of it are a stamp or a caption. */
const LITTLE_TEXT = 300;

/** What to make of the text of a page: whether there is any, and whether it is likely all that the page says. */
async function checkText(
  page: PdfPage,
  number: number,
  text: string,
  warnings: WarningList,
  diagnostics: Diagnostics,
): Promise<RawPage['status']> {
  const letters = canonicalText(text).replace(/\s+/g, '').length;
  if (letters >= LITTLE_TEXT) {
    if (isMostlyUnreadable(text)) warnings.add('unreadable_characters', { page: number });
    return undefined;
  }
  const { visible, largePicture } = await probeDrawing(page, diagnostics);
  if (letters === 0) return visible ? 'no_text_layer' : 'empty';
  if (isMostlyUnreadable(text)) warnings.add('unreadable_characters', { page: number });
  if (largePicture) warnings.add('page_may_be_scanned', { page: number });
  return undefined;
}

function addFileWarnings(pages: readonly RawPage[], diagnostics: Diagnostics, warnings: WarningList): void {
  if (diagnostics.recovered) warnings.add('damaged_recovered');
  const scanned = pages.flatMap(({ status }, index) => (status === 'no_text_layer' ? [index + 1] : []));
  if (scanned.length > 0) warnings.add('pages_without_text', { detail: pageRanges(scanned) });
}

async function annotationText(page: PdfPage, number: number, warnings: WarningList): Promise<string> {
  const { fields, typed } = await pageAnnotations(page);
  if (fields.length > 0) warnings.add('form_values_appended', { page: number });
  if (typed.length > 0) warnings.add('annotation_text_appended', { page: number });
  const lines = [...typed, ...fields];
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
}

/** More than this share of private-use, control and replacement characters is no text that anyone wrote. */
const UNREADABLE_SHARE = 0.3;

function isMostlyUnreadable(text: string): boolean {
  const letters = text.match(/\S/gu)?.length ?? 0;
  const unreadable =
    text.match(/[\p{Co}\p{Cn}\p{Cc}\ufffd]/gu)?.filter((character) => /\S/.test(character)).length ?? 0;
  return unreadable > letters * UNREADABLE_SHARE;
}

async function documentMetadata(document: PdfDocument, warnings: WarningList): Promise<FileMetadata> {
  const { info } = await document.getMetadata();
  if (info['IsXFAPresent'] === true) warnings.add('xfa_form');
  const attachments = Object.values((await document.getAttachments()) ?? {});
  if (attachments.length > 0) warnings.add('attachments_skipped', { detail: String(attachments.length) });
  return { title: textOf(info['Title']), author: textOf(info['Author']), producer: textOf(info['Producer']) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
