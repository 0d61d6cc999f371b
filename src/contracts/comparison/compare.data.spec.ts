import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cuadFile } from '../../../test/fixtures/embedded/cuad.js';
import { canonicalText } from '../normalise.js';
import { parseProvisions } from '../provisions.js';
import type { Provision, Span } from '../types.js';
import { compareTexts } from './compare.js';
import type { ChangeStatus, ComparedText, ComparisonItem } from './comparison.js';

const CONTRACTS = 60;
const EDITS = 6;

type Kind = 'delete' | 'insert' | 'swap' | 'edit';

/** What was done to a contract: a range of the original, or for `insert` of the result. */
interface Expected extends Span {
  kind: Kind;
  side: 'left' | 'right';
}

interface Mutated {
  left: string;
  right: string;
  expected: Expected[];
}

interface Score {
  right: number;
  expected: number;
}

const scores = new Map<string, Score>();
let untouched = { right: 0, all: 0 };

function source(text: string): ComparedText {
  return { text, pages: [], provisions: parseProvisions(text), tables: [] };
}

/** A linear congruential generator: the same contracts are changed the same way each time. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Provisions without sub-provisions, of some length, that can be taken out of the text. */
function leaves(provisions: readonly Provision[]): Provision[] {
  return provisions.flatMap((provision) => {
    if (provision.children.length > 0) return leaves(provision.children);
    return provision.end - provision.start > 150 ? [provision] : [];
  });
}

const ADDED = [
  '\n\nNeither party may record telephone conversations about the subsidy programme without a written receipt from the harbour master.\n\n',
  '\n\nAll bicycles kept at the warehouse shall be painted orange, and their tyres be inflated by licensed gardeners every Thursday.\n\n',
];

/** Changes a contract at places that do not touch: whole provisions out, new paragraphs in, neighbours swapped, words replaced. */
function mutate(left: string, random: (below: number) => number): Mutated {
  const candidates = leaves(parseProvisions(left));
  const chosen = new Set<number>();
  const replacements: { start: number; end: number; text: string; kind: Kind }[] = [];
  for (let tries = 0; replacements.length < EDITS && tries < 100; tries++) {
    const at = random(candidates.length);
    const [one, two] = [candidates[at], candidates[at + 1]];
    if (!one || !two || [at - 1, at, at + 1, at + 2].some((index) => chosen.has(index))) continue;
    chosen.add(at).add(at + 1);
    const kind = (['delete', 'insert', 'swap', 'edit'] as const)[random(4)] ?? 'edit';
    const [first, second] = [left.slice(one.start, one.end), left.slice(two.start, two.end)];
    if (kind === 'delete') replacements.push({ start: one.start, end: one.end, text: '', kind });
    else if (kind === 'insert') replacements.push({ start: one.end, end: one.end, text: ADDED[random(2)] ?? '', kind });
    else if (kind === 'swap') {
      const between = left.slice(one.end, two.start);
      const [firstBody, secondBody] = [bodyOf(first, one.number), bodyOf(second, two.number)];
      if (between.trim() !== '' || firstBody === '' || secondBody === '') continue;
      const text = first.replace(firstBody, () => secondBody) + between + second.replace(secondBody, () => firstBody);
      replacements.push({ start: one.start, end: two.end, text, kind });
    } else replacements.push({ start: one.start, end: one.end, text: edited(first, random), kind });
  }
  replacements.sort((a, b) => a.start - b.start);
  let right = '';
  let done = 0;
  const expected: Expected[] = [];
  for (const { start, end, text, kind } of replacements) {
    right += left.slice(done, start);
    if (kind === 'insert') expected.push({ kind, side: 'right', start: right.length, end: right.length + text.length });
    else expected.push({ kind, side: 'left', start, end });
    right += text;
    done = end;
  }
  return { left, right: right + left.slice(done), expected };
}

