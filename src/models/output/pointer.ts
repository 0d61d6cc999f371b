import { isRecord } from '../record.js';

/** The way from a JSON value to a part of it: names and indexes. Empty for the value itself. */
export type Path = readonly PropertyKey[];

/** The path as a JSON pointer (RFC 6901): `/clauses/3/quote`, empty for the whole. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function childOf(value: unknown, key: PropertyKey): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
}

/** The part at a path; undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(childOf, root);
}

/**
 * The value with another part at a path; what is not on the way is shared, not copied. The root itself when the way leads
 * through something that has no such place: an index beyond the next free one, a field of what is no object.
 */
export function withValueAt(root: unknown, path: Path, part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(root)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index > root.length) return root;
    const copy: unknown[] = [...root];
    copy[index] = withValueAt(root[index], rest, part);
    return copy;
  }
  if (!isRecord(root)) return root;
  const child = childOf(root, key);
  if (rest.length > 0 && child === undefined) return root;
  return { ...root, [String(key)]: withValueAt(child, rest, part) };
}

/**
 * A pointer in the form in which all that a model may make of it are equal: `#/a/0/b`, `a/0/b`, `a.0.b` and `a[0].b` are
 * `/a/0/b`.
 */
export function likePointer(written: string): string {
  const parts = written.split(/[/.[\]#]+/).filter((part) => part !== '');
  return parts.map((part) => `/${part}`).join('');
}
