import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { detectLanguage } from '../../src/contracts/language.js';
import { parseProvisions } from '../../src/contracts/provisions.js';
import type { SourceText } from '../../src/contracts/types.js';
import { LexiconTagger } from '../../src/embedded/lexicon-tagger.js';
import { summarise } from '../../src/embedded/summariser.js';
import type { PassageWordModel } from '../../src/embedded/summary/passage-words.js';

/** A system reads a text once and then gives its best `count` sentences, in the order it shows them. */
export interface Summariser {
  name: string;
  read(text: string): (count: number) => string[];
}

interface LexRank {
  summarize(
    text: string,
    lines: number,
    callback: (error: unknown, top: { text: string; index: number; weight: number }[]) => void,
  ): void;
}

interface TextRank {
  Summarizer: {
    new (config: object, logger: object): { summarize(text: string, language: string): string[] };
    SORT_SCORE: number;
  };
  AbsoluteSummarizerConfig: new (
    count: number,
    similarity: object,
    parser: object,
    damping: number,
    sorting: number,
  ) => object;
  SorensenDiceSimilarity: new () => object;
  DefaultTextParser: new () => object;
  NullLogger: new () => object;
}

/** More sentences than any text has: the baselines then rank them all. */
const ALL = 1_000_000;
/** The damping factor of TextRank's authors. */
const DAMPING = 0.85;

/** A source as extraction would give it, all on one page. */
export function sourceOf(text: string): SourceText {
  const canonical = text.normalize('NFC');
  return {
    text: canonical,
    textHash: createHash('sha256').update(canonical).digest('hex'),
    pages: [{ number: 1, start: 0, end: canonical.length, status: 'ok' }],
    provisions: parseProvisions(canonical),
    language: detectLanguage(canonical),
  };
}

/**
 * The embedded summariser, as the embedded analyst calls it with the lexicon's tagger.
 *
 * @param passageWords Judges passages of terms instead of the model that ships.
 */
export function ours(passageWords?: PassageWordModel): Summariser {
  const tagger = new LexiconTagger();
  return {
    name: 'johang',
    read: (text) => {
      const source = sourceOf(text);
      const clauses = tagger.tag(source);
      return (count) =>
        summarise(source, { style: 'executive', maxSentences: count, clauses, passageWords }).map(({ span }) =>
          source.text.slice(span.start, span.end),
        );
    },
  };
}

/** Sentences as they come: a line ends one, and so does a mark with white space behind it. */
export function plainSentences(text: string): string[] {
  return text
    .split(/\n|(?<=[.?!]["”’)]*)\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

export const lead: Summariser = {
  name: 'lead-k',
  read: (text) => {
    const sentences = plainSentences(text);
    return (count) => sentences.slice(0, count);
  },
};

/** The best sentences of a ranking, in the order of the text. */
function best(ranked: readonly { text: string; place: number }[], count: number): string[] {
  return ranked
    .slice(0, count)
    .sort((a, b) => a.place - b.place)
    .map(({ text }) => text);
}

/**
 * The npm packages ts-textrank (Sørensen-Dice similarity, English stop words, damping 0.85) and lexrank (Tanimoto
 * similarity of Treebank words, no threshold, no stop words), each with its own sentences.
 *
 * @param modules A file beside the `node_modules` that holds them.
 */
export function baselines(modules: string | URL): Summariser[] {
  const load = createRequire(modules);
  const library = load('ts-textrank') as TextRank;
  const lexRank = load('lexrank') as LexRank;
  return [
    {
      name: 'TextRank',
      read: (text) => {
        const similarity = new library.SorensenDiceSimilarity();
        const parser = new library.DefaultTextParser();
        const sorting = library.Summarizer.SORT_SCORE;
        const config = new library.AbsoluteSummarizerConfig(ALL, similarity, parser, DAMPING, sorting);
        const ranked = new library.Summarizer(config, new library.NullLogger()).summarize(text, 'en');
        const placed = ranked.map((sentence) => ({ text: sentence, place: text.indexOf(sentence) }));
        return (count) => best(placed, count);
      },
    },
    {
      name: 'LexRank',
      read: (text) => {
        let ranked: { text: string; place: number; weight: number }[] = [];
        lexRank.summarize(text, ALL, (_error, top) => {
          ranked = top.map(({ index, ...rest }) => ({ ...rest, place: index }));
        });
        ranked.sort((a, b) => b.weight - a.weight || a.place - b.place);
        return (count) => best(ranked, count);
      },
    },
  ];
}
