import { describe, expect, it } from '@jest/globals';
import { sourceOf } from '../../../test/fixtures/embedded/source.js';
import { segmentsOf } from '../segments.js';
import type { TaggedSpan } from '../tagger.js';
import { preambleOf, purposesOf, withoutTitle } from './openings.js';

const TEXT =
  'Confidential draft of the parties. This Agreement is made between Acme, Inc. and Bolt LLC. ' +
  'It is signed by Acme, Inc. and Bolt LLC. Nothing else matters.';
const SEGMENTS = segmentsOf(sourceOf(TEXT));

function spanOf(words: string, evidence: 'form' | 'model', probability = 0.9, from = 0): TaggedSpan {
  const start = TEXT.indexOf(words, from);
  return { start, end: start + words.length, clauseType: 'Parties', probability, evidence };
}

describe(preambleOf.name, () => {
  it('takes the first sentence with two names', () => {
    const spans = [spanOf('Acme, Inc.', 'form'), spanOf('Bolt LLC', 'form')];
    expect(preambleOf(SEGMENTS, spans, () => true)).toBe(1);
  });

  it('takes the sentence of a longer passage that reads like an introduction', () => {
    expect(preambleOf(SEGMENTS, [spanOf(TEXT, 'model')], () => true)).toBe(1);
  });

  it.each([
    ['one name', [spanOf('Acme, Inc.', 'form')]],
    ['names that are not sure', [spanOf('Acme, Inc.', 'form', 0.4), spanOf('Bolt LLC', 'form', 0.4)]],
    ['a passage without an introduction', [spanOf('Nothing else matters.', 'model')]],
    ['no names', []],
  ])('takes none for %s', (_name, spans) => {
    expect(preambleOf(SEGMENTS, spans, () => true)).toBeUndefined();
  });

  it('passes over what cannot be quoted', () => {
    const again = TEXT.indexOf('It is signed');
    const spans = [
      spanOf('Acme, Inc.', 'form'),
      spanOf('Bolt LLC', 'form'),
      spanOf('Acme, Inc.', 'form', 0.9, again),
      spanOf('Bolt LLC', 'form', 0.9, again),
    ];
    expect(preambleOf(SEGMENTS, spans, ({ folded }) => !folded.startsWith('this'))).toBe(2);
  });
});

describe(withoutTitle.name, () => {
  it.each([
    ['SUPPLY AGREEMENT This Supply Agreement is made between Acme and Bolt.', 'This Supply Agreement is made'],
    ['Exhibit 10.1   SUPPLY AGREEMENT   THIS AGREEMENT is entered into by Acme.', 'THIS AGREEMENT is entered'],
    ['FILED UNDER THIS RULE SUPPLY AGREEMENT This Supply Agreement is made by Acme.', 'This Supply Agreement is made'],
    ['This Supply Agreement is made between Acme and Bolt, who sign THIS form.', 'This Supply Agreement is made'],
    ['Acme and Bolt agree on THIS day.', 'Acme and Bolt agree'],
  ])('%s', (sentence, begin) => {
    const { start, end } = withoutTitle(`x ${sentence}`, { start: 2, end: sentence.length + 2 });
    expect(`x ${sentence}`.slice(start, end).startsWith(begin)).toBe(true);
    expect(end).toBe(sentence.length + 2);
  });
});

describe(purposesOf.name, () => {
  const rest = 'The weather was fine that day. '.repeat(8);
  const purposes = (text: string): string[] => {
    const segments = segmentsOf(sourceOf(text));
    return [...purposesOf(segments).keys()].map((at) => segments[at]?.folded ?? '');
  };

  it.each([
    'Acme hereby appoints Bolt as its distributor in Ohio.',
    'Whereas Acme desires Bolt to provide certain services to Acme.',
    'Bolt wishes to purchase widgets from Acme.',
    'The purpose of this Agreement is the development of software.',
    'Bolt shall supply the widgets that Acme orders.',
  ])('finds: %s', (sentence) => {
    expect(purposes(`${sentence} ${rest}`)).toEqual([sentence.toLowerCase()]);
  });

  it.each([
    'Bolt shall provide notice of any delay to Acme.',
    'For purposes of this Agreement, a day ends at midnight.',
    'Bolt has supplied widgets for many years.',
  ])('leaves: %s', (sentence) => {
    expect(purposes(`${sentence} ${rest}`)).toEqual([]);
  });

  it('looks at the opening only', () => {
    expect(purposes(`${rest} Acme hereby appoints Bolt as its distributor in Ohio.`)).toEqual([]);
  });
});
