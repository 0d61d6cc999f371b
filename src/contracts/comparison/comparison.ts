import type { Page, Provision, Span, Table } from '../types.js';

/** One of two texts to compare. */
export interface ComparedText {
  text: string;
  pages: readonly Page[];
  provisions: readonly Provision[];
  tables: readonly Table[];
}

/**
 * What became of a piece of the contract: `added` and `removed` stand on one side only; `changed` has other words;
 * `moved` has the same words in another place or under another number.
 */
export type ChangeStatus = 'added' | 'removed' | 'changed' | 'moved' | 'unchanged';

export const changeStatuses: readonly ChangeStatus[] = ['added', 'removed', 'changed', 'moved', 'unchanged'];

/** A piece as it stands in one of the texts. Invariant: `text.slice(start, end) === quote`. */
export interface ComparedSide extends Span {
  page: number;
  quote: string;
  /**
   * The provision it is, or lies in; null outside of the provisions. `id` is that of the provision in its text's tree it
   * stands in: where numbering breaks off, one that only the other version shows has no node of its own.
   */
  provision: {
    id: string | null;
    number: string | null;
    heading: string | null;
    /** Printed numbers of the provisions around it, the outermost first, and its own. */
    path: string[];
  } | null;
}

/** A stretch of a changed piece. The stretches of one side, in order, are the whole of that side's range. */
export interface DiffSegment {
  op: 'equal' | 'removed' | 'added';
  /** Null for what was added. */
  left: Span | null;
  /** Null for what was removed. */
  right: Span | null;
  /** The words: of the right side, and of the left for what was removed. */
  text: string;
}

export interface ComparisonItem {
  status: ChangeStatus;
  /** What is compared: a provision without its sub-provisions, a paragraph outside of provisions, a row of a table. */
  kind: 'provision' | 'paragraph' | 'row';
  /** It stands in another order; also of changed ones. */
  moved: boolean;
  /** Its number is another one; also of changed ones. */
  renumbered: boolean;
  left: ComparedSide | null;
  right: ComparedSide | null;
  /** For changed ones: words that stay, go and come. */
  diff: DiffSegment[];
}

export interface Comparison {
  summary: Record<ChangeStatus, number>;
  /** In the order of the right text; what was removed stands where it stood. */
  items: ComparisonItem[];
}
