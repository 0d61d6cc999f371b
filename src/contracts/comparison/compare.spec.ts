import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseProvisions } from '../provisions.js';
import { compareTexts } from './compare.js';
import type { ComparedText, Comparison, ComparisonItem } from './comparison.js';

function source(text: string): ComparedText {
  return {
    text,
    pages: [{ number: 1, start: 0, end: text.length, status: 'ok' }],
    provisions: parseProvisions(text),
    tables: [],
  };
}

const compare = (left: string, right: string): Comparison => compareTexts(source(left), source(right));

/** `status: left number → right number` of everything that is not unchanged. */
function changes({ items }: Comparison): string[] {
  const number = (side: ComparisonItem['left']) => side?.provision?.number ?? side?.quote ?? '-';
  return items
    .filter(({ status }) => status !== 'unchanged')
    .map((item) => `${item.status}: ${number(item.left)} → ${number(item.right)}`);
}

const KOREAN = `소프트웨어 개발 계약서

제1조(목적) 이 계약은 갑이 을에게 위탁하는 소프트웨어 개발에 관한 사항을 정함을 목적으로 한다.

제2조(계약기간) 계약기간은 2026년 1월 1일부터 2026년 12월 31일까지로 한다.

제3조(대금의 지급) ① 갑은 을에게 계약금액 5천만원을 지급한다.
② 갑은 검수를 마친 날부터 30일 이내에 잔금을 지급하여야 한다.

제4조(비밀유지) 당사자는 이 계약과 관련하여 알게 된 상대방의 비밀을 제3자에게 누설하여서는 아니 된다.

제5조(지체상금) 을이 납기를 지키지 못한 때에는 지체일수 1일당 계약금액의 1000분의 1을 지급한다.

제6조(관할) 이 계약에 관한 분쟁은 서울중앙지방법원을 관할법원으로 한다.`;

const ENGLISH = `SERVICES AGREEMENT

This Agreement is made between Acme Inc. and Bolt Ltd.

1. Definitions. In this Agreement, "Services" means the services described in Exhibit A and nothing else.

2. Term. The initial term of this Agreement is three years from the Effective Date.

3. Fees. The Customer shall pay the fees within thirty (30) days after receipt of an invoice.

4. Confidentiality. Each party shall keep the confidential information of the other party secret.

5. Governing Law. This Agreement is governed by the laws of the State of New York.`;

describe(compareTexts, () => {
  it('finds nothing between a text and itself', () => {
    for (const text of [KOREAN, ENGLISH]) {
      const { summary, items } = compare(text, text);
      expect(summary).toEqual({ added: 0, removed: 0, changed: 0, moved: 0, unchanged: items.length });
    }
  });

  it('takes renumbered articles for what they were', () => {
    const inserted = KOREAN.replace(
      '제4조(비밀유지)',
      '제4조(하자보수) 을은 검수 후 1년간 무상으로 하자를 보수한다.\n\n제5조(비밀유지)',
    )
      .replace('제6조(관할)', '제7조(관할)')
      .replace('제5조(지체상금)', '제6조(지체상금)');
    expect(changes(compare(KOREAN, inserted))).toEqual([
      'added: - → 제4조',
      'moved: 제4조 → 제5조',
      'moved: 제5조 → 제6조',
      'moved: 제6조 → 제7조',
    ]);
    expect(compare(KOREAN, inserted).items.filter(({ moved }) => moved)).toEqual([]);
  });

  it('shows the words that changed, down to a number', () => {
    const { items } = compare(KOREAN, KOREAN.replace('30일 이내', '60일 이내'));
    const [changed] = items.filter(({ status }) => status === 'changed');
    expect(changed?.left?.provision?.number).toBe('②');
    expect(changed?.diff.map(({ op, text }) => [op, text])).toEqual([
      ['equal', '② 갑은 검수를 마친 날부터 '],
      ['removed', '30'],
      ['added', '60'],
      ['equal', '일 이내에 잔금을 지급하여야 한다.'],
    ]);
  });

  it('tells what was added, removed, rewritten under its heading, and swapped', () => {
    const rewritten = ENGLISH.replace(
      /4\. Confidentiality\.[^\n]*/,
      '4. Confidentiality. Neither side may disclose anything for ten years.',
    );
    expect(changes(compare(ENGLISH, rewritten))).toEqual(['changed: 4 → 4']);
    const removed = ENGLISH.replace(/3\. Fees\.[^\n]*\n\n/, '');
    expect(changes(compare(ENGLISH, removed))).toEqual(['removed: 3 → -']);
    const [, two = '', three = ''] = /(2\. Term[^\n]*)\n\n(3\. Fees[^\n]*)/.exec(ENGLISH) ?? [];
    const swapped = ENGLISH.replace(`${two}\n\n${three}`, `${three.replace('3.', '2.')}\n\n${two.replace('2.', '3.')}`);
    expect(new Set(changes(compare(ENGLISH, swapped)))).toEqual(new Set(['moved: 3 → 2', 'moved: 2 → 3']));
    expect(compare(ENGLISH, swapped).items.filter(({ moved }) => moved)).toHaveLength(1);
  });

  it('does not count line breaks and spaces', () => {
    const wrapped = ENGLISH.replaceAll(' the ', '\nthe ').replaceAll('\n\n', '\n\n\n');
    expect(compare(ENGLISH, wrapped).summary).toMatchObject({ added: 0, removed: 0, changed: 0 });
  });

  it('compares texts without provisions by paragraph', () => {
    const left = 'The first paragraph of a letter.\n\nThe second one speaks of money.\n\nThe third one ends it.';
    const right = left.replace('money', 'payment').replace('\n\nThe third one ends it.', '');
    const { items } = compare(left, right);
    expect(items.map(({ kind, status }) => [kind, status])).toEqual([
      ['paragraph', 'unchanged'],
      ['paragraph', 'changed'],
      ['paragraph', 'removed'],
    ]);
  });

  it('compares tables by row', () => {
    const table = (rows: string[]): ComparedText => {
      const head = 'Prices of the parts\n\n';
      let at = head.length;
      const laid = rows.map((row) => {
        const start = at;
        at += row.length + 1;
        return { start, end: start + row.length, cells: [] };
      });
      const text = head + rows.join('\n');
      return { ...source(text), provisions: [], tables: [{ start: head.length, end: text.length, rows: laid }] };
    };
    const left = table(['Item | Price', 'Bolt | 10', 'Nut | 5', 'Washer | 2']);
    const right = table(['Item | Price', 'Bolt | 12', 'Washer | 2', 'Screw, stainless | 7']);
    expect(
      compareTexts(left, right).items.map(({ kind, status, left: a, right: b }) => [kind, status, a?.quote, b?.quote]),
    ).toEqual([
      ['paragraph', 'unchanged', 'Prices of the parts', 'Prices of the parts'],
      ['row', 'unchanged', 'Item | Price', 'Item | Price'],
      ['row', 'changed', 'Bolt | 10', 'Bolt | 12'],
      ['row', 'removed', 'Nut | 5', undefined],
      ['row', 'unchanged', 'Washer | 2', 'Washer | 2'],
      ['row', 'added', undefined, 'Screw, stainless | 7'],
    ]);
  });
});

