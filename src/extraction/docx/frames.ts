import type { Cut, PlacedNote } from './page-builder.js';

/** A paragraph being read. */
export interface Paragraph {
  text: string;
  cuts: Cut[];
  notes: PlacedNote[];
  styleId: string | undefined;
  listId: string | undefined;
  level: number | undefined;
  pageBreakBefore: boolean | undefined;
  /** The paragraph mark is deleted: the next paragraph goes on in this one. */
  joinsNext: boolean;
  /** A section ends with this paragraph, and the next begins on a new page. */
  endsSection: boolean;
  /** Text boxes anchored here. */
  boxes: string[];
}

/** Where paragraphs go: the body, a table cell, or a text box. */
export interface Frame {
  kind: 'body' | 'cell' | 'box';
  blocks: string[];
  paragraph: Paragraph | undefined;
  breaks: { count: number; atStart: boolean };
}

export function newFrame(kind: Frame['kind']): Frame {
  return { kind, blocks: [], paragraph: undefined, breaks: { count: 0, atStart: false } };
}

export function newParagraph(): Paragraph {
  return {
    text: '',
    cuts: [],
    notes: [],
    styleId: undefined,
    listId: undefined,
    level: undefined,
    pageBreakBefore: undefined,
    joinsNext: false,
    endsSection: false,
    boxes: [],
  };
}
