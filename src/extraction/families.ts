import { type Format, type FormatInfo, formats } from './formats.js';

/** Formats that one program opens, whichever of their names a file bears: people rename files, and take the name of a template. */
const FAMILIES: readonly (readonly Format[])[] = [
  ['doc', 'docx', 'rtf'],
  ['xls', 'xlsx'],
  ['ppt', 'pptx'],
  ['hwp', 'hwpx'],
  ['msg', 'eml'],
  ['png', 'jpeg', 'tiff'],
];

/**
 * What else is opened under a name. Accounting, court and wiki systems export HTML, a page with its pictures, or text with
 * separators as `.xls` and `.doc`, which Excel and Word open; under the names of their newer formats they do not.
 */
const GUESTS: Partial<Readonly<Record<Format, readonly Format[]>>> = {
  doc: ['html', 'mht', 'txt'],
  xls: ['html', 'mht', 'csv'],
  csv: ['xls', 'xlsx'],
};

/**
 * Whether a file that is named as `claimed` may be of the format `content`. What lies outside of its family is refused: such a
 * name deceives the person who reads it, and the file is hardly the one that was meant.
 */
export function opens(claimed: Format, content: Format): boolean {
  if (claimed === content || GUESTS[claimed]?.includes(content)) return true;
  return FAMILIES.some((family) => family.includes(claimed) && family.includes(content));
}

/** The format of the same family that is packed so: `docx` for `doc` and `zip`. */
export function siblingIn(claimed: Format, container: FormatInfo['container']): Format | undefined {
  const family = FAMILIES.find((each) => each.includes(claimed)) ?? [];
  return family.find((format) => formats[format].container === container);
}
