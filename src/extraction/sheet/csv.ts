/** Characters that separate fields, the likelier ones first. */
const SEPARATORS = [',', ';', '\t', '|'] as const;

/** How many lines are looked at to tell the separator. */
const SAMPLE_LINES = 50;
const SAMPLE_CHARACTERS = 64 * 1024;

/**
 * The separator of a text: what its first line says (`sep=;`), else the one that most lines have the same number of, more
 * than none; a comma when none is.
 */
export function detectSeparator(text: string): string {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  let best: { separator: string; score: number } = { separator: ',', score: 0 };
  for (const separator of SEPARATORS) {
    const widths = [...parseCsv(sample, separator)]
      .slice(0, SAMPLE_LINES)
      .filter((fields) => fields.some((field) => field.trim() !== ''))
      .map((fields) => fields.length);
    // The last line of the sample may be cut.
    if (widths.length > 2 && sample.length < text.length) widths.pop();
    const counts = new Map<number, number>();
    for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [width = 1, count = 0] = [...counts].sort((one, other) => other[1] - one[1] || other[0] - one[0])[0] ?? [];
    const score = count === 0 ? 0 : (count / widths.length) * 100 + Math.min(width, 50) / 50;
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

/** The separator that a first line `sep=;` sets, as Excel writes it, and the text without that line. */
export function declaredSeparator(text: string): { separator: string; rest: string } | undefined {
  const match = /^sep=(.)\r?\n/.exec(text);
  return match?.[1] === undefined ? undefined : { separator: match[1], rest: text.slice(match[0].length) };
}

/**
 * The records of a text (RFC 4180): fields in quotes may hold separators, line ends and doubled quotes. A quote inside of an
 * unquoted field is a character like others; a field whose quote is never closed ends with the text.
 */
export function* parseCsv(text: string, separator: string): Generator<string[]> {
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { field, end } = readField(text, at, separator);
    fields.push(field);
    at = end + 1;
    if (text[end] === separator) {
      if (at === text.length) fields.push('');
      continue;
    }
    if (text[end] === '\r' && text[at] === '\n') at += 1;
    yield fields;
    fields = [];
  }
  if (fields.length > 0) yield fields;
}

/** The field that begins at `start`, and where the separator or line end after it stands. */
function readField(text: string, start: number, separator: string): { field: string; end: number } {
  if (text[start] !== '"') {
    const end = fieldEnd(text, start, separator);
    return { field: text.slice(start, end), end };
  }
  let field = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { field: field + text.slice(from), end: text.length };
    field += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const end = fieldEnd(text, quote + 1, separator);
      return { field: field + text.slice(quote + 1, end), end };
    }
    field += '"';
    from = quote + 2;
  }
}

function fieldEnd(text: string, start: number, separator: string): number {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
