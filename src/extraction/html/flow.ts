/**
 * Text being laid out: runs of white space fold into one space, and blocks are kept apart by line ends that never add up
 * beyond what the larger of two neighbours asks for.
 */
export class Flow {
  #parts: string[] = [];
  /** Line ends owed before the next text; nothing is owed before the first. */
  #breaks = 0;
  #space = false;
  #empty = true;
  /** A list marker that waits for the text of its item; an item without text has no marker. */
  #marker = '';

  /** Adds text; `preserve` keeps its white space and line ends. */
  text(data: string, preserve: boolean): void {
    if (preserve) return this.#verbatim(data);
    const words = data.replace(/[\s\u00a0]+/g, ' ');
    if (words === '') return;
    if (words.startsWith(' ')) this.#space = true;
    const trimmed = words.trim();
    if (trimmed === '') return this.#blank(data);
    this.#append(trimmed);
    this.#space = words.endsWith(' ');
  }

  /** A block that holds nothing but a no-break space is how many pages set a blank line. */
  #blank(data: string): void {
    if (this.#breaks > 0 && data.includes('\u00a0')) this.#breaks = 2;
  }

  #verbatim(data: string): void {
    const text = data.trimEnd();
    const breaks = lineEnds(data, text.length);
    if (text === '') return this.lineBreaks(breaks);
    this.#append(text);
    this.#breaks = breaks;
  }

  #append(text: string): void {
    if (this.#breaks > 0) this.#parts.push('\n'.repeat(this.#breaks));
    else if (this.#space && !this.#empty) this.#parts.push(' ');
    this.#parts.push(this.#marker, text);
    this.#marker = '';
    this.#breaks = 0;
    this.#space = false;
    this.#empty = false;
  }

  /** The edge of a block: 1 begins a new line, 2 leaves a blank line between. */
  block(breaks: 1 | 2): void {
    if (this.#empty) return;
    this.#breaks = Math.max(this.#breaks, breaks);
    this.#space = false;
  }

  /** `<br>`: each adds a line end; text has at most one blank line in a row. */
  lineBreaks(count: number): void {
    if (!this.#empty) this.#breaks = Math.min(2, this.#breaks + count);
    this.#space = false;
  }

  /** Puts a list marker before the next text, however deep in blocks that stands. */
  marker(text: string): void {
    this.#marker = text === '' ? '' : `${text} `;
  }

  toString(): string {
    return this.#parts.join('');
  }
}

/** How many line ends there are from `start` on. */
function lineEnds(text: string, start: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
