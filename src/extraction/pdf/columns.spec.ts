import { describe, expect, it } from '@jest/globals';
import { byColumns, mayRunAcross } from './columns.js';
import { type PlacedText, toLines } from './lines.js';

const WIDTH = 5;

function piece(text: string, along: number, down: number): PlacedText {
  return { text, along, down, width: text.length * WIDTH, height: 10, angle: 0, rightToLeft: false };
}

/** Ten lines of running text, in columns 40 characters wide. */
const left = Array.from({ length: 10 }, (_, line) => `left ${line} goes on to the end of it,`);
const right = Array.from({ length: 10 }, (_, line) => `right ${line} goes on to the end of it,`);
const columnOf = (texts: readonly string[], along: number) =>
  texts.map((text, line) => piece(text, along, 100 + 12 * line));
const across = (...columns: PlacedText[][]) => columns[0]!.flatMap((_, row) => columns.map((column) => column[row]!));

function read(pieces: readonly PlacedText[]): string[] {
  const lines = toLines(pieces);
  return (mayRunAcross(lines) ? toLines(byColumns(pieces)) : lines).map(({ text }) => text);
}

describe(byColumns, () => {
  it('reads column by column what the file gives across them, between what goes over both', () => {
    const title = piece('A title that goes over both of the columns of this page, from left to right', 50, 80);
    const end = piece('And a line that goes over both of the columns of this page at the end of it', 50, 240);
    const columns = across(columnOf(left, 50), columnOf(right, 260));
    expect(read([title, ...columns, end])).toEqual([title.text, ...left, ...right, end.text]);
  });

  it('reads three columns', () => {
    const third = left.map((text) => text.replace('left', 'then'));
    const columns = across(columnOf(left, 50), columnOf(right, 250), columnOf(third, 460));
    expect(read(columns)).toEqual([...left, ...right, ...third]);
  });

  it('reads Korean, which has no capitals', () => {
    const korean = (name: string) =>
      Array.from({ length: 10 }, (_, line) => `${name} ${line}행은 여백까지 이어지는 계약의 본문이다`);
    const columns = across(columnOf(korean('왼쪽'), 50), columnOf(korean('오른쪽'), 260));
    expect(read(columns)).toEqual([...korean('왼쪽'), ...korean('오른쪽')]);
  });

  it('leaves columns as they are that the file gives one after the other', () => {
    const columns = [...columnOf(left, 50), ...columnOf(right, 260)];
    expect(byColumns(columns)).toEqual(columns);
    const reversed = [...columnOf(right, 260), ...columnOf(left, 50)];
    expect(byColumns(reversed)).toEqual(reversed);
  });

  it('leaves tables and lists of names in rows', () => {
    const rows = Array.from({ length: 12 }, (_, row) => [`Item ${row}`, `${row * 100} USD`, 'per month']);
    const table = across(
      ...[0, 1, 2].map((cell) =>
        columnOf(
          rows.map((row) => row[cell]!),
          50 + 150 * cell,
        ),
      ),
    );
    expect(read(table)).toEqual(rows.map((row) => row.join('\t')));
    const terms = left.map((text) => text.replace('left', 'Left'));
    const meanings = right.map((text) => text.replace('right', 'Means'));
    const definitions = across(columnOf(terms, 50), columnOf(meanings, 260));
    expect(byColumns(definitions)).toEqual(definitions);
  });

  it('leaves a few lines beside one another as they are', () => {
    const columns = across(columnOf(left.slice(0, 5), 50), columnOf(right.slice(0, 5), 260));
    expect(read(columns)).toHaveLength(5);
  });
});
