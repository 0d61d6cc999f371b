import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnsLeft, columnsOf, oneLine, shorten, table, wrap } from './text.js';

const words = fc.string({
  unit: fc.constantFrom('a', 'é', '계', '약', '、', '😀', ' ', '\n', 'e\u0301', '…'),
  maxLength: 80,
});

beforeAll(() => {
  Object.defineProperty(process.stdout, 'columns', { value: 120, configurable: true });
});

describe(columnsOf.name, () => {
  it.each([
    ['contract', 8],
    ['계약서', 6],
    ['제1조 (목적)', 12],
    ['“가”', 4],
    ['東京、ＡＢ', 10],
    ['😀', 2],
    ['é'.normalize('NFD'), 1],
    ['각'.normalize('NFD'), 2],
    ['a\u200db', 2],
    ['', 0],
  ])('%j takes %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe(oneLine.name, () => {
  it('folds white space and takes out what would steer a terminal', () => {
    expect(oneLine('  a\r\n\tb\u00a0 \x1b[31mred\x07 \x9b2J ')).toBe('a b [31mred 2J');
  });
});

describe(shorten.name, () => {
  it.each([
    ['short', 5, 'short'],
    ['a long line', 6, 'a lon…'],
    ['a long line', 3, 'a…'],
    ['계약의 목적', 8, '계약의…'],
    ['계약의 목적', 6, '계약…'],
    ['계약의', 6, '계약의'],
    ['two\nlines', 20, 'two lines'],
  ])('%j in %i columns is %j', (text, columns, expected) => {
    expect(shorten(text, columns)).toBe(expected);
  });

  it('never takes more columns than it may', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (text, columns) => {
        expect(columnsOf(shorten(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe(wrap.name, () => {
  it('breaks between words, later lines indented', () => {
    expect(wrap('• the quick brown fox jumps', 12, '  ')).toBe('• the quick\n  brown fox\n  jumps');
    expect(wrap('• 본 계약은 갑과 을의 권리와 의무를 정한다', 16, '  ')).toBe(
      '• 본 계약은 갑과\n  을의 권리와\n  의무를 정한다',
    );
  });

  it('loses no word, and keeps each line in its columns unless a word alone is longer', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 5, max: 60 }), (text, columns) => {
        const lines = wrap(text, columns, '  ').split('\n');
        expect(oneLine(lines.join(' '))).toBe(oneLine(text));
        for (const line of lines) {
          if (line.trim().includes(' ')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});

describe(table.name, () => {
  it('lines its columns up, Hangul or not, and leaves no space at the ends', () => {
    const drawn = table(
      ['clause', 'page'],
      [
        ['Governing Law', '10'],
        ['준거법', '7'],
      ],
      [1],
    );
    expect(drawn.split('\n')).toEqual(['clause         page', 'Governing Law    10', '준거법            7']);
  });

  it('has the width that was left for it', () => {
    const rows = [
      ['clause', 'page'],
      ['준거법·관할', '7'],
    ];
    const rest = 'x'.repeat(columnsLeft(rows));
    const [, line] = table([...rows[0]!, 'quote'], [[...rows[1]!, rest]], [1]).split('\n');
    expect(columnsOf(line!)).toBe(120);
  });

  it('draws a head alone where there are no rows', () => {
    expect(table(['a', 'b'], [])).toBe('a  b');
  });
});
