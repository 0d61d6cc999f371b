import Table from 'cli-table3';

/** Between the columns of a table. */
const GAP = '  ';

/** Columns a text takes on a terminal: two for East Asian wide characters (UAX #11, the ranges that matter here), none for marks. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (!isZeroWidth(character)) columns += isWide(character.codePointAt(0)!) ? 2 : 1;
  }
  return columns;
}

/** Combining marks, format characters, and the vowels and finals of decomposed Hangul. */
function isZeroWidth(character: string): boolean {
  return /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u.test(character);
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** White space folded, and no control character: what a document or a model says cannot steer the terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** One line of at most so many columns, the rest cut with an ellipsis. */
export function shorten(text: string, columns: number): string {
  const line = oneLine(text);
  if (columnsOf(line) <= columns) return line;
  let kept = '';
  let width = 1;
  for (const character of line) {
    width += columnsOf(character);
    if (width > columns) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks text into lines of at most so many columns, between words, each line after the first indented. */
export function wrap(text: string, columns: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    if (line && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = indent + word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].join('\n');
}

/** A plain table: header, rule, rows. */
export function table(head: string[], rows: string[][], alignRight: readonly number[] = []): string {
  const drawn = new Table({
    head,
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: GAP,
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((_, index) => (alignRight.includes(index) ? 'right' : 'left')),
  });
  drawn.push(...rows);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** What is left of the terminal's width beside these columns of a table. */
export function columnsLeft(rows: string[][]): number {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column]!))));
  return terminalColumns() - widths.reduce((sum, width) => sum + width + GAP.length, 0);
}

/** Width to lay text out for: the terminal's, within reason; 120 where there is none. */
export function terminalColumns(): number {
  return Math.min(160, Math.max(80, process.stdout.columns ?? 120));
}
