import { MATCH, matchesGold, wordSet, type WordText } from '../../benchmarks/metrics/word-overlap.js';
import type { Span } from '../../contracts/types.js';
import type { ModelDocument } from './document.js';

/** A labelled range; `text` has its white space folded, as the metric compares it. */
export interface GoldSpan extends Span {
  text: string;
}

/** Labels of one contract by category. */
export type GoldLabels = Readonly<Record<string, readonly GoldSpan[]>>;

/** The category of which a gold string inside a prediction counts as found, as the metric has it. */
const PARTIES = 'Parties';
/** Share of the shorter one that a sentence and a gold span have to share. */
const OVERLAP = 0.5;

const foldSpace = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What the first stage learns: the categories of each unit, as numbers in `categories`. */
export function unitTargets(document: ModelDocument, labels: GoldLabels, categories: readonly string[]): number[][] {
  const targets: number[][] = document.units.map(() => []);
  const phrases = document.units.map(({ kind, start, end }) =>
    kind === 'sentence' || kind === 'piece' ? undefined : wordText(document.text.slice(start, end)),
  );
  for (const [output, category] of categories.entries()) {
    const gold = labels[category] ?? [];
    if (gold.length === 0) continue;
    const goldWords = gold.map(({ text }) => wordText(text));
    for (const [index, unit] of document.units.entries()) {
      const phrase = phrases[index];
      const isPositive =
        phrase === undefined
          ? gold.some((span) => overlaps(unit, span))
          : goldWords.some((words) => matchesGold(phrase, words, category === PARTIES));
      if (isPositive) targets[index]!.push(output);
    }
  }
  return targets;
}

/** For each category the candidates that the metric would count as found, with the gold spans that they match. */
export type CandidateTargets = readonly ReadonlyMap<number, CandidateTarget>[];

export interface CandidateTarget {
  /** Numbers of the gold spans that it matches. */
  gold: readonly number[];
  /** Whether it stands where one of them stands, and does not merely have the same words, or hold the name, elsewhere. */
  inPlace: boolean;
}

/** Matches every candidate with every gold span of the contract. */
export function candidateTargets(
  document: ModelDocument,
  labels: GoldLabels,
  categories: readonly string[],
): CandidateTargets {
  const texts = document.candidates.map(({ start, end }) => foldSpace(document.text.slice(start, end)));
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    let number = numbers.get(word);
    if (number === undefined) numbers.set(word, (number = numbers.size));
    return number;
  };
  const words = texts.map((text) => Int32Array.from(wordSet(text), numberOf));
  return categories.map((category) => {
    const found = new Map<number, { gold: number[]; inPlace: boolean }>();
    for (const [number, span] of (labels[category] ?? []).entries()) {
      const gold = new Set([...wordSet(span.text)].map(numberOf));
      for (const [index, own] of words.entries()) {
        const isSame = similar(own, gold) || (category === PARTIES && texts[index]!.includes(span.text));
        if (!isSame) continue;
        const { start, end } = document.candidates[index]!;
        const inPlace = start < span.end && span.start < end;
        const target = found.get(index);
        if (target === undefined) found.set(index, { gold: [number], inPlace });
        else {
          target.gold.push(number);
          target.inPlace ||= inPlace;
        }
      }
    }
    return found;
  });
}

/** The metric's match on numbered words: see `matchesGold`. */
function similar(words: Int32Array, gold: ReadonlySet<number>): boolean {
  const [fewer, more] = [Math.min(words.length, gold.size), Math.max(words.length, gold.size)];
  if (fewer / more < MATCH) return false;
  let shared = 0;
  for (const word of words) if (gold.has(word)) shared += 1;
  return shared / (words.length + gold.size - shared) >= MATCH;
}

function wordText(text: string): WordText {
  return { text, words: wordSet(text) };
}

function overlaps(unit: Span, gold: Span): boolean {
  const shared = Math.min(unit.end, gold.end) - Math.max(unit.start, gold.start);
  return shared > 0 && shared >= OVERLAP * Math.min(unit.end - unit.start, gold.end - gold.start);
}
