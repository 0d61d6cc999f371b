import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GroundingIndex } from './grounding.js';
import { fold } from './grounding/folded-text.js';
import { lowerCase } from './grounding/matching.js';

const ENGLISH = (
  'the party shall pay Licensee Licensor fee term notice office officer’s agreement “Product” third-party fifty (50) days; ' +
  'Section written consent, governed by law. however — including: affiliates ﬁling each of and to may upon “Term”, Inc. ' +
  'confidential party’s royalty-free § co-exist [*] audit; exceed Customer.'
).split(' ');
const KOREAN = (
  '계약은 ‘갑’과 “을”은 서면으로 통지하여야 한다. 제3조(목적) 대금을 지급하고 유지ㆍ관리 「하도급법」에 따라 30일 이내에 ' +
  '손해를 배상하며 비밀을 유지한다. 기간은 ① 동의를 얻어 ㈜조항 양도할 수 있다.'
).split(' ');

const number = fc.integer({ min: 10, max: 999_999 }).map((value) => value.toLocaleString('en-US'));
const space = fc.constantFrom(' ', ' ', ' ', '  ', '\n', '\n\n', '\u00a0', ' \n ');
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ENGLISH) },
  { weight: 3, arbitrary: fc.constantFrom(...KOREAN) },
  { weight: 1, arbitrary: number },
);

interface Cut {
  words: string[];
  gaps: string[];
  from: number;
  to: number;
}

/** A text and a run of its words. */
const cut: fc.Arbitrary<Cut> = fc
  .integer({ min: 12, max: 60 })
  .chain((length) =>
    fc.record({
      words: fc.array(word, { minLength: length, maxLength: length }),
      gaps: fc.array(space, { minLength: length, maxLength: length }),
      from: fc.integer({ min: 0, max: length - 9 }),
      size: fc.integer({ min: 8, max: 30 }),
    }),
  )
  .map(({ words, gaps, from, size }) => ({ words, gaps, from, to: Math.min(words.length, from + size) }));

function textOf({ words, gaps }: Cut): string {
  return words.map((item, i) => item + (gaps[i] ?? ' ')).join('');
}

type Typesetting = (quote: string) => string;

