import { CompositeFont } from './composite-font.js';
import { giveUp } from './give-up.js';
import type { PlainFile } from './plain-file.js';
import { SubstitutedFont } from './substituted-font.js';
import type { GlyphBox } from './true-type.js';
import type { PdfDict } from './values.js';

/**
 * A font of which all is known that its text needs: what its codes stand for, how wide they are and where their ink is.
 * Its functions give up on a code of which that is not certain.
 */
export interface PlainFont {
  /** How many bytes a code has. */
  readonly codeBytes: 1 | 2;
  /** The width of its space, in thousandths of the font size. */
  readonly spaceWidth: number;
  /** The one character that a code stands for, or `SEVERAL`. */
  character(code: number): number;
  several(code: number): string;
  /** The width of a code, in thousandths of the font size. */
  width(code: number): number;
  box(code: number): GlyphBox;
}

/** @throws GivesUp when it is of a kind that is not read, or not all is known of it. */
export function readFont(file: PlainFile, font: PdfDict): PlainFont {
  const kind = file.nameOf(font.get('Subtype'));
  if (kind === 'Type0') return new CompositeFont(file, font);
  return kind === 'TrueType' ? new SubstitutedFont(file, font) : giveUp('kind of font');
}
