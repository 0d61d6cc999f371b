import type { z } from 'zod';
import { isRecord } from '../record.js';
import type { OutputIssue } from '../types.js';
import { inputSchemaOf } from './json-schema.js';
import { pointerOf, valueAt, withValueAt, type Path } from './pointer.js';
import { mayLack } from './schema-at.js';

/** A part of an answer that is not as it should be, and could be asked for anew. */
export interface Fault {
  path: Path;
  message: string;
  /** There is something, but less than there has to be. */
  isTooSmall: boolean;
}

/** What an answer's JSON holds of what was asked for. */
export interface Validated {
  /** The answer as far as it could be mended without asking: the paths of faults and issues are ways into it. */
  raw: unknown;
  /** What is valid of it; undefined when what is wrong cannot be left out. */
  value: unknown;
  /** Number of array items in `value`, for telling the better of two answers. */
  items: number;
  /** What was left out of `value`, or why there is none. */
  issues: OutputIssue[];
  faults: Fault[];
}

type Origins = WeakMap<readonly unknown[], readonly number[]>;

/** The value without what the pointers name; `origins` learns where the items of the new arrays stood at first. */
function without(node: unknown, drops: ReadonlySet<string>, origins: Origins, at = ''): unknown {
  if (Array.isArray(node)) {
    const before = origins.get(node);
    const kept: unknown[] = [];
    const indexes: number[] = [];
    node.forEach((item: unknown, index) => {
      const pointer = `${at}/${index}`;
      if (drops.has(pointer)) return;
      kept.push(without(item, drops, origins, pointer));
      indexes.push(before?.[index] ?? index);
    });
    origins.set(kept, indexes);
    return kept;
  }
  if (!isRecord(node)) return node;
  const entries = Object.entries(node).flatMap(([name, part]): [string, unknown][] => {
    const pointer = at + pointerOf([name]);
    return drops.has(pointer) ? [] : [[name, without(part, drops, origins, pointer)]];
  });
  return Object.fromEntries(entries);
}

/** The path as it was before anything was left out. */
function originalPath(root: unknown, path: Path, origins: Origins): Path {
  let node = root;
  return path.map((key) => {
    const index = Array.isArray(node) ? origins.get(node)?.[Number(key)] : undefined;
    node = valueAt(node, [key]);
    return index ?? key;
  });
}

/** The smallest thing that may go so that the issue goes with it: an item of an array, or a field that may be lacking. */
function removable(schema: z.ZodType, root: unknown, path: Path): Path | null {
  for (let length = path.length; length > 0; length--) {
    const way = path.slice(0, length);
    const key = way.at(-1);
    const parent = valueAt(root, way.slice(0, -1));
    if (Array.isArray(parent) && typeof key === 'number' && key < parent.length) return way;
    const isThere = isRecord(parent) && key !== undefined && Object.hasOwn(parent, key);
    if (isThere && mayLack(inputSchemaOf(schema), way)) return way;
  }
  return null;
}

/** Fields nobody asked for, which go unsaid, and items beyond the most that there may be, which are an issue. */
function mend(schema: z.ZodType, raw: unknown): { raw: unknown; issues: OutputIssue[]; wrong: z.core.$ZodIssue[] } {
  let mended = raw;
  const issues: OutputIssue[] = [];
  for (;;) {
    const wrong = schema.safeParse(mended).error?.issues ?? [];
    const before = mended;
    for (const issue of wrong) {
      const part = valueAt(mended, issue.path);
      if (issue.code === 'unrecognized_keys' && isRecord(part)) {
        const known = Object.entries(part).filter(([name]) => !issue.keys.includes(name));
        mended = withValueAt(mended, issue.path, Object.fromEntries(known));
      } else if (issue.code === 'too_big' && Array.isArray(part)) {
        const most = Number(issue.maximum) - (issue.inclusive === false ? 1 : 0);
        if (most < 0 || part.length <= most) continue;
        issues.push({ path: pointerOf(issue.path), message: issue.message });
        mended = withValueAt(mended, issue.path, part.slice(0, most));
      }
    }
    if (mended === before) return { raw: mended, issues, wrong };
  }
}

function faultsOf(wrong: readonly z.core.$ZodIssue[]): Fault[] {
  const faults = new Map<string, Fault>();
  for (const { path, message, code } of wrong) {
    const pointer = pointerOf(path);
    if (!faults.has(pointer)) faults.set(pointer, { path, message, isTooSmall: code === 'too_small' });
  }
  // What is wrong as a whole is asked for as a whole.
  return [...faults.values()].filter(
    ({ path }) => !path.some((_, length) => faults.has(pointerOf(path.slice(0, length)))),
  );
}

function countItems(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countItems(item), value.length);
  return isRecord(value) ? Object.values(value).reduce<number>((sum, item) => sum + countItems(item), 0) : 0;
}

/**
 * Validates an answer field by field, leaving out the smallest parts that are not valid until the rest is: items of arrays,
 * and fields that need not be there. What becomes invalid by that (an item with no valid source left) goes too. There is
 * no value when what is wrong can only go with everything.
 */
export function validate(schema: z.ZodType, answer: unknown): Validated {
  const { raw, issues, wrong } = mend(schema, answer);
  const faults = faultsOf(wrong);
  const origins: Origins = new WeakMap();
  let candidate = raw;
  for (;;) {
    const result = schema.safeParse(candidate);
    if (result.success) return { raw, value: result.data, items: countItems(result.data), issues, faults };
    const current = candidate;
    const drops = new Set<string>();
    let isStuck = false;
    for (const { path, message } of result.error.issues) {
      issues.push({ path: pointerOf(originalPath(current, path, origins)), message });
      const way = removable(schema, current, path);
      if (way === null) isStuck = true;
      else drops.add(pointerOf(way));
    }
    if (isStuck) return { raw, value: undefined, items: 0, issues, faults };
    candidate = without(current, drops, origins);
  }
}
