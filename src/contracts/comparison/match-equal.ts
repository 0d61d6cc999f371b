import type { Pairing } from './pairing.js';
import type { Unit } from './units.js';

/**
 * Pairs units of the same words: first those whose words occur once on each side, then neighbours of pairs, then repeated
 * ones in their order, those in the same place before the others.
 */
export function matchEqual(pairing: Pairing): void {
  const groups = groupByKey(pairing);
  const unique = [...groups.values()].filter(({ left, right }) => left.length === 1 && right.length === 1);
  for (const { left, right } of unique) pairing.pair(left[0] ?? 0, right[0] ?? 0);
  extend(pairing, 1);
  extend(pairing, -1);
  inOrder(
    pairing,
    (index) => `${pairing.placeOfLeft(index)} `,
    (index) => `${pairing.placeOfRight(index)} `,
  );
  inOrder(
    pairing,
    () => '',
    () => '',
  );
}

function groupByKey({ left, right }: Pairing): Map<string, { left: number[]; right: number[] }> {
  const groups = new Map<string, { left: number[]; right: number[] }>();
  const add = (units: readonly Unit[], side: 'left' | 'right'): void => {
    for (const [index, { key }] of units.entries()) {
      const group = groups.get(key) ?? { left: [], right: [] };
      group[side].push(index);
      groups.set(key, group);
    }
  };
  add(left, 'left');
  add(right, 'right');
  return groups;
}

/** From each pair on, as long as the units behind it (or before it) are the same. */
function extend(pairing: Pairing, step: 1 | -1): void {
  const { left, right } = pairing;
  for (let at = step === 1 ? 0 : left.length - 1; at >= 0 && at < left.length; at += step) {
    const mate = pairing.mateOfLeft(at);
    if (mate < 0) continue;
    const [nextLeft, nextRight] = [at + step, mate + step];
    if (left[nextLeft] && left[nextLeft].key === right[nextRight]?.key && pairing.isFree(nextLeft, nextRight))
      pairing.pair(nextLeft, nextRight);
  }
}

/** What is left of the same words, first with first, second with second, among those of one place. */
function inOrder(
  pairing: Pairing,
  placeOfLeft: (index: number) => string,
  placeOfRight: (index: number) => string,
): void {
  const { left, right } = pairing;
  const rights = Map.groupBy(pairing.freeRight(), (index) => placeOfRight(index) + (right[index]?.key ?? ''));
  const lefts = Map.groupBy(pairing.freeLeft(), (index) => placeOfLeft(index) + (left[index]?.key ?? ''));
  for (const [key, ofLeft] of lefts) {
    const ofRight = rights.get(key) ?? [];
    for (const [position, index] of ofLeft.entries()) {
      const mate = ofRight[position];
      if (mate !== undefined) pairing.pair(index, mate);
    }
  }
}
