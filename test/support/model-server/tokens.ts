/** Tokens as the model server counts them: one per word, number, Hangul syllable block or punctuation mark. */
export function countTokens(text: string): number {
  return text.match(/\p{Script=Hangul}{1,2}|[^\W_]+|[^\s\w]|_/gu)?.length ?? 0;
}
