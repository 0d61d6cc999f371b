import { fold } from '../evidence.js';
import { hashText } from './hash.js';

/** What of a file name tells filings apart and not filers: legal forms, and everything behind the name. */
const LEGAL_FORM = /(?:incorporated|inc|corporation|corp|company|co|llc|lp|llp|ltd|limited|plc|nv|sa|ag)$/;
const SHINGLE = 8;
/** One shingle in this many is looked at. */
const SAMPLE = 32;
/** Contracts that share this much of their shingles are near-duplicates. */
const SIMILAR = 0.4;

/** Name of the filer as the file name begins with it, without marks, case and legal form. */
export function filerOf(file: string): string {
  const name = /^(.*?)(?:_|\s+-\s|\.txt$|$)/.exec(file)?.[1] ?? file;
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return plain.replace(LEGAL_FORM, '') || plain;
}

/**
 * Puts contracts into folds of like size, the contracts of one filer and near-duplicates of each other into one fold.
 * Where one group would be most of the contracts, as with a company's own templates, each contract is a group: what will
 * be tagged later comes from the same templates. Deterministic for a seed; returns the fold of each contract.
 */
export function foldsOf(contracts: readonly { file: string; text: string }[], folds: number, seed: number): number[] {
  const groups = groupsOf(contracts);
  const members = new Map<number, number[]>();
  for (const [contract, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), contract]);
  const largest = Math.max(0, ...[...members.values()].map((list) => list.length));
  const lists = largest > contracts.length / 2 ? contracts.map((_, index) => [index]) : [...members.values()];
  const order = lists
    .map((list) => ({ list, rank: hashText(`${seed} ${contracts[list[0]!]!.file}`) }))
    .sort((a, b) => b.list.length - a.list.length || a.rank - b.rank);
  const sizes = Array.from({ length: folds }, () => 0);
  const assigned = contracts.map(() => 0);
  for (const { list } of order) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    sizes[smallest]! += list.length;
    for (const contract of list) assigned[contract] = smallest;
  }
  return assigned;
}

/** The group of each contract, named by its first member. */
function groupsOf(contracts: readonly { file: string; text: string }[]): number[] {
  const parent = contracts.map((_, index) => index);
  const root = (index: number): number => (parent[index] === index ? index : (parent[index] = root(parent[index]!)));
  const join = (a: number, b: number): void => {
    const [first, second] = [Math.min(root(a), root(b)), Math.max(root(a), root(b))];
    parent[second] = first;
  };
  const filers = new Map<string, number>();
  for (const [index, { file }] of contracts.entries()) {
    const filer = filerOf(file);
    const known = filers.get(filer);
    if (known === undefined) filers.set(filer, index);
    else join(known, index);
  }
  for (const [a, b] of similarPairs(contracts.map(({ text }) => shingles(text)))) join(a, b);
  return contracts.map((_, index) => root(index));
}

function* similarPairs(sets: readonly ReadonlySet<number>[]): Generator<[number, number]> {
  const holders = new Map<number, number[]>();
  for (const [index, set] of sets.entries()) {
    const shared = new Map<number, number>();
    for (const shingle of set) {
      const list = holders.get(shingle);
      if (list === undefined) holders.set(shingle, [index]);
      else {
        for (const other of list) shared.set(other, (shared.get(other) ?? 0) + 1);
        list.push(index);
      }
    }
    for (const [other, count] of shared)
      if (count >= SIMILAR * Math.min(set.size, sets[other]!.size)) yield [other, index];
  }
}

/** A sample of the runs of words, chosen by their hash, so that equal texts have equal samples. */
function shingles(text: string): Set<number> {
  const words = fold(text).split(' ');
  const found = new Set<number>();
  for (let index = 0; index + SHINGLE <= words.length; index += 1) {
    const hash = hashText(words.slice(index, index + SHINGLE).join(' '));
    if (hash % SAMPLE === 0) found.add(hash);
  }
  return found;
}
