import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { readWith } from '../../../test/support/extract.js';
import { detectSeparator, parseCsv } from './csv.js';
import { readCsv } from './read-csv.js';

const records = (text: string, separator = ',') => [...parseCsv(text, separator)];

describe(parseCsv, () => {
  it('reads quotes, line ends and separators inside of them', () => {
    expect(records('a,"b ""c"", d\r\ne",f\r\n,"",g"h\n"open, end')).toEqual([
      ['a', 'b "c", d\r\ne', 'f'],
      ['', '', 'g"h'],
      ['open, end'],
    ]);
  });

  it.each([
    ['', []],
    ['a', [['a']]],
    ['a,', [['a', '']]],
    ['a\rb\n', [['a'], ['b']]],
    ['\n\n', [[''], ['']]],
    ['"a"x,b', [['ax', 'b']]],
  ])('reads %p', (text, expected) => {
    expect(records(text)).toEqual(expected);
  });
});

describe(detectSeparator, () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['name;price\nKim;1,5\nLee;2,5\n', ';'],
    ['a\tb\tc\n1,0\t2,0\t3\n', '\t'],
    ['a|b\nc, d|e\n', '|'],
    ['"a,b";c\n"d,e";f\n', ';'],
    ['just one column\nand no other\n', ','],
  ])('tells that of %p', (text, separator) => {
    expect(detectSeparator(text)).toBe(separator);
  });
});

describe(readCsv, () => {
  it('reads Korean in CP949, and tables that blank lines part', async () => {
    const bytes = iconv.encode('항목,금액\n"계약금, 잔금",100\n\n합계,200\n,,\n비고\n', 'cp949');
    const { pages, tables, warnings } = await readWith(readCsv, bytes);
    expect(pages).toEqual(['항목 | 금액\n계약금, 잔금 | 100\n\n합계 | 200\n\n비고']);
    expect(tables).toHaveLength(2);
    expect(warnings).toEqual(['encoding_guessed']);
  });

  it('follows the separator that the file names, and byte order marks', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('sep=;\r\na;b,c\r\nd;e', 'utf16le')]);
    expect((await readWith(readCsv, utf16)).tables).toEqual([
      [
        ['a', 'b,c'],
        ['d', 'e'],
      ],
    ]);
  });

  it('refuses more cells than its memory is for', async () => {
    await expect(readWith(readCsv, 'a,'.repeat(5000), { memoryMb: 1 })).rejects.toMatchObject({
      code: 'extract.memory',
    });
    await expect(readWith(readCsv, ' ,\n')).rejects.toMatchObject({ code: 'extract.no_text' });
  });
});
