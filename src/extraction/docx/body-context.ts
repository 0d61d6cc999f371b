import type { RawBlock } from '../extraction.js';
import type { WarningList } from '../warnings.js';
import type { Comment } from './marks.js';
import type { ListCounter } from './numbering.js';
import type { Styles } from './styles.js';

/** What the text of a document depends on beside its body. */
export interface BodyContext {
  styles: Styles;
  counter: ListCounter;
  warnings: WarningList;
  /** The mark of the next reference to a note, e.g. `[1]`, and for a footnote what stands at the end of the page. */
  noteMark(kind: 'footnote' | 'endnote', id: string): { mark: string; footnote?: string };
  comments: ReadonlyMap<string, Comment>;
  /** What charts, diagrams and parts in other formats say, by the relationship they are referred to by. */
  graphics: ReadonlyMap<string, readonly RawBlock[]>;
}