/** Changes of typography that leave the words alone. */
const TYPESETTING: Record<string, Typesetting> = {
  'white space': (quote) => quote.replace(/\s+/g, ' '),
  'line breaks': (quote) => quote.replace(/\s+/g, '\n'),
  'no-break spaces': (quote) => quote.replace(/ /g, '\u202f'),
  'straight quotes': (quote) => quote.replace(/[“”]/g, '"').replace(/[‘’]/g, "'"),
  'low quotes': (quote) => quote.replace(/“/g, '„').replace(/”/g, '‟'),
  'corner brackets': (quote) => quote.replace(/[「」]/g, "'"),
  dashes: (quote) => quote.replace(/—/g, '--').replace(/-/g, '‑'),
  hyphenation: (quote) => quote.replace(/(\p{Ll}{3})(?=\p{Ll}{3})/gu, '$1-\n'),
  'soft hyphens': (quote) => quote.replace(/(\p{Ll}{2})(?=\p{Ll}{2})/gu, '$1\u00ad'),
  'zero-width spaces': (quote) => quote.replace(/ /g, ' \u200b'),
  decomposition: (quote) => quote.normalize('NFD'),
  ligatures: (quote) => quote.replace(/fi/g, 'ﬁ').replace(/ffi/g, 'ﬃ'),
  'full-width forms': (quote) =>
    quote.replace(/[!-~]/g, (c) => (/["'\-`]/.test(c) ? c : String.fromCharCode(c.charCodeAt(0) + 0xfee0))),
  'spacing of Korean': (quote) => quote.replace(/(?<=[가-힣])\s+(?=[가-힣])/g, ''),
  'middle dots': (quote) => quote.replace(/ㆍ/g, '·').replace(/㈜/g, '(주)'),
  'added quotation marks': (quote) => `“${quote}”`,
  'markdown escapes': (quote) => quote.replace(/[*[\]().#-]/g, '\\$&'),
  bold: (quote) => `**${quote}**`,
};

const typesetting = fc.subarray(Object.keys(TYPESETTING), { minLength: 0, maxLength: 3 });

function typeset(quote: string, names: readonly string[]): string {
  return names.reduce((changed, name) => TYPESETTING[name]?.(changed) ?? changed, quote);
}

function foldedSpans(text: string, quote: string): string | null {
  const found = new GroundingIndex(text, []).ground(quote);
  if (!found) return null;
  for (const { start, end, quote: cited } of found.citations) {
    expect(text.slice(start, end)).toBe(cited);
    expect(cited.trim()).toBe(cited);
  }
  expect(found.spans).toEqual(found.citations.map(({ start, end }) => ({ start, end })));
  return found.spans.map(({ start, end }) => fold(text.slice(start, end)).units).join('');
}

/** Marks at the ends of a quotation do not count: a model adds and drops them. */
function bare(units: string): string {
  return units.replace(/^[-.,;:]+|[-.,;:*]+$/g, '');
}

describe('grounding of words as they stand', () => {
  it.each(Object.keys(TYPESETTING))('survives %s', (name) => {
    fc.assert(
      fc.property(cut, (parts) => {
        const quote = parts.words.slice(parts.from, parts.to).join(' ');
        expect(bare(foldedSpans(textOf(parts), typeset(quote, [name])) ?? 'not grounded')).toBe(
          bare(fold(quote).units),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('survives several changes at once, in the quotation and in the source', () => {
    fc.assert(
      fc.property(cut, typesetting, typesetting, (parts, inQuote, inSource) => {
        const quote = parts.words.slice(parts.from, parts.to).join(' ');
        const source = typeset(
          textOf(parts),
          inSource.filter((name) => !/markdown|bold|added/.test(name)),
        );
        expect(bare(foldedSpans(source, typeset(quote, inQuote)) ?? 'not grounded')).toBe(bare(fold(quote).units));
      }),
      { numRuns: 400 },
    );
  });

  it('grounds a literal slice exactly, at the place it was cut from', () => {
    fc.assert(
      fc.property(cut, (parts) => {
        const text = textOf(parts);
        const start = textOf({ ...parts, words: parts.words.slice(0, parts.from) }).length;
        const quote = text
          .slice(
            start,
            start +
              textOf({ ...parts, words: parts.words.slice(parts.from, parts.to), gaps: parts.gaps.slice(parts.from) })
                .length,
          )
          .trim();
        const found = new GroundingIndex(text, []).ground(quote, { start, end: start + quote.length });
        expect(found).toMatchObject({ method: 'exact', spans: [{ start, end: start + quote.length }] });
      }),
    );
  });

  it('grounds a slice that cuts words but no number and no negation', () => {
    fc.assert(
      fc.property(cut, fc.nat(3), fc.nat(3), (parts, head, tail) => {
        const text = textOf(parts);
        const whole = parts.words.slice(parts.from, parts.to).join(' ');
        const quote = whole.slice(head, whole.length - tail).trim();
        const isNegationCut = /(?:^|\P{L})(?:un|i[nmlr]|non|[dm]is)$|[불비미무부몰]$/iu.test(whole.slice(0, head));
        fc.pre(!isNegationCut && !/\d/.test(whole.slice(0, 8) + whole.slice(-10)) && quote.length > 40);
        expect(bare(foldedSpans(text, quote) ?? 'not grounded')).toBe(bare(fold(quote).units));
      }),
    );
  });
});

describe('grounding of words that the source does not say', () => {
  /** Whether the changed words stand in the text by accident. */
  const standsThere = (text: string, quote: string): boolean =>
    lowerCase(fold(text).units).includes(bare(lowerCase(fold(quote).units)));

  function expectUngrounded(parts: Cut, changed: readonly string[], names: readonly string[]): void {
    const text = textOf(parts);
    const quote = changed.join(' ');
    fc.pre(!standsThere(text, quote));
    expect(new GroundingIndex(text, []).ground(typeset(quote, names))).toBeNull();
  }

  const quoteOf = (parts: Cut): string[] => parts.words.slice(parts.from, parts.to);

  it('never grounds a changed word', () => {
    const other = fc
      .constantFrom(...ENGLISH, ...KOREAN, 'zebra', 'unless', '아니한다')
      .filter((item) => /[\p{L}\d]/u.test(item));
    fc.assert(
      fc.property(cut, fc.nat(), other, typesetting, (parts, at, replacement, names) => {
        const words = quoteOf(parts);
        words[at % words.length] = replacement;
        expectUngrounded(parts, words, names);
      }),
      { numRuns: 400 },
    );
  });

  it('never grounds a changed digit', () => {
    fc.assert(
      fc.property(cut, fc.nat(), fc.integer({ min: 1, max: 9 }), typesetting, (parts, at, shift, names) => {
        const digits = [...quoteOf(parts).join(' ').matchAll(/\d/g)];
        fc.pre(digits.length > 0);
        const digit = digits[at % digits.length];
        const quote = quoteOf(parts).join(' ');
        const index = digit?.index ?? 0;
        const changed = quote.slice(0, index) + String((Number(digit?.[0]) + shift) % 10) + quote.slice(index + 1);
        expectUngrounded(parts, [changed], names);
      }),
      { numRuns: 400 },
    );
  });

  it('never grounds with a negation put in', () => {
    const negation = fc.constantFrom('not', 'no', 'never', 'without', '않', '아니', '불');
    fc.assert(
      fc.property(cut, fc.nat(), negation, typesetting, (parts, at, not, names) => {
        const words = quoteOf(parts);
        words.splice(1 + (at % (words.length - 1)), 0, not);
        expectUngrounded(parts, words, names);
      }),
      { numRuns: 400 },
    );
  });

  it('never grounds with a negation left out, nor with an omission in its place', () => {
    const negation = fc.constantFrom('not', 'never', 'neither', '아니하고', '없이');
    const omission = fc.constantFrom('', '...', '[…]', '(중략)');
    fc.assert(
      fc.property(cut, fc.nat(), negation, omission, (parts, at, not, mark) => {
        const place = parts.from + 1 + (at % (parts.to - parts.from - 1));
        const before = parts.words.slice(0, place).filter((item) => !/[.!?]/.test(item));
        const after = parts.words.slice(place).filter((item) => !/[.!?]/.test(item));
        before.unshift('The', 'Supplier', 'shall');
        const words = [...before, not, ...after, 'the', 'Customer', 'accepts'];
        const quote = [...words.slice(0, before.length), mark, ...words.slice(before.length + 1)].join(' ');
        const text = words.join(' ');
        fc.pre(!standsThere(text, quote.replace(mark, '')));
        expect(new GroundingIndex(text, []).ground(quote)).toBeNull();
      }),
      { numRuns: 400 },
    );
  });
});
