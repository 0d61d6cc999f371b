import { randomBytes } from 'node:crypto';
import { isRecord, fieldOf } from '../record.js';

/** The endpoint that each request of a batch is for. */
export const ENDPOINT = '/v1/chat/completions';

/** A line of the file that is handed over. `body` is JSON. */
export function requestLine(id: string, body: string): string {
  return `{"custom_id":${JSON.stringify(id)},"method":"POST","url":"${ENDPOINT}","body":${body}}\n`;
}

/** A form with the file, as `POST /files` takes it. */
export function uploadForm(fileName: string, content: string): { contentType: string; body: string } {
  const boundary = `johang${randomBytes(24).toString('hex')}`;
  const part = (disposition: string, more: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${value}\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: [
      part('name="purpose"', '', 'batch'),
      part(`name="file"; filename="${fileName}"`, 'Content-Type: application/jsonl\r\n', content),
      `--${boundary}--\r\n`,
    ].join(''),
  };
}

/** A line of an output or error file, read but not judged. */
export interface ResultLine {
  id: string;
  /** HTTP status of the answer; null where there was none. */
  status: number | null;
  requestId: unknown;
  body: unknown;
  /** The provider's code for a request that it did not answer. */
  error: { code: unknown; message: unknown } | null;
}

/** Null for a line that is none: no JSON, or without the id that we gave. */
export function readLine(line: string): ResultLine | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const id = fieldOf(value, 'custom_id');
  if (typeof id !== 'string') return null;
  const response = fieldOf(value, 'response');
  const error = fieldOf(value, 'error');
  const status = fieldOf(response, 'status_code');
  return {
    id,
    status: typeof status === 'number' ? status : null,
    requestId: fieldOf(response, 'request_id'),
    body: fieldOf(response, 'body'),
    error: isRecord(error) ? { code: error.code, message: error.message } : null,
  };
}

/** The lines of a body that comes in pieces, empty ones left out. @throws when one is longer than `most` characters */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const piece of pieces) {
    held += decoder.decode(piece, { stream: true });
    const parts = held.split('\n');
    held = parts.pop() ?? '';
    if (held.length > most) throw new RangeError('A line of the file is too long');
    for (const part of parts) if (part.trim() !== '') yield part;
  }
  held += decoder.decode();
  if (held.trim() !== '') yield held;
}
