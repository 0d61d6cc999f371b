const OPEN = '<think>';
const CLOSE = '</think>';

export interface SplitText {
  text: string;
  trace: string;
}

/**
 * Separates a leading `<think>…</think>` from the answer, piece by piece as a stream brings them. Only a block at the
 * very start is a trace: the same words later on are part of an answer, for instance of a quote. A block that is never
 * closed is all trace.
 */
export class TraceSplitter {
  #state: 'start' | 'trace' | 'gap' | 'text';
  #held = '';

  constructor(opensInTrace = false) {
    this.#state = opensInTrace ? 'trace' : 'start';
  }

  push(piece: string): SplitText {
    this.#held += piece;
    const out: SplitText = { text: '', trace: '' };
    if (this.#state === 'start') this.#begin();
    if (this.#state === 'trace') this.#trace(out);
    if (this.#state === 'gap') this.#gap();
    if (this.#state === 'text') {
      out.text = this.#held;
      this.#held = '';
    }
    return out;
  }

  /** What was held back at the end of the stream. */
  end(): SplitText {
    const held = this.#held;
    this.#held = '';
    return this.#state === 'trace' ? { text: '', trace: held } : { text: this.#state === 'gap' ? '' : held, trace: '' };
  }

  #begin(): void {
    const lead = this.#held.trimStart();
    if (lead.startsWith(OPEN)) {
      this.#state = 'trace';
      this.#held = lead.slice(OPEN.length);
    } else if (!OPEN.startsWith(lead)) {
      this.#state = 'text';
    }
  }

  #trace(out: SplitText): void {
    const close = this.#held.indexOf(CLOSE);
    if (close >= 0) {
      out.trace = this.#held.slice(0, close);
      this.#held = this.#held.slice(close + CLOSE.length);
      this.#state = 'gap';
      return;
    }
    const safe = this.#held.length - partialSuffix(this.#held, CLOSE);
    out.trace = this.#held.slice(0, safe);
    this.#held = this.#held.slice(safe);
  }

  /** White space between the trace and the answer belongs to neither. */
  #gap(): void {
    this.#held = this.#held.trimStart();
    if (this.#held !== '') this.#state = 'text';
  }
}

/** Length of the longest end of `text` that is a proper beginning of `tag`. */
function partialSuffix(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}

/**
 * Separates trace and answer of a whole content. Beside a leading block it knows the content whose opening tag stayed in
 * the chat template (`opensInTrace`, or seen by a closing tag without an opening one): all before the first `</think>`
 * is trace then. Content that begins like JSON has no such trace: there the tag can only be part of a quoted string.
 */
export function splitTrace(content: string, opensInTrace = false): SplitText {
  const lead = content.trimStart();
  const bare = !lead.startsWith(OPEN) && !/^(?:[{[]|```)/.test(lead);
  const splitter = new TraceSplitter(bare && (opensInTrace || lead.includes(CLOSE)));
  const first = splitter.push(lead);
  const last = splitter.end();
  return { text: (first.text + last.text).trim(), trace: (first.trace + last.trace).trim() };
}

/**
 * The trace of a message or a stream's delta, from whichever field the server uses (`reasoning`, `reasoning_content`,
 * `thinking_content`). Servers that fill two fill both with the same, so the first that holds text is taken.
 */
export function traceField(message: Record<string, unknown>): string {
  for (const name of ['reasoning', 'reasoning_content', 'thinking_content']) {
    const value = message[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}
