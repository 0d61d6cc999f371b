import { describe, expect, it } from '@jest/globals';
import { type OcrWord, readWords } from './engine.js';
import { groupLines, insertNumbers } from './page-lines.js';
import { linesText } from './page-text.js';

const HEIGHT = 30;

/** Words side by side, each character 20 pixels wide; ` ` before a word is a space. */
function line(number: number, top: number, texts: readonly string[], confidence = 0.95): OcrWord[] {
  let left = 100;
  return texts.map((text) => {
    const spaced = text.startsWith(' ');
    if (spaced) left += 10;
    const word = text.trim();
    const box = { left, top, right: left + word.length * 20, bottom: top + HEIGHT };
    left = box.right + 2;
    return { text: word, spaced, confidence, line: number, ...box };
  });
}

const textOf = (words: readonly OcrWord[]) => linesText(groupLines(words), HEIGHT);

describe(readWords.name, () => {
  const row = (...cells: (string | number)[]) => cells.join('\t');

  it('takes the spaces of Korean from the running text', () => {
    const table = [
      row(4, 1, 1, 1, 1, 0, 10, 20, 300, 40, -1, ''),
      row(5, 1, 1, 1, 1, 1, 10, 20, 30, 40, 91.5, '제'),
      row(5, 1, 1, 1, 1, 2, 40, 20, 30, 40, 90, '3'),
      row(5, 1, 1, 1, 1, 3, 70, 20, 30, 40, 120, '조'),
      row(5, 1, 1, 1, 1, 4, 110, 20, 30, 40, 80, '목적'),
      row(5, 1, 1, 1, 2, 1, 10, 80, 30, 40, 70, '갑'),
      row(5, 1, 1, 1, 2, 2, 40, 80, 30, 40, 70, ' '),
    ].join('\n');
    const words = readWords(table, '제3조 목적\n갑\n');
    expect(words.map(({ text, spaced, line: number }) => [text, spaced, number])).toEqual([
      ['제', true, 1],
      ['3', false, 1],
      ['조', false, 1],
      ['목적', true, 1],
      ['갑', true, 2],
    ]);
    expect(words[0]).toMatchObject({ left: 10, top: 20, right: 40, bottom: 60, confidence: 0.915 });
    expect(words[2]?.confidence).toBe(1);
  });
});

describe(linesText.name, () => {
  it('joins pieces of words, and parts columns by tabs', () => {
    const words = line(1, 100, [' 제', '3', '조', ' 목적']);
    const far = { ...words[3]!, text: '비고', left: 900, right: 940 };
    const { text, confidence } = textOf([...words, far]);
    expect(text).toBe('제3조 목적\t비고');
    expect(confidence).toBeCloseTo(0.95);
  });

  it('sets off paragraphs, and leaves out dirt', () => {
    const words = [
      ...line(1, 100, [' The', ' first', ' line']),
      ...line(2, 150, [' and', ' the', ' second']),
      ...line(3, 200, [' and', ' the', ' third.']),
      ...line(4, 300, [' Another', ' one']),
      ...line(5, 350, [' goes', ' on']),
      ...line(6, 400, [' xj', ' fi'], 0.2),
      ...line(7, 450, [' ~', ' |'], 0.5),
    ];
    expect(textOf(words).text).toBe('The first line\nand the second\nand the third.\n\nAnother one\ngoes on');
  });

  it('knows the sign of the won in Korean only', () => {
    expect(textOf(line(1, 100, [' 금', ' W48,000,000', '원'])).text).toBe('금 ₩48,000,000원');
    expect(textOf(line(1, 100, [' 금', ' \\#1,000', '원'])).text).toBe('금 ₩1,000원');
    expect(textOf(line(1, 100, [' Item', ' W48,000,000'])).text).toBe('Item W48,000,000');
  });

  it('is nothing for nothing', () => {
    expect(textOf([])).toEqual({ text: '', confidence: 0 });
  });
});

describe(insertNumbers.name, () => {
  const number = (text: string, left: number, top: number) => ({ text, left, top, right: left + 30, bottom: top + 30 });

  it('puts circled numbers where they stood', () => {
    const lines = groupLines([...line(1, 100, [' 갑은']), ...line(2, 150, [' 제', '항에', ' 따라'])]);
    const placed = insertNumbers(lines, [number('②', 60, 100), number('①', 121, 150), number('③', 100, 300)]);
    expect(linesText(placed, HEIGHT).text.split(/\n+/)).toEqual(['② 갑은', '제①항에 따라', '③']);
  });
});
