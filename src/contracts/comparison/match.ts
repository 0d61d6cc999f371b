import { matchEqual } from './match-equal.js';
import { type Mates, Pairing } from './pairing.js';
import { type Candidate, similarity, similarPairs } from './similarity.js';
import type { Unit } from './units.js';

/** From this similarity on, two units are versions of one another whatever stands around them. */
const ALIKE = 0.5;

/** From this one on they are where their surroundings say the same: number, place, the provision they lie in. */
const ALIKE_IN_PLACE = 0.25;

/** Unmatched units between the same neighbours are all held against each other up to this many pairs. */
const MAX_IN_PLACE = 64;

interface Judged extends Candidate {
  score: number;
}

/**
 * Pairs the units of two texts: the same words first, then similar ones, then those under the same heading, then those
 * under the same number in the same place. What is paired does not depend on which text is called left.
 */
export function matchUnits(left: readonly Unit[], right: readonly Unit[]): Mates {
  const pairing = new Pairing(left, right);
  matchEqual(pairing);
  const free = (): [number[], number[]] => [pairing.freeLeft(), pairing.freeRight()];
  take(pairing, similarPairs(left, right, ...free()), (candidate) => candidate.similarity >= ALIKE);
  take(pairing, sameHeading(pairing), () => true);
  take(pairing, [...similarPairs(left, right, ...free()), ...inSamePlace(pairing)], (candidate) =>
    isInPlace(pairing, candidate),
  );
  return pairing.mates();
}

function take(pairing: Pairing, candidates: readonly Candidate[], isAlike: (candidate: Candidate) => boolean): void {
  const judged: Judged[] = candidates
    .filter((candidate) => pairing.mayPair(candidate.left, candidate.right) && isAlike(candidate))
    .map((candidate) => ({ ...candidate, score: candidate.similarity + context(pairing, candidate) }));
  // Ties are broken by what is the same seen from either side.
  judged.sort(
    (a, b) =>
      b.score - a.score ||
      a.left + a.right - (b.left + b.right) ||
      Math.abs(a.left - a.right) - Math.abs(b.left - b.right),
  );
  for (const { left, right } of judged) if (pairing.isFree(left, right)) pairing.pair(left, right);
}

/** What speaks for a pair beside its words. */
function context(pairing: Pairing, { left, right }: Candidate): number {
  const a = pairing.left[left];
  const b = pairing.right[right];
  if (!a || !b) return 0;
  return (
    (a.heading !== '' && a.heading === b.heading ? 0.15 : 0) +
    (a.number !== '' && a.number === b.number ? 0.1 : 0) +
    (pairing.haveSameParent(left, right) ? 0.1 : 0) +
    (pairing.areInSamePlace(left, right) ? 0.1 : 0)
  );
}

function isInPlace(pairing: Pairing, candidate: Candidate): boolean {
  const { left, right, similarity: alike } = candidate;
  if (alike < ALIKE_IN_PLACE) return false;
  const a = pairing.left[left];
  const b = pairing.right[right];
  const sameNumber = a !== undefined && a.number !== '' && a.number === b?.number;
  return pairing.areInSamePlace(left, right) || (sameNumber && pairing.haveSameParent(left, right));
}

/** Provisions whose heading no other unmatched provision of their side has. */
function sameHeading(pairing: Pairing): Candidate[] {
  const byHeading = (units: readonly Unit[], free: readonly number[]): Map<string, number[]> =>
    Map.groupBy(
      free.filter((index) => units[index]?.heading !== ''),
      (index) => units[index]?.heading ?? '',
    );
  const rights = byHeading(pairing.right, pairing.freeRight());
  return [...byHeading(pairing.left, pairing.freeLeft())].flatMap(([heading, [left, ...others]]) => {
    const [right, ...more] = rights.get(heading) ?? [];
    if (left === undefined || right === undefined || others.length > 0 || more.length > 0) return [];
    return candidate(pairing, left, right);
  });
}

/** All pairs of units that stand between the same neighbours, where they are few. */
function inSamePlace(pairing: Pairing): Candidate[] {
  const rights = Map.groupBy(pairing.freeRight(), (index) => pairing.placeOfRight(index));
  return [...Map.groupBy(pairing.freeLeft(), (index) => pairing.placeOfLeft(index))].flatMap(([place, lefts]) => {
    const there = rights.get(place) ?? [];
    if (lefts.length * there.length > MAX_IN_PLACE) return [];
    return lefts.flatMap((left) => there.flatMap((right) => candidate(pairing, left, right)));
  });
}

function candidate({ left: lefts, right: rights }: Pairing, left: number, right: number): Candidate[] {
  const a = lefts[left];
  const b = rights[right];
  return a && b ? [{ left, right, similarity: similarity(a, b) }] : [];
}
