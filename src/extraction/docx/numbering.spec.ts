import { describe, expect, it } from '@jest/globals';
import { level } from '../../../test/support/docx.js';
import { formatNumber } from './number-format.js';
import { ListCounter, parseNumbering } from './numbering.js';

function counter(xml: string, listOfStyle: (id: string) => string | undefined = () => undefined): ListCounter {
  return new ListCounter(
    parseNumbering(`<w:numbering xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">${xml}</w:numbering>`),
    listOfStyle,
  );
}

const abstract = (id: number, levels: string): string =>
  `<w:abstractNum w:abstractNumId="${id}">${levels}</w:abstractNum>`;
const list = (id: number, abstractId: number, overrides = ''): string =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${abstractId}"/>${overrides}</w:num>`;

const LEGAL =
  level(0, 'upperRoman', 'ARTICLE %1.') + level(1, 'decimal', '%1.%2', '<w:isLgl/>') + level(2, 'lowerLetter', '(%3)');

describe(ListCounter, () => {
  const labels = (list: ListCounter, ...steps: [string, number][]): string[] =>
    steps.map(([id, at]) => list.next(id, at).trim());

  it('counts levels under one another and starts the lower ones anew', () => {
    const lists = counter(abstract(0, LEGAL) + list(1, 0));
    expect(labels(lists, ['1', 0], ['1', 1], ['1', 2], ['1', 2], ['1', 1], ['1', 2], ['1', 0], ['1', 1])).toEqual([
      'ARTICLE I.',
      '1.1',
      '(a)',
      '(b)',
      '1.2',
      '(a)',
      'ARTICLE II.',
      '2.1',
    ]);
  });

  it('gives a level that was skipped its first number', () => {
    expect(labels(counter(abstract(0, LEGAL) + list(1, 0)), ['1', 1], ['1', 0])).toEqual(['1.1', 'ARTICLE II.']);
  });

  it('counts a level that was skipped as one that was there, as Word and LibreOffice do', () => {
    const headings = level(0, 'decimal', '%1') + level(1, 'decimal', '%1.%2') + level(2, 'decimal', '%1.%2.%3');
    const steps = [0, 2, 2, 1, 2, 0, 2, 1].map((at): [string, number] => ['1', at]);
    const labelled = (levels: string) => labels(counter(abstract(0, levels) + list(1, 0)), ...steps).join(' ');
    expect(labelled(headings)).toBe('1 1.1.1 1.1.2 1.2 1.2.1 2 2.1.1 2.2');
    // The second level starts at 5, at 0, and where it does not say so at 0 as well.
    const start = '<w:lvl w:ilvl="1"><w:start w:val="1"/>';
    const second = (instead: string) => labelled(headings.replace(start, `<w:lvl w:ilvl="1">${instead}`));
    expect(second('<w:start w:val="5"/>')).toBe('1 1.5.1 1.5.2 1.6 1.6.1 2 2.5.1 2.6');
    expect(second('<w:start w:val="0"/>')).toBe('1 1.0.1 1.0.2 1.1 1.1.1 2 2.0.1 2.1');
    expect(second('')).toBe('1 1.0.1 1.0.2 1.1 1.1.1 2 2.0.1 2.1');
  });

  it('prints nothing for the number of a level that has bullets', () => {
    const levels = level(0, 'decimal', '%1.') + level(1, 'bullet', '-') + level(2, 'decimal', '%1.%2%3.');
    const lists = counter(abstract(0, levels) + list(1, 0));
    expect(labels(lists, ['1', 0], ['1', 2], ['1', 2])).toEqual(['1.', '1.1.', '1.2.']);
  });

  it('goes on counting in another list of the same kind, unless that starts over', () => {
    const startOver = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>';
    const lists = counter(abstract(0, level(0, 'decimal', '%1.')) + list(1, 0) + list(2, 0) + list(3, 0, startOver));
    expect(labels(lists, ['1', 0], ['2', 0], ['3', 0], ['3', 0], ['1', 0])).toEqual(['1.', '2.', '5.', '6.', '7.']);
  });

  it('restarts a level only where it says', () => {
    const never = level(0, 'decimal', '%1.') + level(1, 'decimal', '%2)', '<w:lvlRestart w:val="0"/>');
    expect(labels(counter(abstract(0, never) + list(1, 0)), ['1', 0], ['1', 1], ['1', 0], ['1', 1])).toEqual([
      '1.',
      '1)',
      '2.',
      '2)',
    ]);
  });

  it('takes levels that a list defines for itself', () => {
    const own = `<w:lvlOverride w:ilvl="0">${level(0, 'ganada', '%1.')}</w:lvlOverride>`;
    expect(labels(counter(abstract(0, LEGAL) + list(1, 0, own)), ['1', 0], ['1', 0])).toEqual(['가.', '나.']);
  });

  it('follows a link to a numbering style, and gives up on a circle', () => {
    const xml =
      abstract(0, '<w:numStyleLink w:val="S"/>') + abstract(1, level(0, 'decimal', '제%1조')) + list(1, 0) + list(2, 1);
    expect(
      labels(
        counter(xml, () => '2'),
        ['1', 0],
        ['1', 0],
      ),
    ).toEqual(['제1조', '제2조']);
    expect(
      labels(
        counter(xml, () => '1'),
        ['1', 0],
      ),
    ).toEqual(['']);
  });

  it('draws bullets, and nothing for a list there is not', () => {
    const lists = counter(abstract(0, level(0, 'bullet', '\uf0b7') + level(1, 'bullet', '')) + list(1, 0));
    expect(lists.next('1', 0)).toBe('• ');
    expect(labels(lists, ['1', 1], ['9', 0], ['1', 7])).toEqual(['', '', '']);
  });

  it('leaves the blank out where the list does, and remembers formats it does not know', () => {
    const lists = counter(abstract(0, level(0, 'hebrew1', '%1-', '<w:suff w:val="nothing"/>')) + list(1, 0));
    expect(lists.next('1', 0)).toBe('1-');
    expect([...lists.unknownFormats]).toEqual(['hebrew1']);
  });
});

describe(formatNumber, () => {
  it.each([
    ['decimal', 12, '12'],
    ['decimalZero', 7, '07'],
    ['upperRoman', 1994, 'MCMXCIV'],
    ['lowerRoman', 4, 'iv'],
    ['upperLetter', 26, 'Z'],
    ['lowerLetter', 28, 'bb'],
    ['ordinal', 12, '12th'],
    ['ordinal', 23, '23rd'],
    ['cardinalText', 21, 'Twenty-one'],
    ['cardinalText', 305, 'Three Hundred Five'],
    ['ordinalText', 1, 'First'],
    ['ordinalText', 20, 'Twentieth'],
    ['ordinalText', 32, 'Thirty-second'],
    ['ganada', 3, '다'],
    ['chosung', 14, 'ㅎ'],
    ['koreanDigital', 10, '일영'],
    ['koreanCounting', 21, '이십일'],
    ['koreanCounting', 10, '십'],
    ['koreanLegal', 21, '스물하나'],
    ['japaneseCounting', 305, '三百五'],
    ['ideographTraditional', 3, '丙'],
    ['decimalEnclosedCircle', 3, '③'],
    ['decimalEnclosedCircle', 21, '21'],
    ['decimalEnclosedParen', 2, '⑵'],
    ['decimalFullWidth', 10, '１０'],
    ['numberInDash', 3, '- 3 -'],
    ['none', 3, ''],
    ['toString', 3, '3'],
  ])('%s of %i is %s', (format, number, text) => {
    expect(formatNumber(number, format)).toBe(text);
  });
});
