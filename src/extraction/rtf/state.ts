import type { WordFlow } from '../legacy-word/word-flow.js';
import type { Destination } from './destinations.js';

/** What a group inherits and its end takes back. */
export interface GroupState {
  destination: Destination;
  font: number | undefined;
  /** How many characters after a `\u` stand for it in programs that do not know Unicode. */
  fallbackLength: number;
  hidden: boolean;
  inserted: boolean;
  deleted: boolean;
  insertAuthor: number;
  insertDate: number;
  deleteAuthor: number;
  deleteDate: number;
  inTable: boolean;
  depth: number;
  pageBreakBefore: boolean;
  /** The innermost field, if there is one. */
  field: Field | undefined;
  story: Story | undefined;
  isInfo: boolean;
  /** What the end of the group adds to the text. */
  closing: string;
}

export interface Field {
  instruction: string;
  hasResult: boolean;
}

/** A text beside the text around it. */
export interface Story {
  kind: 'header' | 'footer' | 'note' | 'comment' | 'box';
  /** What it stands in, and the number of the paragraph there. */
  outer: WordFlow;
  outerLabel: string;
  isEndnote: boolean;
}

export function firstState(): GroupState {
  return {
    destination: 'text',
    font: undefined,
    fallbackLength: 1,
    hidden: false,
    inserted: false,
    deleted: false,
    insertAuthor: 0,
    insertDate: 0,
    deleteAuthor: 0,
    deleteDate: 0,
    inTable: false,
    depth: 0,
    pageBreakBefore: false,
    field: undefined,
    story: undefined,
    isInfo: false,
    closing: '',
  };
}

type Change = (state: GroupState, value: number | undefined) => void;

const on = (value: number | undefined): boolean => value !== 0;

/** Controls that change how what follows is formatted. */
export const FORMATTING: Readonly<Record<string, Change>> = {
  f: (state, value) => void (state.font = value),
  uc: (state, value) => void (state.fallbackLength = Math.min(100, Math.max(0, value ?? 1))),
  v: (state, value) => void (state.hidden = on(value)),
  revised: (state, value) => void (state.inserted = on(value)),
  deleted: (state, value) => void (state.deleted = on(value)),
  revauth: (state, value) => void (state.insertAuthor = value ?? 0),
  revdttm: (state, value) => void (state.insertDate = value ?? 0),
  revauthdel: (state, value) => void (state.deleteAuthor = value ?? 0),
  revdttmdel: (state, value) => void (state.deleteDate = value ?? 0),
  intbl: (state) => void (state.inTable = true),
  itap: (state, value) => void (state.depth = Math.max(0, value ?? 0)),
  pagebb: (state, value) => void (state.pageBreakBefore = on(value)),
  pard: (state) => resetParagraph(state),
  plain: (state) => {
    const { insertAuthor, insertDate, deleteAuthor, deleteDate } = firstState();
    Object.assign(state, { font: undefined, hidden: false, inserted: false, deleted: false });
    Object.assign(state, { insertAuthor, insertDate, deleteAuthor, deleteDate });
  },
};

export function resetParagraph(state: GroupState): void {
  Object.assign(state, { inTable: false, depth: 0, pageBreakBefore: false });
}
