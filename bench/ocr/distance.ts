/** The text as it is compared: composed, with white space folded. */
export function folded(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Fewest insertions, deletions and substitutions of characters that make one text of the other. */
export function levenshtein(first: string, second: string): number {
  const [a, b] = [Array.from(first), Array.from(second)];
  let previous = Uint32Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, character] of a.entries()) {
    const current = new Uint32Array(b.length + 1);
    current[0] = row + 1;
    for (const [column, other] of b.entries()) {
      const substituted = previous[column]! + (character === other ? 0 : 1);
      current[column + 1] = Math.min(substituted, previous[column + 1]! + 1, current[column]! + 1);
    }
    previous = current;
  }
  return previous[b.length]!;
}
