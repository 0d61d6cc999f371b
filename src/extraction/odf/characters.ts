import { type Attributes, toCount } from '../docx/xml.js';

/** More blanks than this in a row are no text. */
const MOST_BLANKS = 1000;

/** What an element that stands for characters stands for; undefined for every other element. */
export function charactersOf(name: string, attributes: Attributes): string | undefined {
  if (name === 'text:s') return ' '.repeat(Math.min(MOST_BLANKS, toCount(attributes['text:c'])));
  if (name === 'text:tab') return '\t';
  return name === 'text:line-break' ? '\n' : undefined;
}
