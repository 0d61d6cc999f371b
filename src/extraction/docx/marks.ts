import type { Paragraph } from './frames.js';
import type { Mark } from './pieces.js';
import type { Attributes } from './xml.js';

/** A comment of the document, by its id. */
export interface Comment {
  text: string;
  author?: string;
  date?: string;
}

interface OpenChange {
  kind: 'inserted' | 'deleted';
  author?: string;
  date?: string;
  paragraph: Paragraph | undefined;
  start: number;
  /** The words that were deleted or inserted. */
  text: string;
}

/** Who made a tracked change and when. */
export function changeOf({ author, date }: Attributes): Pick<Mark, 'author' | 'date'> {
  return { ...(author && { author }), ...(date && { date }) };
}

/** Keeps the comments and tracked changes of a text at the places they are about. */
export class MarkBook {
  readonly #open = new Map<string, { mark: Mark; paragraph: Paragraph }>();
  readonly #changes: OpenChange[] = [];
  readonly #placed = new Set<string>();

  constructor(private readonly comments: ReadonlyMap<string, Comment>) {}

  /** The words of a deletion are being read. */
  get deleting(): boolean {
    return this.#changes.at(-1)?.kind === 'deleted';
  }

  openComment(id: string, paragraph: Paragraph | undefined): void {
    const comment = this.comments.get(id);
    if (!comment || !paragraph || this.#placed.has(id)) return;
    const at = paragraph.text.length;
    const mark: Mark = { kind: 'comment', ...comment, start: at, end: Infinity };
    paragraph.marks.push(mark);
    this.#open.set(id, { mark, paragraph });
    this.#placed.add(id);
  }

  closeComment(id: string, paragraph: Paragraph | undefined): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open && open.paragraph === paragraph) open.mark.end = paragraph.text.length;
  }

  /** The sign of a comment; one without a range is about the place of its sign. */
  commentSign(id: string, paragraph: Paragraph | undefined): void {
    this.openComment(id, paragraph);
    this.closeComment(id, paragraph);
  }

  /** A paragraph goes on as another one. */
  replace(paragraph: Paragraph, by: Paragraph): void {
    for (const open of this.#open.values()) if (open.paragraph === paragraph) open.paragraph = by;
  }

  /** Comments that stand nowhere in the text. */
  unplaced(): Comment[] {
    return [...this.comments].flatMap(([id, comment]) => (this.#placed.has(id) ? [] : [comment]));
  }

  openChange(kind: 'inserted' | 'deleted', attributes: Attributes, paragraph: Paragraph | undefined): void {
    this.#changes.push({ kind, ...changeOf(attributes), paragraph, start: paragraph?.text.length ?? 0, text: '' });
  }

  /** Words inside of a change. */
  words(text: string): void {
    const change = this.#changes.at(-1);
    if (change) change.text += text;
  }

  closeChange(paragraph: Paragraph | undefined): void {
    const change = this.#changes.pop();
    if (!change || !paragraph || change.paragraph !== paragraph) return;
    const { kind, text, start, author, date } = change;
    const end = paragraph.text.length;
    if (text === '') return;
    addMark(paragraph.marks, { kind, text, ...changeOf({ author: author ?? '', date: date ?? '' }), start, end });
  }
}

/** Adds a mark; one that goes on where the last of the same kind and hand ended makes it longer. */
export function addMark(marks: Mark[], mark: Mark): void {
  const last = marks.at(-1);
  const goesOn =
    last?.kind === mark.kind && last.author === mark.author && last.date === mark.date && last.end === mark.start;
  if (!goesOn) {
    marks.push(mark);
    return;
  }
  last.text += mark.text;
  last.end = mark.end;
}