const word = fc.constantFrom(
  '갑은',
  '을에게',
  '계약',
  '지급한다',
  'the',
  'party',
  'shall',
  'pay',
  'fees',
  '30',
  'days',
  '.',
  '(a)',
  '①',
);
const line = fc
  .tuple(
    fc.constantFrom('', '제1조(목적) ', '제2조(기간) ', '제3조(대금) ', '1. ', '2. ', '3. ', '(a) ', '① ', '② '),
    fc.array(word, { maxLength: 12 }),
  )
  .map(([number, words]) => number + words.join(' '));
const contract = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n\n'));

/** Characters that are not white space, of ranges in order. */
function held(text: string, ranges: ({ start: number; end: number } | null)[]): string {
  const sorted = ranges.filter((range) => range !== null).toSorted((a, b) => a.start - b.start);
  for (const [index, range] of sorted.entries())
    expect(range.start).toBeGreaterThanOrEqual(sorted[index - 1]?.end ?? 0);
  return sorted
    .map(({ start, end }) => text.slice(start, end))
    .join('')
    .replace(/\s+/g, '');
}

describe('any two texts', () => {
  it('are accounted for in full, with quotes that are the text', () => {
    fc.assert(
      fc.property(contract, contract, (left, right) => {
        const { items } = compare(left, right);
        expect(
          held(
            left,
            items.map((item) => item.left),
          ),
        ).toBe(left.replace(/\s+/g, ''));
        expect(
          held(
            right,
            items.map((item) => item.right),
          ),
        ).toBe(right.replace(/\s+/g, ''));
        for (const { left: a, right: b, diff, status } of items) {
          if (a) expect(left.slice(a.start, a.end)).toBe(a.quote);
          if (b) expect(right.slice(b.start, b.end)).toBe(b.quote);
          if (status !== 'changed' || !a || !b) continue;
          expect(diff.map((segment) => segment.left && left.slice(segment.left.start, segment.left.end)).join('')).toBe(
            a.quote,
          );
          expect(
            diff.map((segment) => segment.right && right.slice(segment.right.start, segment.right.end)).join(''),
          ).toBe(b.quote);
          expect(diff.some(({ op }) => op !== 'equal')).toBe(true);
        }
      }),
    );
  });

  it('are the same the other way round', () => {
    fc.assert(
      fc.property(contract, contract, (left, right) => {
        const quotes = (comparison: Comparison, status: string, at: 'left' | 'right') =>
          comparison.items
            .filter((item) => item.status === status)
            .map((item) => item[at]?.start ?? -1)
            .toSorted((a, b) => a - b);
        const forth = compare(left, right);
        const back = compare(right, left);
        expect(quotes(forth, 'added', 'right')).toEqual(quotes(back, 'removed', 'left'));
        expect(quotes(forth, 'removed', 'left')).toEqual(quotes(back, 'added', 'right'));
        expect(forth.summary.changed).toBe(back.summary.changed);
      }),
    );
  });

  it('hold nothing new against themselves', () => {
    fc.assert(
      fc.property(contract, (text) => {
        const { summary, items } = compare(text, text);
        expect(summary.unchanged).toBe(items.length);
      }),
    );
  });
});
