import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../record.js';
import { likePointer, pointerOf, valueAt, withValueAt, type Path } from './pointer.js';

/** A part of an answer, given anew. */
export interface Correction {
  /** As the model wrote it. */
  path: string;
  value: unknown;
}

function listed(list: readonly unknown[]): Correction[] {
  return list.flatMap((item) =>
    isRecord(item) && typeof item.path === 'string' && 'value' in item ? [{ path: item.path, value: item.value }] : [],
  );
}

function keyed(record: Readonly<Record<string, unknown>>): Correction[] {
  return Object.entries(record).map(([path, value]) => ({ path, value }));
}

/**
 * The corrections in a model's reply, in whatever of the usual forms it gave them: `{corrections: [{path, value}]}`, the list
 * or a single one alone, or an object with the paths as names. Null when it is none of these.
 *
 * @param asked the paths that were asked for
 */
export function correctionsIn(reply: unknown, asked: readonly Path[]): Correction[] | null {
  if (Array.isArray(reply)) return listed(reply).length > 0 ? listed(reply) : null;
  if (!isRecord(reply)) return null;
  const { corrections } = reply;
  if (Array.isArray(corrections)) return listed(corrections);
  if (isRecord(corrections)) return keyed(corrections);
  if (listed([reply]).length > 0) return listed([reply]);
  const names = new Set(asked.map((path) => likePointer(pointerOf(path))));
  return Object.keys(reply).some((name) => names.has(likePointer(name))) ? keyed(reply) : null;
}

/** What a correction says of an asked path: its value, or the part of it where a whole entry was given again. */
function valueFor(path: Path, corrections: ReadonlyMap<string, unknown>): unknown {
  for (let length = path.length; length > 0; length--) {
    const given = corrections.get(likePointer(pointerOf(path.slice(0, length))));
    if (given !== undefined) return valueAt(given, path.slice(length));
  }
  return undefined;
}

/** The answer with what was asked for put right. Nothing else in it changes, whatever the corrections name. */
export function withCorrections(raw: unknown, asked: readonly Path[], corrections: readonly Correction[]): unknown {
  const byPath = new Map(corrections.map(({ path, value }) => [likePointer(path), value]));
  return asked.reduce<unknown>((answer, path) => {
    const value = valueFor(path, byPath);
    return value === undefined ? answer : withValueAt(answer, path, value);
  }, raw);
}

/**
 * An answer that was cut off, with what follows it: lists are continued, without the entries that the model gave again;
 * fields that are there stay as they are.
 */
export function withRest(kept: unknown, rest: unknown): unknown {
  if (rest === undefined) return kept;
  if (kept === undefined) return rest;
  if (Array.isArray(kept) && Array.isArray(rest)) {
    const fresh = rest.filter(
      (item: unknown) =>
        typeof item !== 'object' || item === null || !kept.some((other: unknown) => isDeepStrictEqual(other, item)),
    );
    return [...kept, ...fresh];
  }
  if (!isRecord(kept) || !isRecord(rest)) return kept;
  const names = new Set([...Object.keys(kept), ...Object.keys(rest)]);
  return Object.fromEntries(
    [...names].map((name): [string, unknown] => [name, withRest(valueAt(kept, [name]), valueAt(rest, [name]))]),
  );
}
