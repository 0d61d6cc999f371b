import type { Citation, SourceText } from '../contracts/types.js';
import type { ReviewResult, SummaryResult } from './analyst.js';

/**
 * The last gate before a result is stored: every citation is the text it points at. Analysts ground what they cite; should
 * one fail to, its result is not kept.
 * @throws Error naming the offsets, never the text.
 */
export function assertGrounded(source: Pick<SourceText, 'text'>, result: ReviewResult | SummaryResult): void {
  const statements = 'findings' in result ? result.findings : result.sentences;
  for (const { citations } of statements as { citations: Citation[] }[]) {
    for (const { start, end, quote } of citations) {
      // `slice` takes offsets from the end and beyond it: those are no place in the text.
      const isPlace = start >= 0 && end - start === quote.length;
      if (!isPlace || quote === '' || source.text.slice(start, end) !== quote) {
        throw new Error(`A citation at [${start}, ${end}) is not what the text says there`);
      }
    }
  }
}
