import type { Unit } from './units.js';

/** A pair of units, by their indexes, and how alike their words are, 0 to 1. */
export interface Candidate {
  left: number;
  right: number;
  similarity: number;
}

/** A shingle that leads to more pairs than this tells little, and is not used to find candidates. */
const MAX_PAIRS = 64;

/** Candidates that are looked at closely for each unit. */
const PER_UNIT = 8;

/**
 * Pairs of units that share rare words or word pairs, and how alike they are. Time is about linear in the number of words: a
 * shingle that many units share leads to no pair.
 */
export function similarPairs(
  left: readonly Unit[],
  right: readonly Unit[],
  from: readonly number[],
  to: readonly number[],
): Candidate[] {
  const leftSets = shinglesOf(left, from);
  const rightSets = shinglesOf(right, to);
  const index = new Map<string, { from: number[]; to: number[] }>();
  const entry = (shingle: string): { from: number[]; to: number[] } => {
    const known = index.get(shingle);
    if (known) return known;
    const made = { from: [], to: [] };
    index.set(shingle, made);
    return made;
  };
  for (const [unit, shingles] of leftSets) for (const shingle of shingles.keys()) entry(shingle).from.push(unit);
  for (const [unit, shingles] of rightSets) for (const shingle of shingles.keys()) entry(shingle).to.push(unit);

  const shared = new Map<number, Map<number, number>>();
  for (const { from: lefts, to: rights } of index.values()) {
    if (lefts.length * rights.length > MAX_PAIRS) continue;
    const weight = 1 / (lefts.length + rights.length);
    for (const i of lefts) {
      const row = shared.get(i) ?? new Map<number, number>();
      shared.set(i, row);
      for (const j of rights) row.set(j, (row.get(j) ?? 0) + weight);
    }
  }
  return closest(shared).map(({ i, j }) => ({
    left: i,
    right: j,
    similarity: dice(leftSets.get(i) ?? new Map(), rightSets.get(j) ?? new Map()),
  }));
}

/** Of each unit on either side the pairs that share most. */
function closest(shared: ReadonlyMap<number, ReadonlyMap<number, number>>): { i: number; j: number }[] {
  const pairs = [...shared].flatMap(([i, row]) => [...row].map(([j, weight]) => ({ i, j, weight })));
  const kept = new Set<(typeof pairs)[number]>();
  for (const group of [Map.groupBy(pairs, ({ i }) => i), Map.groupBy(pairs, ({ j }) => j)]) {
    for (const of of group.values()) {
      of.sort((a, b) => b.weight - a.weight || a.i + a.j - (b.i + b.j));
      for (const pair of of.slice(0, PER_UNIT)) kept.add(pair);
    }
  }
  return [...kept];
}

/** How alike two units are. */
export function similarity(a: Unit, b: Unit): number {
  return dice(countShingles(a.words), countShingles(b.words));
}

function shinglesOf(units: readonly Unit[], which: readonly number[]): Map<number, Map<string, number>> {
  return new Map(which.map((index) => [index, countShingles(units[index]?.words ?? [])]));
}

/** Words and pairs of neighbouring words, with how often each occurs. */
function countShingles(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    const next = words[index + 1];
    if (next === undefined) continue;
    const pair = `${word} ${next}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

/** Twice what both have, of what they have together (Sørensen-Dice). */
function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let both = 0;
  for (const [shingle, count] of a) both += Math.min(count, b.get(shingle) ?? 0);
  const total = sum(a) + sum(b);
  return total === 0 ? 0 : (2 * both) / total;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
