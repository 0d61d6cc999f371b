import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assemble } from './assemble.js';
import type { RawBlock, RawExtraction } from './extraction.js';

const raw = (pages: RawBlock[][], rest: Partial<RawExtraction> = {}): RawExtraction => ({
  pages: pages.map((text) => ({ text })),
  warnings: [],
  metadata: {},
  ...rest,
});

const cell = (text: string) => ({ text });

describe('tables', () => {
  it('are ranges of the text, row by row and cell by cell', () => {
    const { text, tables } = assemble(
      raw([
        [{ text: 'Cover' }],
        [
          { text: 'Prices' },
          {
            rows: [
              [{ text: 'Item', columnSpan: 2 }, cell('Price')],
              [cell(''), cell(' ')],
              [cell('A\n4'), cell(''), cell('e\u0301')],
            ],
          },
          { text: 'End' },
        ],
      ]),
    );
    expect(text).toBe('Cover\n\nPrices\n\nItem | Price\nA 4 |  | é\n\nEnd');
    expect(tables).toHaveLength(1);
    const [table] = tables;
    expect(text.slice(table?.start, table?.end)).toBe('Item | Price\nA 4 |  | é');
    const cells = table?.rows.map((row) => row.cells.map(({ start, end }) => text.slice(start, end)));
    expect(cells).toEqual([
      ['Item', 'Price'],
      ['A 4', '', 'é'],
    ]);
    expect(table?.rows[0]?.cells[0]).toMatchObject({ columnSpan: 2 });
  });

  it('have every cell where its text stands, whatever the cells say', () => {
    const cells = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 4 }), (rows) => {
        const { text, tables } = assemble(
          raw([[{ text: 'x' }, { rows: rows.map((row) => row.map(cell)) }, { text: 'y' }]]),
        );
        for (const row of tables.flatMap((table) => table.rows)) {
          expect(text.slice(row.start, row.end)).not.toContain('\n');
          let from = row.start;
          for (const { start, end } of row.cells) {
            expect(start).toBeGreaterThanOrEqual(from);
            expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
            from = end;
          }
          expect(from).toBeLessThanOrEqual(row.end);
        }
      }),
    );
  });

  it('of layout keep the number with its text', () => {
    const { text, tables } = assemble(
      raw([
        [
          {
            rows: [
              [cell('1.'), cell(''), cell('Scope')],
              [cell(''), cell('Only')],
            ],
          },
        ],
      ]),
    );
    expect(text).toBe('1. Scope\nOnly');
    const cells = tables[0]?.rows.map((row) => row.cells.map(({ start, end }) => text.slice(start, end)));
    expect(cells).toEqual([
      ['1.', '', 'Scope'],
      ['', 'Only'],
    ]);
  });
});

describe('remarks', () => {
  it('keep their place when the text around them is made canonical', () => {
    const block = '\r\n\u200bThe fe\u0301e is due.';
    const { text, remarks } = assemble(
      raw([[{ text: 'Page one' }], [{ text: 'Title' }, { text: block }]], {
        remarks: [
          { kind: 'comment', text: 'How much?', author: ' Kim ', page: 2, at: { block: 1, start: 7, end: 11 } },
          { kind: 'header', text: 'Draft', page: 1 },
          { kind: 'footer', text: ' \u200b ' },
        ],
      }),
    );
    const [comment, header, ...others] = remarks;
    expect(text.slice(comment?.start, comment?.end)).toBe('fée');
    expect(comment).toMatchObject({ kind: 'comment', text: 'How much?', author: 'Kim', page: 2 });
    expect(header).toEqual({ kind: 'header', text: 'Draft', page: 1 });
    expect(others).toEqual([]);
  });
});
