import { createHash } from 'node:crypto';
import type { ImportedCase, Json } from './importer.js';

/**
 * JSON with the keys of every object in ascending order of UTF-16 code units and no white space: equal values, equal
 * text (RFC 8785 for what JSON.stringify can write; a number that is not finite is refused).
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('JSON has no number for this');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The suite's identity: SHA-256 over each case's canonical JSON and a line feed, in order. */
export class SuiteHasher {
  private readonly hash = createHash('sha256');

  update({ key, text, labels, metadata }: ImportedCase): void {
    this.hash.update(`${canonicalJson({ key, text, labels, metadata })}\n`, 'utf8');
  }

  /** Lower-case hex, 64 characters; the hasher takes no more cases then. */
  digest(): string {
    return this.hash.digest('hex');
  }
}

/** The hash of a whole suite, one case in memory at a time. */
export async function suiteHash(cases: AsyncIterable<ImportedCase> | Iterable<ImportedCase>): Promise<string> {
  const hasher = new SuiteHasher();
  for await (const each of cases) hasher.update(each);
  return hasher.digest();
}
