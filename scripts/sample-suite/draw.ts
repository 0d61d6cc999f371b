import { basename } from 'node:path';
import type { ClauseCase } from '../../src/benchmarks/importers/importer.js';
import { Random } from '../../src/benchmarks/statistics/random.js';

export interface Candidate {
  case: ClauseCase;
  file: string;
  /** Of the text in UTF-8. */
  bytes: number;
}

/** How many contracts of which length, in bytes of UTF-8. */
const BANDS = [
  { name: 'short', from: 0, below: 8_000, count: 3 },
  { name: 'medium', from: 8_000, below: 80_000, count: 13 },
  { name: 'long', from: 80_000, below: 250_000, count: 4 },
] as const;
const MAX_BYTES = 1_150_000;

/** The filer's name as the file name begins with it, letters and digits only. */
export function filerOf(file: string): string {
  const [name = file] = file.split(/_| - |-EX-/);
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The kind of agreement as the file name ends with it, e.g. `distributor agreement`. */
function typeOf(file: string): string {
  const title = basename(file, '.txt').split(/[_-]/).at(-1) ?? file;
  return title
    .toLowerCase()
    .replace(/[^\p{L} ]/gu, '')
    .trim();
}

/**
 * The sample, in order of the files' names: first the contracts that add most to the categories covered (a rare category
 * adds more), then any, each of another kind of agreement as long as there is one; by length as `BANDS` says.
 *
 * @throws Error when the candidates do not fill the bands
 */
export function drawSample(candidates: readonly Candidate[], seed: number): Candidate[] {
  const left = new Random(seed).shuffle([...candidates].sort((a, b) => compare(a.file, b.file)));
  const rarity = rarityOf(candidates);
  const chosen: Candidate[] = [];
  const wanted = BANDS.reduce((sum, band) => sum + band.count, 0);
  while (chosen.length < wanted) {
    const open = left.filter((candidate) => !chosen.includes(candidate) && fits(candidate, chosen, wanted));
    const next = best(open, chosen, rarity);
    if (next === undefined) throw new Error(`The candidates fill only ${chosen.length} of ${wanted} places`);
    chosen.push(next);
  }
  return chosen.sort((a, b) => compare(a.file, b.file));
}

/** A place of its length is free, and enough bytes remain for the other places at 10 kB each. */
function fits(candidate: Candidate, chosen: readonly Candidate[], wanted: number): boolean {
  const band = BANDS.find(({ from, below }) => candidate.bytes >= from && candidate.bytes < below);
  if (band === undefined) return false;
  const taken = chosen.filter(({ bytes }) => bytes >= band.from && bytes < band.below).length;
  const used = chosen.reduce((sum, { bytes }) => sum + bytes, candidate.bytes);
  return taken < band.count && used + (wanted - chosen.length - 1) * 10_000 <= MAX_BYTES;
}

/** The candidate that adds most; ties go to the one that the shuffle put first. */
function best(
  open: readonly Candidate[],
  chosen: readonly Candidate[],
  rarity: Map<string, number>,
): Candidate | undefined {
  const covered = new Set(chosen.flatMap((candidate) => Object.keys(candidate.case.labels)));
  const types = new Set(chosen.map((candidate) => typeOf(candidate.file)));
  const gain = (candidate: Candidate): number => {
    const added = Object.keys(candidate.case.labels).filter((category) => !covered.has(category));
    const newType = types.has(typeOf(candidate.file)) ? 0 : 0.01;
    return newType + added.reduce((sum, category) => sum + rarity.get(category)!, 0);
  };
  let [winner, highest]: [Candidate | undefined, number] = [undefined, -1];
  for (const candidate of open) {
    const value = gain(candidate);
    if (value > highest) [winner, highest] = [candidate, value];
  }
  return winner;
}

/** Of each category, 1 / the number of candidates that have it. */
function rarityOf(candidates: readonly Candidate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { case: each } of candidates) {
    for (const category of Object.keys(each.labels)) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return new Map([...counts].map(([category, count]) => [category, 1 / count]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
