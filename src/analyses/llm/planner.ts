import { AppError } from '../../common/errors/app-error.js';
import { splitsPair } from '../../contracts/pages.js';
import { splitSentences } from '../../contracts/sentences.js';
import type { Provision, Span } from '../../contracts/types.js';
import { TokenScale } from '../../models/tokens.js';

/** What the model's window is shared by, in (estimated) tokens. */
export interface WindowBudget {
  /** The model's window: prompt and output together. */
  contextWindow: number;
  /** The prompt without the document. */
  promptTokens: number;
  /** The answer. */
  outputTokens: number;
  /** The trace that comes before the answer. */
  reasoningTokens: number;
  /** More than this at once is not asked of a model even if it fits: attention thins out. */
  maxChunkTokens: number;
  /** How much of a chunk is repeated at the beginning of the next. */
  overlapTokens: number;
}

/** A part of the text that is shown in one call. */
export interface Chunk extends Span {
  /** From 0. */
  index: number;
}

/** Below this a chunk holds too little to make sense of. */
export const MIN_CHUNK_TOKENS = 200;

/** What is left for the document in one call; may be negative. */
export function chunkTokens(budget: WindowBudget): number {
  const free = budget.contextWindow - budget.promptTokens - budget.outputTokens - budget.reasoningTokens;
  return Math.min(free, budget.maxChunkTokens);
}

/** Kinds of places to cut, best first, each with the share of a chunk that may be given up to reach one. */
const GIVE_UP = { article: 0.5, provision: 0.4, paragraph: 0.35, sentence: 0.3, line: 0.3, word: 0.15 } as const;

interface Boundaries {
  articles: number[];
  provisions: number[];
}

function provisionStarts(provisions: readonly Provision[]): Boundaries {
  const provisionsAt: number[] = [];
  const visit = (list: readonly Provision[]): void => {
    for (const provision of list) {
      provisionsAt.push(provision.start);
      visit(provision.children);
    }
  };
  visit(provisions);
  const ascending = (a: number, b: number): number => a - b;
  return { articles: provisions.map(({ start }) => start).sort(ascending), provisions: provisionsAt.sort(ascending) };
}

/** The last of the ascending `offsets` within `(low, high]`. */
function lastWithin(offsets: readonly number[], low: number, high: number): number | null {
  let from = 0;
  let to = offsets.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (offsets[middle]! <= high) from = middle + 1;
    else to = middle;
  }
  const found = offsets[from - 1];
  return found !== undefined && found > low ? found : null;
}

/** The end of the last match of `pattern` within `(low, high]` of the text. */
function lastMatchEnd(text: string, pattern: RegExp, low: number, high: number): number | null {
  const ends = [...text.slice(low, high).matchAll(pattern)].map((match) => low + match.index + match[0].length);
  return lastWithin(ends, low, high);
}

/** Where to end a chunk that may go from `from` (where the last one ended) to `limit` at most. */
function cutAt(text: string, boundaries: Boundaries, from: number, limit: number): number {
  const low = (share: number): number => Math.max(from, Math.floor(limit - (limit - from) * share));
  const sentences = (): number | null => {
    const start = low(GIVE_UP.sentence);
    return lastWithin(
      splitSentences(text, { start, end: limit }).map(({ end }) => end),
      start,
      limit - 1,
    );
  };
  return (
    lastWithin(boundaries.articles, low(GIVE_UP.article), limit) ??
    lastWithin(boundaries.provisions, low(GIVE_UP.provision), limit) ??
    lastMatchEnd(text, /\n[^\S\n]*\n\s*/g, low(GIVE_UP.paragraph), limit) ??
    sentences() ??
    lastMatchEnd(text, /\n\s*/g, low(GIVE_UP.line), limit) ??
    lastMatchEnd(text, /\s+/g, low(GIVE_UP.word), limit) ??
    // In the middle of a word, though never of a character.
    wholeCharacter(text, from, limit)
  );
}

function wholeCharacter(text: string, from: number, limit: number): number {
  if (!splitsPair(text, limit)) return limit;
  return limit - 1 > from ? limit - 1 : limit + 1;
}

/** Where to begin the chunk after one that ended at `end`: at the first sentence of the overlap, or a word's beginning. */
function overlapStart(text: string, scale: TokenScale, end: number, overlapTokens: number): number {
  const earliest = scale.startWithin(end, overlapTokens);
  if (earliest === end) return end;
  // The range may begin within a sentence, which then looks like one: that one is left out.
  const sentence = splitSentences(text, { start: earliest, end }).find(({ start }) => start > earliest);
  if (sentence !== undefined) return sentence.start;
  const word = text.slice(earliest, end).search(/\s\S/);
  return word >= 0 ? earliest + word + 1 : end;
}

/**
 * Cuts a text into chunks that fit the budget. They stand in order, together cover every character, and each but the
 * first begins a little before the end of the one before. Cuts are made at an article, a provision, a paragraph, a
 * sentence, a line, a word, in this order of preference; chunks are made about equally long.
 *
 * @throws AppError `model.window_too_small` when less than {@link MIN_CHUNK_TOKENS} are left for the document
 */
export function planChunks(text: string, provisions: readonly Provision[], budget: WindowBudget): Chunk[] {
  const most = chunkTokens(budget);
  if (most < MIN_CHUNK_TOKENS) {
    const needed = budget.contextWindow - most + MIN_CHUNK_TOKENS;
    throw new AppError(
      'model.window_too_small',
      `The model's window of ${budget.contextWindow} tokens is too small for this task, which needs about ${Math.ceil(needed)}`,
    );
  }
  if (text.length === 0) return [];
  const scale = new TokenScale(text);
  const overlap = Math.min(budget.overlapTokens, most / 8);
  const target = evenTarget(scale.tokens(0, text.length), most, overlap);
  const boundaries = provisionStarts(provisions);
  const chunks: Chunk[] = [];
  for (let start = 0, covered = 0; covered < text.length;) {
    const rest = scale.endWithin(start, most);
    const limit = rest >= text.length ? rest : Math.max(scale.endWithin(start, target), covered + 1);
    const end = limit >= text.length ? text.length : cutAt(text, boundaries, covered, limit);
    chunks.push({ index: chunks.length, start, end });
    covered = end;
    start = overlapStart(text, scale, end, overlap);
  }
  return chunks;
}

/** Tokens a chunk should have so that the last one is not a mere rest. */
function evenTarget(total: number, most: number, overlap: number): number {
  if (total <= most) return most;
  const count = Math.ceil((total - overlap) / (most - overlap));
  return Math.min(most, (total / count) * 1.15 + overlap);
}
