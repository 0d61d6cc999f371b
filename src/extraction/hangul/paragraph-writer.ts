import { type Anchor, type FlowBlock, plainText, type TableFlow, type TextFlow } from './flow.js';

/** A table of one row, of up to so many cells and characters, that stands in a sentence is read as words of it. */
const WORD_CELLS = 4;
const WORD_LENGTH = 60;

/**
 * Writes one paragraph. What hangs in it (tables, boxes) comes out where it stands: a table ends the text before it, a text
 * box of one paragraph that flows as a character is a part of the sentence, any other box follows the paragraph.
 */
export class ParagraphWriter {
  readonly #done: FlowBlock[] = [];
  readonly #after: FlowBlock[] = [];
  #current: TextFlow = newText();
  #label = '';
  /** The page that what is written is on; undefined where there are no pages. */
  page: number | undefined;

  /** The number or bullet, which is shown in front of the first words. */
  label(label: string): void {
    this.#label = label;
  }

  write(text: string): void {
    if (text === '') return;
    this.#current.page ??= this.page;
    if (this.#label !== '' && text.trim() !== '') {
      const indent = this.#current.text;
      this.#current.text = `${this.#label} `;
      for (const anchor of this.#current.anchors) shift(anchor, this.#label.length + 1 - indent.length);
      this.#label = '';
      this.#current.text += text.trimStart();
    } else this.#current.text += text;
  }

  /** What was written since a position; nothing of what stands before a table in between. */
  since(position: number): string {
    return this.#current.text.slice(position);
  }

  get position(): number {
    return this.#current.text.length;
  }

  /** @param from where in the text the remark begins; it ends here. A table in between cuts it off. */
  remark(remark: Anchor['remark'], from: number = this.position): void {
    this.#current.anchors.push({ remark, start: Math.min(from, this.position), end: this.position });
  }

  note(text: string): void {
    this.#current.notes.push(text);
  }

  /** @param placing it flows as a character of the text, stands where the text is, or below the paragraph. */
  table(table: TableFlow, placing: 'inline' | 'here' | 'after'): void {
    const words = placing === 'inline' && this.#current.text.trim() !== '' ? wordsOf(table) : undefined;
    if (words !== undefined) return this.write(` ${words} `);
    table.page = this.page;
    if (placing === 'after') {
      this.#after.push(table);
      return;
    }
    this.#cut();
    this.#done.push(table);
  }

  /** @param inline the box flows as a character of the text. */
  box(blocks: readonly FlowBlock[], inline: boolean): void {
    const [only] = blocks;
    if (inline && blocks.length === 1 && only?.kind === 'text') {
      this.write(only.text);
      this.#current.notes.push(...only.notes);
      return;
    }
    for (const block of blocks) this.#after.push({ ...block, page: this.page });
  }

  /** The blocks of the paragraph; one without text, notes and remarks is none. */
  end(): FlowBlock[] {
    this.#cut();
    return [...this.#done, ...this.#after];
  }

  #cut(): void {
    const { text, anchors, notes } = this.#current;
    if (text.trim() !== '' || anchors.length > 0 || notes.length > 0) this.#done.push(this.#current);
    this.#current = newText();
  }
}

function newText(): TextFlow {
  return { kind: 'text', text: '', anchors: [], notes: [] };
}

/** The words of a table that is so small that a sentence goes around it; undefined for another one. */
function wordsOf({ rows }: TableFlow): string | undefined {
  const cells = rows.flatMap((row) => row.cells);
  if (rows.length > 1 || cells.length > WORD_CELLS) return undefined;
  const words = cells
    .map(({ blocks }) => plainText(blocks))
    .filter((text) => text !== '')
    .join(' ');
  return words.length > WORD_LENGTH ? undefined : words;
}

function shift(anchor: Anchor, by: number): void {
  anchor.start = Math.max(0, anchor.start + by);
  anchor.end = Math.max(0, anchor.end + by);
}
