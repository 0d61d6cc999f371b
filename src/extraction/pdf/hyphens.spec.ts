import { describe, expect, it } from '@jest/globals';
import { mendHyphens } from './hyphens.js';
import type { Line } from './lines.js';

function mended(...texts: string[]): string[] {
  const page = {
    lines: texts.map((text, index): Line => {
      return { text, left: 72, right: 500, down: 14 * index, height: 12, angle: 0, rightToLeft: false };
    }),
  };
  mendHyphens([page]);
  return page.lines.map(({ text }) => text);
}

describe(mendHyphens, () => {
  it('joins a word that the text has whole elsewhere', () => {
    expect(mended('Each obligation stands. No obli-', 'gation, however small, falls.')).toEqual([
      'Each obligation stands. No obligation,',
      'however small, falls.',
    ]);
  });

  it('leaves a compound as it is', () => {
    const lines = [
      'a license, non-exclusive and non-',
      'transferable, under a royalty-',
      'free grant; royalty-free it is',
    ];
    expect(mended(...lines)).toEqual(lines);
    const prefixed = ['The employee compete clause, or non-', 'compete, noncompete for short'];
    expect(mended(...prefixed)).toEqual(prefixed);
  });

  it('joins unknown words only where the text is known to break words', () => {
    const unknown = ['the indem-', 'nity is owed'];
    expect(mended(...unknown)).toEqual(unknown);
    const habit = [
      'agreement, party, notice',
      'agree-',
      'ment',
      'par-',
      'ty',
      'no-',
      'tice',
      'the indem-',
      'nity is owed',
    ];
    expect(mended(...habit)).toEqual([
      'agreement, party, notice',
      'agreement',
      'party',
      'notice',
      'the indemnity',
      'is owed',
    ]);
  });

  it('leaves numbers, names and dashes alone', () => {
    const lines = ['from 2019-', '2020, by Smith-', 'Jones -', 'and others'];
    expect(mended(...lines)).toEqual(lines);
  });
});
