/** What an RTF file consists of. */
export type Token =
  | { kind: 'open' }
  | { kind: 'close' }
  /** A control word with its number, or a control symbol. */
  | { kind: 'control'; word: string; value: number | undefined }
  /** Bytes of text, in whatever code page counts there. */
  | { kind: 'bytes'; bytes: Buffer };

const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x27;
const SPACE = 0x20;
const MAX_WORD = 32;
const MAX_DIGITS = 10;

/** The tokens of an RTF file, without what `\bin` announces. Text goes up to the next control or line end. */
export function* readTokens(bytes: Buffer): Generator<Token> {
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!;
    if (byte === OPEN || byte === CLOSE) {
      yield { kind: byte === OPEN ? 'open' : 'close' };
      at += 1;
    } else if (byte === BACKSLASH) {
      const { token, end } = readControl(bytes, at + 1);
      if (token) yield token;
      at = end;
    } else if (byte === CR || byte === LF || byte === 0) {
      at += 1;
    } else {
      const end = textEnd(bytes, at);
      yield { kind: 'bytes', bytes: bytes.subarray(at, end) };
      at = end;
    }
  }
}

function textEnd(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === OPEN || byte === CLOSE || byte === BACKSLASH || byte === CR || byte === LF || byte === 0) break;
  }
  return at;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** @param start after the backslash. */
function readControl(bytes: Buffer, start: number): { token: Token | undefined; end: number } {
  const first = bytes[start];
  if (first === undefined) return { token: undefined, end: bytes.length };
  if (!isLetter(first)) return readSymbol(bytes, start, first);
  let at = start;
  while (at < bytes.length && at - start < MAX_WORD && isLetter(bytes[at]!)) at += 1;
  const word = bytes.toString('latin1', start, at);
  const { value, end } = readNumber(bytes, at);
  const next = bytes[end] === SPACE ? end + 1 : end;
  if (word === 'bin') return { token: undefined, end: next + Math.max(0, value ?? 0) };
  return { token: { kind: 'control', word, value }, end: next };
}

function readNumber(bytes: Buffer, start: number): { value: number | undefined; end: number } {
  let at = start;
  if (bytes[at] === 0x2d) at += 1;
  const digits = at;
  while (at < bytes.length && at - digits < MAX_DIGITS && isDigit(bytes[at]!)) at += 1;
  return at === digits
    ? { value: undefined, end: start }
    : { value: Number(bytes.toString('latin1', start, at)), end: at };
}

function readSymbol(bytes: Buffer, start: number, symbol: number): { token: Token; end: number } {
  if (symbol === QUOTE) {
    const code = Number.parseInt(bytes.toString('latin1', start + 1, start + 3), 16);
    if (Number.isNaN(code)) return { token: { kind: 'control', word: "'", value: undefined }, end: start + 1 };
    return { token: { kind: 'bytes', bytes: Buffer.from([code]) }, end: start + 3 };
  }
  if (symbol === BACKSLASH || symbol === OPEN || symbol === CLOSE)
    return { token: { kind: 'bytes', bytes: bytes.subarray(start, start + 1) }, end: start + 1 };
  // A backslash before a line end is a paragraph's end.
  const word = symbol === CR || symbol === LF ? 'par' : String.fromCharCode(symbol);
  return { token: { kind: 'control', word, value: undefined }, end: start + 1 };
}
