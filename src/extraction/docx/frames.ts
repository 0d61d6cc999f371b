import type { Cut, PlacedNote } from './page-builder.js';
import type { Mark, Piece } from './pieces.js';

/** A paragraph being read. */
export interface Paragraph {
  text: string;
  marks: Mark[];
  cuts: Cut[];
  notes: PlacedNote[];
  styleId: string | undefined;
  listId: string | undefined;
  level: number | undefined;
  pageBreakBefore: boolean | undefined;
  /** The paragraph mark is deleted: the next paragraph goes on in this one. */
  joinsNext: boolean;
  /** Not yet begun: the range of a comment opens before it. */
  isAhead: boolean;
  /** A section ends with this paragraph, and the next begins on a new page. */
  endsSection: boolean;
  /** Text boxes, charts and diagrams anchored here. */
  boxes: Piece[];
}

/** Where paragraphs go: the body, a table cell, or a text box. */
export interface Frame {
  kind: 'body' | 'cell' | 'box';
  pieces: Piece[];
  paragraph: Paragraph | undefined;
  breaks: { count: number; atStart: boolean };
}

export function newFrame(kind: Frame['kind']): Frame {
  return { kind, pieces: [], paragraph: undefined, breaks: { count: 0, atStart: false } };
}

export function newParagraph(): Paragraph {
  return {
    text: '',
    marks: [],
    cuts: [],
    notes: [],
    styleId: undefined,
    listId: undefined,
    level: undefined,
    pageBreakBefore: undefined,
    joinsNext: false,
    isAhead: false,
    endsSection: false,
    boxes: [],
  };
}
