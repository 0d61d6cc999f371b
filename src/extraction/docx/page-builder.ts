import type { RawPage } from '../extraction.js';

/** Where a page ends in a paragraph: set by the author, or where Word last broke the page while laying it out. */
export interface Cut {
  /** Offset in the text of the paragraph. */
  at: number;
  explicit: boolean;
}

/** A footnote, with the offset of its mark in the paragraph. */
export interface PlacedNote {
  at: number;
  text: string;
}

interface PageDraft {
  blocks: string[];
  notes: string[];
}

/** Collects the blocks of a document into pages. Blocks are paragraphs and tables; a blank line stands between them. */
export class PageBuilder {
  readonly #pages: PageDraft[] = [{ blocks: [], notes: [] }];
  /** Whether the file says anything of where its pages end. */
  hasBreaks = false;

  get #current(): PageDraft {
    return this.#pages.at(-1)!;
  }

  add(block: string): void {
    const text = block.trim();
    if (text !== '') this.#current.blocks.push(text);
  }

  /** A footnote, which stands at the end of the page. */
  addNote(note: string): void {
    this.#current.notes.push(note);
  }

  /**
   * Begins a page. A break that was laid out, or that comes from a style or section, says where the page began: right after
   * another break it is that same break again.
   */
  breakPage(explicit: boolean): void {
    this.hasBreaks = true;
    if (explicit || this.#current.blocks.length > 0) this.#pages.push({ blocks: [], notes: [] });
  }

  /**
   * Adds a paragraph in which pages end. A sentence is not torn apart by the layout: where it goes over to one further page,
   * the paragraph stays whole on the page that it begins on.
   */
  addParagraph(text: string, cuts: readonly Cut[], notes: readonly PlacedNote[]): void {
    const inside = cuts.filter(
      ({ at, explicit }) => !explicit && text.slice(0, at).trim() !== '' && text.slice(at).trim() !== '',
    );
    const deferred = inside.length === 1 ? inside[0] : undefined;
    let from = 0;
    const addUpTo = (end: number): void => {
      this.add(text.slice(from, end));
      for (const note of notes) if (note.at > from && note.at <= end) this.addNote(note.text);
      from = end;
    };
    for (const cut of cuts) {
      if (cut === deferred) continue;
      addUpTo(cut.at);
      this.breakPage(cut.explicit);
    }
    addUpTo(text.length);
    if (deferred) this.breakPage(false);
  }

  pages(): (RawPage & { text: string })[] {
    return this.#pages.map(({ blocks, notes }) => ({ text: [...blocks, ...notes].join('\n\n') }));
  }
}
