import { matchesGold, wordSet, type WordText } from '../../benchmarks/metrics/word-overlap.js';
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

/** Which candidates the metric would count as found, one byte each: `[category * candidates + candidate]`. */
export function candidateTargets(
  document: ModelDocument,
  labels: GoldLabels,
  categories: readonly string[],
): Uint8Array {
  const count = document.candidates.length;
  const targets = new Uint8Array(categories.length * count);
  const words = document.candidates.map(({ start, end }) => wordText(foldSpace(document.text.slice(start, end))));
  for (const [output, category] of categories.entries()) {
    for (const { text } of labels[category] ?? []) {
      const gold = wordText(text);
      for (const [index, candidate] of words.entries())
        if (matchesGold(candidate, gold, category === PARTIES)) targets[output * count + index] = 1;
    }
  }
  return targets;
}

function wordText(text: string): WordText {
  return { text, words: wordSet(text) };
}

function overlaps(unit: Span, gold: Span): boolean {
  const shared = Math.min(unit.end, gold.end) - Math.max(unit.start, gold.start);
  return shared > 0 && shared >= OVERLAP * Math.min(unit.end - unit.start, gold.end - gold.start);
}
