import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../common/errors/app-error.js';

/** A longer line is refused, or one file without line ends would fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const LINE_FEED = 0x0a;

export interface JsonLine {
  value: unknown;
  /** Counts from 1. */
  line: number;
}

/** An error of the data, by file and line. `problem` holds no text of the data. */
export function invalidSuite(file: string, line: number | null, problem: string, cause?: unknown): AppError {
  const place = line === null ? basename(file) : `${basename(file)} line ${line}`;
  return new AppError('suite.invalid', `${place}: ${problem}`, { cause });
}

/**
 * The values of a JSON Lines file, one at a time; blank lines are passed over. Lines end at `\n` only: U+2028 may stand
 * in a JSON string, and Node's `readline` would cut there.
 *
 * @throws AppError `suite.invalid` naming the file and the line
 */
export async function* readJsonLines(file: string): AsyncGenerator<JsonLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for await (const bytes of readLines(file)) {
    line += 1;
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch (error) {
      throw invalidSuite(file, line, 'not valid UTF-8', error);
    }
    if (text.trim() === '') continue;
    yield { value: parseJson(text, file, line), line };
  }
}

/** V8's message quotes the data, so it is the cause only. */
function parseJson(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidSuite(file, line, 'not valid JSON', error);
  }
}

async function* readLines(file: string): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let line = 1;
  for await (const chunk of openStream(file)) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...held, chunk.subarray(from, at)]);
      [held, heldBytes, from] = [[], 0, at + 1];
      line += 1;
    }
    held.push(chunk.subarray(from));
    heldBytes += chunk.length - from;
    if (heldBytes > MAX_LINE_BYTES) throw invalidSuite(file, line, `longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

async function* openStream(file: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(file);
  try {
    yield* stream;
  } catch (error) {
    throw invalidSuite(file, null, 'the file cannot be read', error);
  }
}
