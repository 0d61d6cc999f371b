/** A cue: where `pattern` matches the folded text, the log-odds move by `weight`. */
export type Cue = readonly [pattern: RegExp, weight: number];

/**
 * What speaks for and against a clause type, as additive evidence in log-odds.
 *
 * Patterns see folded text ({@link fold}): lower case, straight quotes, single spaces. They are linear in its length:
 * no nested repetition, every gap bounded. They carry no `g` or `y` flag, so that matching keeps no state.
 */
export interface ClauseLexicon {
  clauseType: string;
  /** Log-odds that a sentence is of this type when no cue matches. */
  bias: number;
  /** Cues on the headings above the sentence. */
  heading: readonly Cue[];
  /** Cues on the sentence itself. */
  body: readonly Cue[];
}

/** Sum of the weights of the cues that match `text`; 0 for an empty text. */
export function weigh(cues: readonly Cue[], text: string): number {
  let sum = 0;
  if (text === '') return sum;
  for (const [pattern, weight] of cues) if (pattern.test(text)) sum += weight;
  return sum;
}

/** The logistic function: log-odds to probability. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

const FOLDS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u02bc\u0060]/g, "'"],
  [/[\u201c\u201d\u201f\u300c\u300d\u300e\u300f]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\s+/g, ' '],
];

/** Text as the cues see it; offsets do not survive folding. */
export function fold(text: string): string {
  let folded = text;
  for (const [pattern, replacement] of FOLDS) folded = folded.replace(pattern, replacement);
  return folded.trim().toLowerCase();
}
