export interface TolerantJson {
  value: unknown;
  /** Whether the text ended before its JSON did; what was complete is in `value`. */
  truncated: boolean;
}

const LITERALS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['True', true],
  ['False', false],
  ['None', null],
];

/** Thrown inside the reader when the text ends early; what was built so far is kept by the callers on the way up. */
const END = Symbol('end of text');
const MAX_DEPTH = 64;

/**
 * A forgiving reader of JSON: accepts trailing commas, comments, Python's literals, raw line breaks and most bare quotation
 * marks in strings, and brackets that are closed by the next one around them. It keeps the complete items of an array or
 * object that the text cuts off. An item that is itself incomplete is dropped,
 * unless it is a container with complete items of its own directly on the path to the cut.
 */
class Reader {
  truncated = false;
  /** Whether the text ended after something complete, so that only closing brackets are missing. */
  lacksBrackets = false;
  #at: number;
  /** Closing brackets of the containers that are being read. */
  readonly #open: string[] = [];

  constructor(
    readonly text: string,
    start: number,
    readonly isWhole: boolean,
  ) {
    this.#at = start;
  }

  get position(): number {
    return this.#at;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new SyntaxError('Nested too deeply');
    this.#space();
    const char = this.text[this.#at];
    if (char === undefined) throw END;
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"') return this.#string();
    return this.#scalar();
  }

  #space(): void {
    const gap = /(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y;
    gap.lastIndex = this.#at;
    gap.exec(this.text);
    this.#at = gap.lastIndex;
  }

  /** Reads the members up to `close`; at an early end of the text those that are complete stay. */
  #members(close: string, read: () => void): void {
    this.#at += 1;
    this.#open.push(close);
    let isComplete = false;
    try {
      for (;;) {
        this.#space();
        const char = this.text[this.#at];
        if (char === undefined) {
          this.lacksBrackets = isComplete;
          throw END;
        }
        if (char === close) {
          this.#at += 1;
          return;
        }
        // The bracket of a container around this one closes this one too.
        if ((char === ']' || char === '}') && this.#open.includes(char)) return;
        isComplete = char !== ',';
        if (char === ',') {
          this.#at += 1;
          continue;
        }
        read();
        if (this.truncated) return;
      }
    } catch (error) {
      if (error !== END) throw error;
      this.truncated = true;
    } finally {
      this.#open.pop();
    }
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#members(']', () => {
      const item = this.value(depth + 1);
      const isComplete = !this.truncated || (this.isWhole && this.lacksBrackets);
      if (isComplete || Array.isArray(item)) items.push(item);
    });
    return items;
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#members('}', () => {
      if (this.text[this.#at] !== '"') throw new SyntaxError(`Expected a name at ${this.#at}`);
      const name = this.#string();
      this.#space();
      if (this.#at >= this.text.length) throw END;
      if (this.text[this.#at] !== ':') throw new SyntaxError(`Expected ":" at ${this.#at}`);
      this.#at += 1;
      entries.push([name, this.value(depth + 1)]);
    });
    return Object.fromEntries(entries);
  }

  #string(): string {
    const start = this.#at;
    for (let at = start + 1; at < this.text.length; at++) {
      if (this.text[at] === '\\') at += 1;
      else if (this.text[at] === '"' && this.#endsString(at + 1)) {
        this.#at = at + 1;
        return decode(this.text.slice(start + 1, at));
      }
    }
    throw END;
  }

  /** Whether what follows a quotation mark can follow a string: if not, the mark belongs to the words. */
  #endsString(next: number): boolean {
    const following = /\s*(.|$)/suy;
    following.lastIndex = next;
    return /^[,:}\]"/]?$/.test(following.exec(this.text)?.[1] ?? '');
  }

  #scalar(): unknown {
    for (const [word, value] of LITERALS) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.#at;
    const match = number.exec(this.text);
    if (match === null) throw new SyntaxError(`Unexpected character at ${this.#at}`);
    // A number at the very end may go on; it is not known to be complete.
    if (number.lastIndex >= this.text.length) throw END;
    this.#at = number.lastIndex;
    return Number(match[0]);
  }
}

/** The content of a JSON string; raw control characters and escapes that JSON does not know are taken as they stand. */
function decode(raw: string): string {
  const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const strict = raw
    .replace(/\\(u[0-9a-fA-F]{4}|[^])|"/g, (escape, what: string | undefined) => {
      if (what === undefined) return '\\"';
      return what.length > 1 || /["\\/bfnrt]/.test(what) ? escape : `\\\\${what}`;
    })
    .replace(/\p{Cc}/gu, (char) => named[char] ?? ' ');
  return String(JSON.parse(`"${strict}"`));
}

function readAt(text: string, start: number, isWhole: boolean): (TolerantJson & { end: number }) | null {
  const reader = new Reader(text, start, isWhole);
  try {
    const value = reader.value(0);
    const { truncated, lacksBrackets, position: end } = reader;
    return { value, truncated: truncated && !(isWhole && lacksBrackets), end };
  } catch (error) {
    if (error === END || error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * The JSON object or array in an answer, whatever stands around it: code fences, prose before and after. Of several the
 * longest that is complete counts, so that an example in the prose does not win over the answer; else the longest cut-off one.
 * Null when there is none.
 *
 * @param isWhole whether the writer came to an end: what then lacks nothing but brackets is complete
 */
export function findJson(text: string, { isWhole = false }: { isWhole?: boolean } = {}): TolerantJson | null {
  let best: (TolerantJson & { length: number }) | null = null;
  let at = 0;
  for (let tries = 0; tries < 200; tries++) {
    const offset = text.slice(at).search(/[{[]/);
    if (offset < 0) break;
    const start = at + offset;
    const found = readAt(text, start, isWhole);
    at = found === null || found.truncated ? start + 1 : found.end;
    if (found === null) continue;
    const length = found.end - start;
    const better =
      best === null ||
      (best.truncated && !found.truncated) ||
      (best.truncated === found.truncated && length > best.length);
    if (better) best = { value: found.value, truncated: found.truncated, length };
    // Nothing that starts inside a cut-off value is more than a part of it.
    if (found.truncated) break;
  }
  return best === null ? null : { value: best.value, truncated: best.truncated };
}
