import type { PdfAnnotation, PdfPage } from './document.js';

/** Text that is shown on a page without being in its content. */
export interface PageAnnotations {
  /** Filled form fields, one line each: `name: value`. */
  fields: string[];
  /** Text typed onto the page. */
  typed: string[];
}

/** Reads what was filled in and typed onto a page. */
export async function pageAnnotations(page: PdfPage): Promise<PageAnnotations> {
  const shown = (await page.getAnnotations({ intent: 'display' })).filter((annotation) => !annotation.hidden);
  const typed = shown.filter(({ subtype }) => subtype === 'FreeText').map(({ contentsObj }) => contentsObj?.str ?? '');
  return {
    fields: shown.map(fieldLine).filter((line) => line !== ''),
    typed: typed.map((text) => text.trim()).filter((text) => text !== ''),
  };
}

/** A button counts when it is on; an empty field says nothing. */
function fieldLine(annotation: PdfAnnotation): string {
  if (annotation.subtype !== 'Widget') return '';
  const value = fieldValue(annotation);
  const name = (annotation.alternativeText || annotation.fieldName || '').trim();
  if (value === '') return '';
  return name === '' ? value : `${name}: ${value}`;
}

function fieldValue({ fieldType, fieldValue, checkBox, radioButton, exportValue, buttonValue }: PdfAnnotation): string {
  if (fieldType === 'Btn') {
    const on = (checkBox && fieldValue === exportValue) || (radioButton && fieldValue === buttonValue);
    return on && typeof fieldValue === 'string' && fieldValue !== 'Off' ? fieldValue : '';
  }
  if (fieldType !== 'Tx' && fieldType !== 'Ch') return '';
  const values = Array.isArray(fieldValue) ? fieldValue : [fieldValue];
  return values
    .filter((value) => typeof value === 'string')
    .join(', ')
    .trim();
}
