import type { WordFlow } from '../legacy-word/word-flow.js';
import { toRoman } from '../numerals.js';

/** Footnotes, endnotes and comments of a file, as their groups come. */
export class RtfNotes {
  /** What is known of the comment whose text comes next. `mark` names the place where what it is about begins. */
  comment: { author?: string; date?: string | undefined; mark?: string } = {};
  /** Endnotes with their marks, in order. */
  readonly endnotes: string[] = [];
  readonly #numbers = { footnote: 0, endnote: 0 };
  #isAutomatic = false;

  /** The note that follows is numbered. */
  markAutomatically(): void {
    this.#isAutomatic = true;
  }

  /** A note that is numbered has its mark before its group; the text of another one begins with the mark the author typed. */
  addNote(flow: WordFlow, text: string, isEndnote: boolean): void {
    const kind = isEndnote ? 'endnote' : 'footnote';
    const number = this.#isAutomatic ? ++this.#numbers[kind] : 0;
    const mark = this.#isAutomatic ? `[${isEndnote ? toRoman(number).toLowerCase() : number}]` : '';
    this.#isAutomatic = false;
    flow.text(mark);
    const note = mark === '' ? text : `${mark} ${text}`;
    if (isEndnote) this.endnotes.push(note);
    else flow.note(note);
  }

  addComment(flow: WordFlow, text: string): void {
    const { mark, ...comment } = this.comment;
    this.comment = {};
    flow.comment({ ...comment, text }, mark);
  }
}
