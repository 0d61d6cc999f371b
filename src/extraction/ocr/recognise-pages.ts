import { AppError } from '../../common/errors/app-error.js';
import type { PageOutcome } from './merge-pages.js';
import type { RecognisedPage } from './recognised-page.js';

interface Recognition {
  /** Recognises one page. An AppError is the page's failure; anything else ends it all. */
  recognise: (page: number) => Promise<RecognisedPage>;
  /** Pages under way at the same time. */
  parallel: number;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A file on which so many pages failed one after the other is hostile: the others are given up. */
const MAX_FAILURES = 10;

/**
 * Recognises pages, a few at a time. What becomes of one page is nothing to the others.
 *
 * @throws what `recognise` throws other than an AppError: the file is no longer wanted, or the process ends.
 */
export async function recognisePages(
  pages: readonly number[],
  { recognise, parallel, onProgress }: Recognition,
): Promise<Map<number, PageOutcome>> {
  const outcomes = new Map<number, PageOutcome>();
  const waiting = [...pages];
  let failures = 0;
  const work = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      const outcome = failures < MAX_FAILURES ? await recognise(page).catch(failureOf) : { failed: 'given up' };
      failures = 'failed' in outcome ? failures + 1 : 0;
      outcomes.set(page, outcome);
      onProgress?.(outcomes.size, pages.length);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return outcomes;
}

function failureOf(error: unknown): PageOutcome {
  if (error instanceof AppError) return { failed: error.code };
  throw error;
}
