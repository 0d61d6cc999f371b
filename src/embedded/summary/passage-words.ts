/** How likely a word of a passage of terms is told in a plain summary of it: a logistic regression. */
export interface PassageWordModel {
  /** Intercept, prior, the weights of {@link logarithmsOf} and that of the subject, in this order. */
  weights: readonly number[];
  /** Log of how much oftener a word is told than words are on average, given that it stands in the passage. */
  priors: ReadonlyMap<string, number>;
}

const PRIORS = new Map(
  (
    [
      [1.4, 'the'],
      [1.1, 'service'],
      [1, 'advertising to'],
      [0.9, 'device illegal license of you'],
      [0.8, 'and browser copyright terms time'],
      [0.7, 'changes game personal responsible tos your'],
      [0.6, 'can cookies law or reason use'],
      [0.5, 'agree any be data for keep money policy they'],
      [0.4, 'ads but content free made must not on privacy state third this under'],
      [0.3, 'a at collect if no their user'],
      [0.2, 'available permission'],
      [-0.2, 'applicable are'],
      [
        -0.3,
        'api app application ask associated attempt been before compensation conduct connection constitute control current devices different effective en enable entity generally go guidelines here https i immediately international ip it local mail makes mobile new paid parties parts people person possible process products providers refuse respond sale security serve shall signal so states suspend take then there through unlawful up us version violation viruses want what wish written',
      ],
      [
        -0.4,
        '1 2 4 action address another apply because cancel case display distribute express features harmful include intellectual operating perform permitted receive regulation required review similar support systems transmit types upon websites where whether who without',
      ],
      [
        -0.5,
        'above access all b comply consent copy disable discretion does e gain help how including items limited material need non only order own platform policies posting property sites sole termination than them unless violate visit way which',
      ],
      [-0.6, 'computer don example following has liability like page re system those used'],
      [-0.7, 'is otherwise please provided such website'],
      [-0.8, 'about as provide s these'],
      [-0.9, 'rights when'],
      [-1.6, 'our'],
    ] satisfies [number, string][]
  ).flatMap(([prior, words]) => words.split(' ').map((word): [string, number] => [word, prior])),
);
/**
 * The model that ships, fitted by `node bench/run.mjs summaries --fit` on one half of the plain-English contract
 * summaries of Manor & Li (2019, Apache-2.0). Rare words and names of services are not in the table: the model knows the
 * words of terms, no terms.
 */
export const shippedPassageWords: PassageWordModel = {
  weights: [-1.73, 0.41, 0.41, 0.21, -0.11, -0.23, 0.24, 0.47],
  priors: PRIORS,
};

/** How a word stands in a passage. */
export interface PassageWord {
  times: number;
  /** Sentences that it stands in. */
  sentences: number;
  /** Its first sentence's place, 0 for the first, below 1. */
  place: number;
  /** Different words of the passage. */
  among: number;
}

/** The words of a passage, given as the words of its sentences. */
export function passageWordsOf(sentences: readonly (readonly string[])[]): Map<string, PassageWord> {
  const words = new Map<string, PassageWord>();
  for (const [index, sentence] of sentences.entries()) {
    for (const word of sentence) {
      const use = words.get(word) ?? { times: 0, sentences: 0, place: index / sentences.length, among: 0 };
      words.set(word, use);
      use.times += 1;
    }
    for (const word of new Set(sentence)) {
      const use = words.get(word);
      if (use !== undefined) use.sentences += 1;
    }
  }
  for (const use of words.values()) use.among = words.size;
  return words;
}

/** What the model weighs beside the prior of a word. */
export function logarithmsOf({ times, sentences, place, among }: PassageWord): number[] {
  return [Math.log(times), place === 0 ? 1 : 0, place, Math.log(1 + among) - 4, Math.log(sentences)];
}

/** Words of folded text; Hangul in pairs of syllables. */
export function plainWordsOf(folded: string): string[] {
  return folded.match(/[a-z0-9]+|[가-힣]{1,2}/g) ?? [];
}

/**
 * The probability that the word is told.
 *
 * @param subject How much oftener it is told on the passage's subject, as a logarithm.
 */
export function toldProbability(
  word: string,
  use: PassageWord,
  subject: number,
  { weights, priors }: PassageWordModel = shippedPassageWords,
): number {
  const seen = [1, priors.get(word) ?? 0, ...logarithmsOf(use), subject];
  const logOdds = seen.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
  return 1 / (1 + Math.exp(-logOdds));
}
