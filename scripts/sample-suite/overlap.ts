/** Words of a run whose recurrence in two contracts means copied text. */
const RUN = 8;
/** One run in this many is looked at, chosen by its hash and so the same ones in every text. */
const SAMPLING = 8;

/** For each text, the largest share of its eight-word runs that stands in one single other text. */
export function overlaps(texts: readonly string[], others: readonly string[]): number[] {
  const otherRuns = others.map((text) => ({ text, runs: runsOf(text) }));
  return texts.map((text) => {
    const runs = [...runsOf(text)];
    const shares = otherRuns
      .filter((other) => other.text !== text)
      .map((other) => runs.filter((run) => other.runs.has(run)).length / Math.max(1, runs.length));
    return Math.max(0, ...shares);
  });
}

function runsOf(text: string): Set<number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const runs = new Set<number>();
  for (let at = 0; at + RUN <= words.length; at++) {
    const hash = fnv1a(words.slice(at, at + RUN).join(' '));
    if (hash % SAMPLING === 0) runs.add(hash);
  }
  return runs;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
