import type { Span } from '../types.js';

/** A word, number, run of Hangul, or single other character. White space is no token: it never makes a difference. */
export type Token = Span;

const TOKEN = /\p{Script=Hangul}+|[\p{L}\p{M}'’]+|\p{N}+|\S/gu;

/** The tokens of a range of the text, in order. */
export function tokensOf(text: string, within: Span): Token[] {
  const tokens: Token[] = [];
  for (const match of text.slice(within.start, within.end).matchAll(TOKEN)) {
    const start = within.start + match.index;
    tokens.push({ start, end: start + match[0].length });
  }
  return tokens;
}

const WORD = /[\p{L}\p{N}]/u;

/** The words among tokens, folded: how alike two pieces are does not hang on case and punctuation. */
export function foldedWords(text: string, tokens: readonly Token[]): string[] {
  const words: string[] = [];
  for (const { start, end } of tokens) {
    const word = text.slice(start, end);
    if (WORD.test(word)) words.push(word.toLowerCase().replaceAll('’', "'"));
  }
  return words;
}
