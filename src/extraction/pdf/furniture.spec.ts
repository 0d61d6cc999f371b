import { describe, expect, it } from '@jest/globals';
import { type LinedPage, takeFurniture } from './furniture.js';
import type { Line } from './lines.js';

function line(text: string, down: number): Line {
  return { text, left: 72, right: 500, down, height: 12, angle: 0, rightToLeft: false };
}

/** Pages of 800 points with these lines at these heights, and three lines of a body of their own. */
function pages(count: number, edges: (number: number) => [string, number][]): LinedPage[] {
  return Array.from({ length: count }, (_, index) => ({
    height: 800,
    lines: [
      ...[300, 400, 500].map((down) => line(`Section ${index}.${down} says something`, down)),
      ...edges(index + 1).map(([text, down]) => line(text, down)),
    ],
  }));
}

const textsOf = (read: LinedPage[]) => read.map(({ lines }) => lines.map(({ text }) => text));

describe(takeFurniture, () => {
  it('takes out what is repeated at the edges, as one remark, and page numbers without one', () => {
    const read = pages(4, (number) => [
      ['Master Services Agreement', 40],
      [`Page ${number} of 4`, 770],
    ]);
    expect(takeFurniture(read)).toEqual([{ kind: 'header', text: 'Master Services Agreement', page: 1 }]);
    expect(textsOf(read).flat()).toHaveLength(12);
  });

  it('keeps what only two pages have, and what stands elsewhere on each', () => {
    const twice = pages(2, () => [['Master Services Agreement', 40]]);
    expect(takeFurniture(twice)).toEqual([]);
    const moving = pages(5, (number) => [['The Company agrees', 30 + 15 * number]]);
    expect(takeFurniture(moving)).toEqual([]);
    expect(textsOf(moving).every((lines) => lines.length === 4)).toBe(true);
  });

  it('keeps a line of the body that stands further in than what is not repeated', () => {
    const read = pages(4, (number) => [
      [`${['An', 'This', 'Each', 'No'][number - 1]} opening sentence`, 40],
      ['The parties agree as follows:', 60],
    ]);
    expect(takeFurniture(read)).toEqual([]);
  });

  it('keeps statements and sources, however often they are repeated', () => {
    const statement =
      'Confidential treatment has been requested for the portions of this exhibit marked with asterisks.';
    const read = pages(6, () => [
      [statement, 40],
      ['Source: ACME INC, 10-K, 3/1/2019', 770],
    ]);
    expect(takeFurniture(read)).toEqual([]);
  });

  it('never empties a page', () => {
    const read = Array.from({ length: 9 }, (_, index) => ({ height: 800, lines: [line(`Annex ${index}`, 90)] }));
    takeFurniture(read);
    expect(textsOf(read).every((lines) => lines.length === 1)).toBe(true);
  });
});
