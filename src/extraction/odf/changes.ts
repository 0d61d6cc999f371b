import type { Attributes } from '../docx/xml.js';
import { addMark } from '../docx/marks.js';
import type { Mark } from '../docx/pieces.js';

interface Change {
  kind: 'inserted' | 'deleted' | 'other';
  author: string;
  date: string;
  text: string;
}

/** The tracked changes of a text (ODF 1.3 part 3, 5.5): who made them, and the words that were deleted. */
export class TrackedChanges {
  readonly #changes = new Map<string, Change>();
  readonly #open = new Map<string, number>();
  #current: Change | undefined;
  #field: 'author' | 'date' | 'text' | undefined;
  /** Depth inside of the element that lists the changes. */
  #depth = 0;

  get inList(): boolean {
    return this.#depth > 0;
  }

  get any(): boolean {
    return this.#changes.size > 0;
  }

  openInList(name: string, attributes: Attributes): void {
    this.#depth += 1;
    if (name === 'text:changed-region') {
      this.#current = { kind: 'other', author: '', date: '', text: '' };
      this.#changes.set(attributes['xml:id'] ?? attributes['text:id'] ?? '', this.#current);
    } else if (this.#current) {
      if (name === 'text:insertion') this.#current.kind = 'inserted';
      else if (name === 'text:deletion') this.#current.kind = 'deleted';
      else if (name === 'dc:creator') this.#field = 'author';
      else if (name === 'dc:date') this.#field = 'date';
      else if (name === 'text:p' || name === 'text:h') this.#field = 'text';
      else if (name === 'text:s' && this.#field === 'text') this.#current.text += ' ';
      else if (name === 'text:tab' && this.#field === 'text') this.#current.text += '\t';
    }
  }

  textInList(data: string): void {
    if (this.#current && this.#field) this.#current[this.#field] += data;
  }

  closeInList(name: string): void {
    this.#depth -= 1;
    if ((name === 'text:p' || name === 'text:h') && this.#current) this.#current.text += '\n';
    if (name === 'dc:creator' || name === 'dc:date' || name === 'text:p' || name === 'text:h') this.#field = undefined;
  }

  /** Words were deleted here. */
  deletion(id: string, paragraph: { text: string; marks: Mark[] } | undefined): Mark | undefined {
    const change = this.#changes.get(id);
    if (change?.kind !== 'deleted' || change.text.trim() === '') return undefined;
    const at = paragraph?.text.length ?? 0;
    const mark: Mark = { kind: 'deleted', text: change.text.replace(/\n$/, ''), ...by(change), start: at, end: at };
    paragraph?.marks.push(mark);
    return mark;
  }

  openInsertion(id: string, at: number): void {
    if (this.#changes.get(id)?.kind === 'inserted') this.#open.set(id, at);
  }

  closeInsertion(id: string, paragraph: { text: string; marks: Mark[] } | undefined): void {
    if (paragraph) this.#mark(id, paragraph);
    this.#open.delete(id);
  }

  /** An insertion that goes over paragraphs is a mark on each. */
  closeParagraph(paragraph: { text: string; marks: Mark[] }): void {
    for (const id of this.#open.keys()) {
      this.#mark(id, paragraph);
      this.#open.set(id, 0);
    }
  }

  #mark(id: string, { text, marks }: { text: string; marks: Mark[] }): void {
    const change = this.#changes.get(id);
    const start = this.#open.get(id);
    if (!change || start === undefined || start >= text.length) return;
    addMark(marks, { kind: 'inserted', text: text.slice(start), ...by(change), start, end: text.length });
  }
}

function by({ author, date }: Change): Pick<Mark, 'author' | 'date'> {
  return { ...(author && { author }), ...(date && { date }) };
}
