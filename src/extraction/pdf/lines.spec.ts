import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesToText, type PlacedText, toLines } from './lines.js';

const WIDTH = 5;

/** A piece of upright text at `along`, `down`, each letter 5 units wide. */
function piece(text: string, along: number, down: number, more: Partial<PlacedText> = {}): PlacedText {
  return { text, along, down, width: text.length * WIDTH, height: 10, angle: 0, rightToLeft: false, ...more };
}

const textOf = (...pieces: PlacedText[]): string => linesToText(toLines(pieces));

/** Lines below one another, 12 units apart; an empty one leaves a gap. */
function block(left: number, top: number, ...lines: string[]): PlacedText[] {
  return lines.flatMap((line, index) => (line === '' ? [] : [piece(line, left, top + 12 * index)]));
}

describe(toLines, () => {
  const joined = (...pieces: PlacedText[]): string[] => toLines(pieces).map(({ text }) => text);

  it('joins what stands on a baseline, with the spaces that are seen', () => {
    expect(joined(piece('Art', 0, 0), piece('icle', 15, 0), piece('1', 40, 0))).toEqual(['Article 1']);
    expect(joined(piece('A.', 0, 0), piece(' ', 10, 0), piece('', 10, 0), piece('Term', 15, 0))).toEqual(['A. Term']);
    expect(joined(piece('Fee', 0, 0), piece(' ', 15, 0, { width: 100 }), piece('100', 120, 0))).toEqual(['Fee\t100']);
  });

  it('keeps raised and lowered text in its line', () => {
    expect(joined(piece('note', 0, 20), piece('1)', 20, 16.5, { height: 6 }), piece('follows', 35, 20))).toEqual([
      'note1) follows',
    ]);
    expect(joined(piece('1)', 0, 16.5, { height: 6 }), piece('follows', 10, 20), piece('on', 50, 20))).toEqual([
      '1)follows on',
    ]);
  });

  it('begins a line where the text steps down, back or turns', () => {
    expect(joined(piece('one', 0, 0), piece('two', 0, 12))).toEqual(['one', 'two']);
    expect(joined(piece('right', 200, 0), piece('left', 0, 0))).toEqual(['right', 'left']);
    expect(joined(piece('across', 0, 0), piece('up', 30, 0, { angle: 90 }))).toEqual(['across', 'up']);
    expect(joined(piece('שלום', 100, 0, { rightToLeft: true }), piece('עולם', 70, 0, { rightToLeft: true }))).toEqual([
      'שלום עולם',
    ]);
  });

  it('reads text that is drawn twice once', () => {
    expect(joined(piece('BOLD', 0, 0), piece('BOLD', 0.3, 0.1))).toEqual(['BOLD']);
    expect(joined(piece('no', 0, 0), piece('no', 12, 0))).toEqual(['no no']);
  });
});

describe(linesToText, () => {
  it('leaves a blank line where the spacing does', () => {
    expect(
      textOf(...block(0, 0, 'The first line of it', 'and the second', '', 'Another paragraph of', 'two lines')),
    ).toBe('The first line of it\nand the second\n\nAnother paragraph of\ntwo lines');
  });

  it('knows the spacing of each size of text', () => {
    const body = [0, 20, 40, 60].map((down) => piece('body text set wide', 0, down, { height: 12 }));
    const notes = [100, 109, 118, 127, 136].map((down) => piece('small notes', 0, down, { height: 8 }));
    expect(textOf(...body, ...notes)).toBe(
      `${Array(4).fill('body text set wide').join('\n')}\n\n${Array(5).fill('small notes').join('\n')}`,
    );
  });

  it('ends a paragraph at a short last line, an indentation or a number', () => {
    const full = 'A line that goes over the whole measure';
    expect(textOf(...block(0, 0, full, 'and ends here.', full, full))).toBe(
      `${full}\nand ends here.\n\n${full}\n${full}`,
    );
    const ends = 'A line that ends with the measure it has.';
    expect(textOf(...block(0, 0, ends), ...block(20, 12, full), ...block(0, 24, full))).toBe(
      `${ends}\n\n${full}\n${full}`,
    );
    expect(textOf(...block(0, 0, ends, '(a) another provision', ends))).toBe(
      `${ends}\n\n(a) another provision\n${ends}`,
    );
    expect(textOf(...block(0, 0, `${ends.slice(0, -8)} 2020.`, '3. 11. is a date in Korean writing'))).not.toContain(
      '\n\n',
    );
  });

  it('does not tear sentences at the width of another column', () => {
    const left = block(0, 0, 'the left column ends.', 'It goes on to the end', 'and one more line of it');
    const right = block(200, 0, 'the right column of it', 'goes on');
    expect(textOf(...left, ...right)).toBe(
      'the left column ends.\nIt goes on to the end\nand one more line of it\nthe right column of it\ngoes on',
    );
  });
});

describe('any pieces', () => {
  const pieces = fc.array(
    fc
      .record({
        text: fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', '1', '-', '가', 'ש') }),
        along: fc.integer({ min: 0, max: 600 }),
        down: fc.integer({ min: 0, max: 800 }),
        height: fc.integer({ min: 1, max: 40 }),
        angle: fc.constantFrom(0, 90, 180, -90),
      })
      .map(({ text, along, down, ...more }) => piece(text, along, down, { ...more, rightToLeft: text.includes('ש') })),
    { maxLength: 40 },
  );

  it('lose no character, gain none but white space, and keep their order', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const distinct = all.filter((each, index) => each.text !== all[index - 1]?.text);
        const squeezed = (text: string) => text.replace(/\s+/g, '');
        expect(squeezed(linesToText(toLines(distinct)))).toBe(squeezed(distinct.map(({ text }) => text).join('')));
      }),
    );
  });
});
