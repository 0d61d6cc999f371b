import type { Cut, PlacedNote } from '../docx/page-builder.js';
import type { Mark, Piece } from '../docx/pieces.js';
import type { Attributes } from '../docx/xml.js';
import type { OdfTable } from './tables.js';

/** A paragraph being read. */
export interface OdfParagraph {
  text: string;
  marks: Mark[];
  cuts: Cut[];
  notes: PlacedNote[];
  /** Text boxes and charts anchored here. */
  boxes: Piece[];
  style: string;
  /** The level of a heading, from 0. */
  heading: number | undefined;
  /** A heading that is not numbered. */
  isHeader: boolean;
  /** The text so far ends in a blank that another one would be folded into. */
  endsInBlank: boolean;
}

/** Where paragraphs go. What covered cells hold is not shown. */
export interface OdfFrame {
  kind: 'body' | 'cell' | 'covered' | 'box' | 'note' | 'comment';
  pieces: Piece[];
  paragraph: OdfParagraph | undefined;
  tables: OdfTable[];
  /** The element whose text is being read into `fields`. */
  field: string | undefined;
  fields: Record<string, string>;
  cell?: Attributes;
  noteClass?: string;
  name?: string | undefined;
}

export function newFrame(kind: OdfFrame['kind']): OdfFrame {
  return { kind, pieces: [], paragraph: undefined, tables: [], field: undefined, fields: {} };
}

export function newParagraph(style: string): OdfParagraph {
  return {
    text: '',
    marks: [],
    cuts: [],
    notes: [],
    boxes: [],
    style,
    heading: undefined,
    isHeader: false,
    endsInBlank: false,
  };
}
