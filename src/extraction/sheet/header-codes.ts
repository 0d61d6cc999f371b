import { saysSomething } from '../margin-text.js';

/**
 * The text of a header or footer of a sheet, without its codes (ECMA-376 part 1, 18.3.1.46): sections left, centre and
 * right, fonts, colours, page numbers, dates, file and sheet names.
 */
export function headerText(codes: string): string {
  const text = codes
    .replaceAll('&&', '\u0000')
    .replace(/&(?:[LCR])/g, '\n')
    .replace(/&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d{1,3}|&[A-Z]/g, '')
    .replaceAll('\u0000', '&');
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // What is left of "Page &P of &N" or "- &P -" says nothing.
  return lines.some(saysSomething) ? lines.join('\n') : '';
}
