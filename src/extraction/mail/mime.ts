import { type HeaderField, headerValue, parseHeaders } from './headers.js';
import { parseParameters, type ParameterValue } from './parameters.js';
import { decodeTransfer } from './transfer.js';

/** One entity of a mail: the whole of it, or a part of a multipart. `body` is as transferred; `decodedBody` decodes it. */
export interface MimePart {
  headers: HeaderField[];
  type: ParameterValue;
  disposition: ParameterValue;
  body: Buffer;
  parts: MimePart[];
  /** A multipart nested too deep to be opened. */
  isUnopened?: boolean;
}

/** Multiparts nested deeper than this, and parts beyond this number, are not opened. */
const MAX_DEPTH = 50;
const MAX_PARTS = 10_000;

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** RFC 2046 allows 70 characters; a boundary is looked for at the start of every line, so that it must stay short. */
const MAX_BOUNDARY = 200;

/** A multipart being read. */
interface Open {
  part: MimePart;
  boundary: string;
  /** Where its current child begins; undefined before the first boundary and after the last. */
  childStart: number | undefined;
}

export interface MimeMessage {
  root: MimePart;
  /** Parts were nested too deep or too many, and stand unopened or were left out. */
  isCut: boolean;
}

/**
 * The parts of a mail, found in one pass over its lines, whatever is nested in whatever: each line is held against the
 * boundaries that are open by a look-up. A multipart without its last boundary ends where the one around it ends. Attached
 * mails are parts like files: they are not opened.
 */
export function parseMime(bytes: Buffer): MimeMessage {
  const parser = new MimeParser(bytes);
  return { root: parser.parse(), isCut: parser.isCut };
}

/** The bytes of a part's body. */
export function decodedBody(part: MimePart): Buffer {
  return decodeTransfer(part.body, headerValue(part.headers, 'content-transfer-encoding'));
}

/** The entities of a part that are no multiparts, in order. */
export function leavesOf(part: MimePart): MimePart[] {
  return part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf);
}

class MimeParser {
  readonly #bytes: Buffer;
  readonly #open: Open[] = [];
  /** Depth of the open multipart by boundary; of two with the same one, the inner. */
  readonly #depths = new Map<string, number>();
  #parts = 0;
  isCut = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  parse(): MimePart {
    const bytes = this.#bytes;
    const root = this.#beginEntity(0);
    for (let line = root.bodyStart; line < bytes.length && this.#open.length > 0;) {
      const newline = bytes.indexOf(LF, line);
      const end = newline < 0 ? bytes.length : newline + 1;
      const next = bytes[line] === DASH && bytes[line + 1] === DASH ? this.#boundaryLine(line, end) : undefined;
      line = next ?? end;
    }
    this.#closeTo(0, bytes.length);
    if (root.part.parts.length === 0) root.part.body = bytes.subarray(root.bodyStart);
    return root.part;
  }

  /** Reads the header of an entity; a multipart is opened. */
  #beginEntity(start: number): { part: MimePart; bodyStart: number } {
    const { headers, bodyStart } = readHeaderBlock(this.#bytes, start);
    const type = parseParameters(headerValue(headers, 'content-type') || 'text/plain');
    const disposition = parseParameters(headerValue(headers, 'content-disposition'));
    const part: MimePart = { headers, type, disposition, body: this.#bytes.subarray(bodyStart, bodyStart), parts: [] };
    const boundary = type.value.startsWith('multipart/') ? (type.parameters.get('boundary') ?? '') : '';
    if (boundary === '' || boundary.length > MAX_BOUNDARY) return { part, bodyStart };
    if (this.#open.length >= MAX_DEPTH) {
      this.isCut = true;
      part.isUnopened = true;
    } else {
      this.#open.push({ part, boundary, childStart: undefined });
      this.#depths.set(boundary, this.#open.length - 1);
    }
    return { part, bodyStart };
  }

  /** Where reading goes on behind a line that is a boundary; undefined for any other line. */
  #boundaryLine(line: number, end: number): number | undefined {
    if (end - line > MAX_BOUNDARY + 10) return undefined;
    const text = this.#bytes.toString('latin1', line + 2, end).trimEnd();
    const depth = this.#depths.get(text);
    if (depth !== undefined) return this.#nextChild(depth, line, end);
    const closing = text.endsWith('--') ? this.#depths.get(text.slice(0, -2)) : undefined;
    if (closing === undefined) return undefined;
    this.#closeTo(closing + 1, line);
    this.#endChild(line);
    this.#close();
    return end;
  }

  #nextChild(depth: number, line: number, end: number): number {
    this.#closeTo(depth + 1, line);
    this.#endChild(line);
    const parent = this.#open[depth];
    if (!parent || this.#parts >= MAX_PARTS) {
      this.isCut = true;
      return end;
    }
    this.#parts += 1;
    const { part, bodyStart } = this.#beginEntity(end);
    parent.part.parts.push(part);
    parent.childStart = bodyStart;
    return Math.max(end, bodyStart);
  }

  /** Ends multiparts that are open inside of the one at `depth - 1`. */
  #closeTo(depth: number, at: number): void {
    while (this.#open.length > depth) {
      this.#endChild(at);
      this.#close();
    }
  }

  /** Gives the innermost multipart's current child its body: up to the line end before the boundary. */
  #endChild(at: number): void {
    const open = this.#open.at(-1);
    const child = open?.part.parts.at(-1);
    if (!open || !child || open.childStart === undefined) return;
    const end = at === this.#bytes.length ? at : beforeLineEnd(this.#bytes, at);
    child.body = this.#bytes.subarray(open.childStart, Math.max(open.childStart, end));
    open.childStart = undefined;
  }

  #close(): void {
    const closed = this.#open.pop();
    if (!closed) return;
    this.#depths.delete(closed.boundary);
    const outer = this.#open.findLastIndex(({ boundary }) => boundary === closed.boundary);
    if (outer >= 0) this.#depths.set(closed.boundary, outer);
  }
}

function beforeLineEnd(bytes: Buffer, at: number): number {
  if (bytes[at - 1] !== LF) return at;
  return bytes[at - 2] === CR ? at - 2 : at - 1;
}

/** An entity's header and where its body begins: behind the first blank line. A header that never ends is all there is. */
function readHeaderBlock(bytes: Buffer, start: number): { headers: HeaderField[]; bodyStart: number } {
  let line = start;
  while (line < bytes.length) {
    const newline = bytes.indexOf(LF, line);
    const end = newline < 0 ? bytes.length : newline;
    const length = bytes[end - 1] === CR ? end - 1 - line : end - line;
    if (length <= 0) return { headers: parseHeaders(bytes.toString('latin1', start, line)), bodyStart: end + 1 };
    // A boundary before any blank line: a part without a body.
    if (line > start && bytes[line] === DASH && bytes[line + 1] === DASH) break;
    line = end + 1;
  }
  const headers = parseHeaders(bytes.toString('latin1', start, Math.min(line, bytes.length)));
  return { headers, bodyStart: Math.min(line, bytes.length) };
}
