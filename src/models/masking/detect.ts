import { RE2JS } from 're2js';
import { AppError } from '../../common/errors/app-error.js';
import { foldForms } from './fold.js';
import { findNumbers } from './numbers.js';
import type { MaskingRules, PersonalData } from './types.js';
import { findWords } from './words.js';

interface Found extends PersonalData {
  /** The smaller the surer that this reading is meant: what was configured, then what no bare line break runs through. */
  rank: number;
}

const CONFIGURED = -1;

/** Finds personal data by fixed rules. Compiled once; used for many texts. */
export class Detector {
  readonly #except: ReadonlySet<string>;
  readonly #names: RegExp | undefined;
  readonly #patterns: readonly { name: string; pattern: RE2JS }[];

  /** @throws AppError `masking.invalid_pattern` for a pattern that is no regular expression of the allowed kind. */
  constructor(rules: MaskingRules = {}) {
    this.#except = new Set(rules.except);
    this.#names = namePattern(rules.names ?? []);
    this.#patterns = (rules.patterns ?? []).map(({ name, pattern }) => ({ name, pattern: compile(name, pattern) }));
  }

  /** Personal data in reading order, without overlaps. Time is linear in the length of the text. */
  find(text: string): PersonalData[] {
    const folded = foldForms(text);
    const found: Found[] = [...this.#configured(folded)];
    for (const { breaks, ...data } of findNumbers(folded)) found.push({ ...data, rank: breaks });
    for (const data of findWords(folded)) found.push({ ...data, rank: 0 });
    return choose(found.filter(({ label, rank }) => rank === CONFIGURED || !this.#except.has(label)));
  }

  *#configured(folded: string): Generator<Found> {
    for (const { 0: name, index } of this.#names ? folded.matchAll(this.#names) : []) {
      yield { label: 'name', start: index, end: index + name.length, key: spelled(name), rank: CONFIGURED };
    }
    for (const { name, pattern } of this.#patterns) {
      const matcher = pattern.matcher(folded);
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (end > start) yield { label: name, start, end, key: spelled(folded.slice(start, end)), rank: CONFIGURED };
      }
    }
  }
}

function spelled(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ');
}

/** A name of Latin letters is a word of its own; after a Korean one particles and titles follow without a space. */
function namePattern(names: readonly string[]): RegExp | undefined {
  const words = names
    .map((name) => foldForms(name).trim())
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
    .map((name) => {
      const pattern = name
        .split(/\s+/)
        .map(escapeSigns)
        .join(String.raw`\s{1,3}`);
      return /\p{Script=Hangul}$/u.test(name) ? pattern : String.raw`${pattern}(?![\p{L}\p{N}])`;
    });
  return words.length ? new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words.join('|')})`, 'giu') : undefined;
}

function escapeSigns(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, String.raw`\$&`);
}

function compile(name: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('masking.invalid_pattern', `The masking pattern ${name} cannot be used: ${reason}`, {
      cause: error,
    });
  }
}

/** The surest first, of equals the longest; what overlaps one that was chosen is left out. */
function choose(found: Found[]): PersonalData[] {
  found.sort((a, b) => a.rank - b.rank || b.end - b.start - (a.end - a.start) || a.start - b.start);
  const chosen: PersonalData[] = [];
  const taken = new Taken();
  for (const { rank: _, ...data } of found) {
    if (taken.claim(data.start, data.end)) chosen.push(data);
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/** Ranges that are taken, kept in order. */
class Taken {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Takes a range unless it overlaps a taken one. */
  claim(start: number, end: number): boolean {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    if ((this.#ends[low - 1] ?? -1) > start || (this.#starts[low] ?? Infinity) < end) return false;
    this.#starts.splice(low, 0, start);
    this.#ends.splice(low, 0, end);
    return true;
  }
}