/** What stands behind the number; empty where there is none. */
function bodyOf(text: string, number: string | null): string {
  const at = number === null ? -1 : text.indexOf(number);
  return at < 0 || at > 12 ? '' : text.slice(at + (number ?? '').length);
}

/** A twentieth of the words replaced, from the sixth on. */
function edited(text: string, random: (below: number) => number): string {
  const words = text.split(/( +)/);
  const count = Math.max(1, Math.floor(words.length / 20));
  for (let edit = 0; edit < count; edit++) {
    const at = 10 + 2 * random(Math.max(1, Math.floor((words.length - 10) / 2)));
    if (at < words.length) words[at] = `replaced${random(1000)}`;
  }
  return words.join('');
}

const STATUS: Readonly<Record<Exclude<Kind, 'insert'>, ChangeStatus>> = {
  delete: 'removed',
  swap: 'moved',
  edit: 'changed',
};

/** The item that holds most of a range. */
function itemOf(items: readonly ComparisonItem[], { side, start, end }: Expected): ComparisonItem | undefined {
  const overlap = (item: ComparisonItem): number =>
    Math.min(item[side]?.end ?? 0, end) - Math.max(item[side]?.start ?? Infinity, start);
  return items.toSorted((a, b) => overlap(b) - overlap(a))[0];
}

/** A paragraph without a number belongs to the provision before it: that has changed by it. */
function isInserted(item: ComparisonItem | undefined, { start, end }: Span): boolean {
  if (item?.status === 'added') return true;
  return (
    item?.diff.some(({ op, right }) => op === 'added' && right && right.start <= start + 4 && right.end >= end - 4) ??
    false
  );
}

describe(compareTexts, () => {
  beforeAll(() => {
    const folder = cuadFile('contracts');
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.txt'))
      .toSorted();
    const step = Math.max(1, Math.floor(files.length / CONTRACTS));
    for (const [index, file] of files
      .filter((_, position) => position % step === 0)
      .slice(0, CONTRACTS)
      .entries()) {
      const { left, right, expected } = mutate(
        canonicalText(readFileSync(join(folder, file), 'utf8')),
        generator(index + 1),
      );
      const { items } = compareTexts(source(left), source(right));
      const explained = new Set<ComparisonItem>();
      for (const each of expected) {
        const item = itemOf(items, each);
        const score = scores.get(each.kind) ?? { right: 0, expected: 0 };
        scores.set(each.kind, score);
        score.expected += 1;
        // Of two neighbours that change places, either one has moved.
        const inRange = items.filter(({ left: a }) => a && a.start >= each.start && a.end <= each.end);
        const found =
          each.kind === 'insert'
            ? isInserted(item, each)
            : inRange.some(({ status }) => status === STATUS[each.kind as 'delete']);
        if (found) score.right += 1;
        for (const touched of [item, ...inRange]) if (touched) explained.add(touched);
      }
      for (const item of items) {
        if (explained.has(item)) continue;
        untouched.all += 1;
        if (item.status === 'unchanged' || (item.status === 'moved' && item.renumbered && !item.moved))
          untouched.right += 1;
      }
    }
    const rows = [...scores].map(([kind, { right, expected }]) => `${kind} ${right}/${expected}`);
    process.stdout.write(`comparison: ${rows.join(', ')}, untouched ${untouched.right}/${untouched.all}\n`);
  });

  it.each([
    ['delete', 0.95],
    ['insert', 0.9],
    ['swap', 0.95],
    ['edit', 0.95],
  ])('recognises what was done to provisions of real contracts: %s', (kind, least) => {
    const { right = 0, expected = 0 } = scores.get(kind) ?? {};
    expect(expected).toBeGreaterThan(30);
    expect(right / expected).toBeGreaterThanOrEqual(least);
  });

  it('leaves the rest alone', () => {
    expect(untouched.right / untouched.all).toBeGreaterThanOrEqual(0.998);
  });
});
