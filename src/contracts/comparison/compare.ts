import { pageAt } from '../pages.js';
import { alignUnits } from './align-units.js';
import {
  type ComparedSide,
  type ComparedText,
  type Comparison,
  type ComparisonItem,
  changeStatuses,
} from './comparison.js';
import { matchUnits } from './match.js';
import { stayed } from './order.js';
import type { Mates } from './pairing.js';
import { type Unit, unitsOf } from './units.js';
import { wordDiff } from './word-diff.js';

/**
 * Compares two texts by provision (by paragraph where there are none, tables by row): what was added, removed, changed and moved.
 * Every character of both texts that is not white space lies in exactly one item. A provision under another number whose
 * words are the same is moved, not removed and added.
 */
export function compareTexts(left: ComparedText, right: ComparedText): Comparison {
  const { left: lefts, right: rights } = alignUnits(
    { text: left.text, units: unitsOf(left) },
    { text: right.text, units: unitsOf(right) },
  );
  const mates = matchUnits(lefts, rights);
  const movedRights = movedUnits(lefts, mates);
  const items = itemsInOrder(lefts, rights, mates, movedRights).map(({ i, j }): ComparisonItem => {
    const a = i < 0 ? undefined : lefts[i];
    const b = j < 0 ? undefined : rights[j];
    const sides = { left: a ? side(left, lefts, a) : null, right: b ? side(right, rights, b) : null };
    if (!a || !b) {
      const kind = (a ?? b)?.kind ?? 'paragraph';
      return { status: a ? 'removed' : 'added', kind, moved: false, renumbered: false, ...sides, diff: [] };
    }
    const moved = movedRights.has(j);
    const renumbered = a.number !== b.number;
    const changed = a.key !== b.key;
    const status = changed ? 'changed' : moved || renumbered ? 'moved' : 'unchanged';
    const diff = changed ? wordDiff({ ...a, text: left.text }, { ...b, text: right.text }) : [];
    return { status, kind: b.kind, moved, renumbered, ...sides, diff };
  });
  const count = (status: ComparisonItem['status']): number => items.filter((item) => item.status === status).length;
  const [added, removed, changed, moved, unchanged] = changeStatuses.map(count);
  return {
    summary: {
      added: added ?? 0,
      removed: removed ?? 0,
      changed: changed ?? 0,
      moved: moved ?? 0,
      unchanged: unchanged ?? 0,
    },
    items,
  };
}

function side({ text, pages }: ComparedText, units: readonly Unit[], unit: Unit): ComparedSide {
  const { start, end } = unit;
  return { start, end, page: pageAt(pages, start), quote: text.slice(start, end), provision: provisionOf(units, unit) };
}

function provisionOf(units: readonly Unit[], unit: Unit): ComparedSide['provision'] {
  const around = pathOf(units, unit.parent);
  const id = unit.provision?.id ?? null;
  if (unit.kind === 'provision') {
    const number = unit.number || null;
    return { id, number, heading: unit.printed, path: number === null ? around : [...around, number] };
  }
  if (!unit.provision) return null;
  return { id, number: unit.provision.number, heading: unit.provision.heading, path: around };
}

/** Printed numbers of a unit and of those it lies in. Parents stand before what lies in them. */
function pathOf(units: readonly Unit[], index: number): string[] {
  const path: string[] = [];
  for (let unit = units[index]; unit; unit = units[unit.parent]) if (unit.number !== '') path.unshift(unit.number);
  return path;
}

/** Right units that stand in another order than their versions. */
function movedUnits(lefts: readonly Unit[], { ofLeft }: Mates): Set<number> {
  const pairs = [...ofLeft.keys()].filter((i) => (ofLeft[i] ?? -1) >= 0);
  const rights = pairs.map((i) => ofLeft[i] ?? -1);
  const inOrder = stayed(
    rights,
    pairs.map((i) => 1 + (lefts[i]?.words.length ?? 0)),
  );
  return new Set(rights.filter((_, index) => !inOrder[index]));
}

/** Right order; a removed unit behind the version of the unit that stood before it, where that did not move. */
function itemsInOrder(
  lefts: readonly Unit[],
  rights: readonly Unit[],
  { ofLeft, ofRight }: Mates,
  movedRights: ReadonlySet<number>,
): { i: number; j: number }[] {
  const removedBehind = new Map<number, number[]>();
  let place = -1;
  for (let i = 0; i < lefts.length; i++) {
    const j = ofLeft[i] ?? -1;
    if (j >= 0 && !movedRights.has(j)) place = j;
    if (j >= 0) continue;
    const there = removedBehind.get(place);
    if (there) there.push(i);
    else removedBehind.set(place, [i]);
  }
  const removed = (behind: number) => (removedBehind.get(behind) ?? []).map((i) => ({ i, j: -1 }));
  return [...removed(-1), ...rights.flatMap((_, j) => [{ i: ofRight[j] ?? -1, j }, ...removed(j)])];
}
