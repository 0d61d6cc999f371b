/** One header field, its value unfolded. Values are bytes read as Latin-1: what they spell is told by `decodeHeader`. */
export interface HeaderField {
  /** Lower case. */
  name: string;
  value: string;
}

/** Headers beyond this are not looked at, in bytes: no mail program writes so much. */
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_FIELDS = 5000;

/** The header fields of an entity, whose lines are given as Latin-1. Lines that are no field are passed over. */
export function parseHeaders(block: string): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const line of block.slice(0, MAX_HEADER_BYTES).split(/\r\n|\r|\n/)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last) last.value += ` ${line.trimStart()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0 || !/^[\x21-\x7e]+[ \t]*$/.test(line.slice(0, colon))) continue;
    if (fields.length >= MAX_FIELDS) break;
    fields.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
  }
  return fields;
}

/** The value of the first field of that name; empty where there is none. */
export function headerValue(fields: readonly HeaderField[], name: string): string {
  return fields.find((field) => field.name === name)?.value ?? '';
}
