import type { RawRemark } from '../extraction.js';
import type { AttachedFiles } from './attached-files.js';
import type { Pdfium, Pointer } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { readUtf16, withName } from './strings.js';

/** What hangs on a page without being in its content. */
export interface PageAnnotations {
  /** Filled form fields, one line each: `name: value`. */
  fields: string[];
  /** Text typed onto the page. */
  typed: string[];
  /** Notes and the comments of marks. */
  comments: RawRemark[];
}

/** `FPDF_ANNOT_...` */
const FREE_TEXT = 3;
const FILE = 17;
const WIDGET = 20;
/** Notes, lines and shapes, marks on text, stamps, carets, ink: whatever may carry a comment of somebody. */
const COMMENTED = new Set([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

/** `/F`: invisible to a reader of the page. */
const HIDDEN = 2;
const NO_VIEW = 32;

/** `FPDF_FORMFIELD_...` */
const CHECK_BOX = 2;
const RADIO_BUTTON = 3;
const COMBO_BOX = 4;
const LIST_BOX = 5;
const TEXT_FIELD = 6;

const MAX_ANNOTATIONS = 10_000;

/**
 * Reads what was filled in, typed onto a page, noted beside it and pinned to it.
 *
 * @param number of the page. @param attached takes the files that are pinned to it.
 */
export function pageAnnotations(
  document: PdfiumDocument,
  page: Pointer,
  number: number,
  attached: AttachedFiles,
): PageAnnotations {
  const { functions } = document.engine;
  const found: PageAnnotations = { fields: [], typed: [], comments: [] };
  const count = Math.min(functions.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS);
  for (let index = 0; index < count; index += 1) {
    const annotation = functions.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    if (functions.FPDFAnnot_GetSubtype(annotation) === FILE) {
      attached.add(document.engine, functions.FPDFAnnot_GetFileAttachment(annotation));
    } else {
      readAnnotation(document, annotation, number, found);
    }
    functions.FPDFPage_CloseAnnot(annotation);
  }
  return found;
}

function readAnnotation(document: PdfiumDocument, annotation: Pointer, page: number, found: PageAnnotations): void {
  const { engine } = document;
  const subtype = engine.functions.FPDFAnnot_GetSubtype(annotation);
  if (subtype !== FREE_TEXT && subtype !== WIDGET && !COMMENTED.has(subtype)) return;
  if ((engine.functions.FPDFAnnot_GetFlags(annotation) & (HIDDEN | NO_VIEW)) !== 0) return;
  if (subtype === WIDGET) {
    const line = fieldLine(engine, document.form, annotation);
    if (line !== '') found.fields.push(line);
    return;
  }
  const text = stringOf(engine, annotation, 'Contents');
  if (text === '') return;
  if (subtype === FREE_TEXT) found.typed.push(text);
  else found.comments.push({ kind: 'comment', text, page, ...authorOf(engine, annotation) });
}

function authorOf(engine: Pdfium, annotation: Pointer): { author?: string; date?: string } {
  const author = stringOf(engine, annotation, 'T');
  const date = isoDate(stringOf(engine, annotation, 'M'));
  return { ...(author !== '' && { author }), ...(date !== undefined && { date }) };
}

function stringOf(engine: Pdfium, annotation: Pointer, key: string): string {
  return withName(engine, key, (name) =>
    readUtf16(engine, (buffer, bytes) =>
      engine.functions.FPDFAnnot_GetStringValue(annotation, name, buffer, bytes),
    ).trim(),
  );
}

const PDF_DATE = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?|Z)?/;

/** ISO 8601 of a date as PDF writes it: `D:20240229153000+09'00'`. */
export function isoDate(text: string): string | undefined {
  const match = PDF_DATE.exec(text);
  if (!match) return undefined;
  const [, year, month = '01', day = '01', hour, minute = '00', second = '00', sign, zoneHour, zoneMinute = '00'] =
    match;
  if (hour === undefined) return `${year}-${month}-${day}`;
  const zone = sign === undefined ? (text.includes('Z') ? 'Z' : '') : `${sign}${zoneHour}:${zoneMinute}`;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`;
}

/** A button counts when it is on; an empty field says nothing. */
function fieldLine(engine: Pdfium, form: Pointer, annotation: Pointer): string {
  const value = fieldValue(engine, form, annotation);
  if (value === '') return '';
  const { functions } = engine;
  const label =
    readUtf16(engine, (buffer, bytes) =>
      functions.FPDFAnnot_GetFormFieldAlternateName(form, annotation, buffer, bytes),
    ).trim() ||
    readUtf16(engine, (buffer, bytes) => functions.FPDFAnnot_GetFormFieldName(form, annotation, buffer, bytes)).trim();
  return label === '' ? value : `${label}: ${value}`;
}

function fieldValue(engine: Pdfium, form: Pointer, annotation: Pointer): string {
  const { functions } = engine;
  const type = functions.FPDFAnnot_GetFormFieldType(form, annotation);
  if (type === CHECK_BOX || type === RADIO_BUTTON) {
    if (functions.FPDFAnnot_IsChecked(form, annotation) !== 1) return '';
    return readUtf16(engine, (buffer, bytes) =>
      functions.FPDFAnnot_GetFormFieldExportValue(form, annotation, buffer, bytes),
    ).trim();
  }
  if (type !== TEXT_FIELD && type !== COMBO_BOX && type !== LIST_BOX) return '';
  const value = readUtf16(engine, (buffer, bytes) =>
    functions.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, bytes),
  ).trim();
  return value === '' && type === LIST_BOX ? selectedOptions(engine, form, annotation) : value;
}

/** A list box with several choices has no one value. */
function selectedOptions(engine: Pdfium, form: Pointer, annotation: Pointer): string {
  const { functions } = engine;
  const count = Math.min(functions.FPDFAnnot_GetOptionCount(form, annotation), MAX_ANNOTATIONS);
  const selected: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (functions.FPDFAnnot_IsOptionSelected(form, annotation, index) !== 1) continue;
    selected.push(
      readUtf16(engine, (buffer, bytes) =>
        functions.FPDFAnnot_GetOptionLabel(form, annotation, index, buffer, bytes),
      ).trim(),
    );
  }
  return selected.join(', ');
}
