import { AppError } from '../../common/errors/app-error.js';
import type { PageOutcome } from './merge-pages.js';
import type { RecognisedPage } from './recognised-page.js';

/** How far the recognition of a file is, in pages. */
export interface PageProgress {
  done: number;
  total: number;
  /** The page that has just been recognised; none at the beginning, and for one that failed. */
  page?: { number: number; recognised: RecognisedPage };
}

interface Recognition {
  /** Recognises one page. An AppError is the page's failure; anything else ends it all. */
  recognise: (page: number) => Promise<RecognisedPage>;
  /** Pages under way at the same time. */
  parallel: number;
  /** What is known already, by page. */
  known?: ReadonlyMap<number, RecognisedPage> | undefined;
  /** Called before the first page and after each; what it throws ends it all. */
  onProgress?: ((progress: PageProgress) => Promise<void> | void) | undefined;
}

/** A file on which so many pages failed one after the other is hostile: the others are given up. */
const MAX_FAILURES = 10;

/**
 * Recognises pages, a few at a time. What becomes of one page is nothing to the others.
 *
 * @throws what `recognise` throws other than an AppError: the file is no longer wanted, or the process ends; what `onProgress` throws.
 */
export async function recognisePages(
  pages: readonly number[],
  { recognise, parallel, known, onProgress }: Recognition,
): Promise<Map<number, PageOutcome>> {
  const outcomes = new Map<number, PageOutcome>();
  for (const page of pages) {
    const recognised = known?.get(page);
    if (recognised) outcomes.set(page, recognised);
  }
  const waiting = pages.filter((page) => !outcomes.has(page));
  const total = pages.length;
  let failures = 0;
  await onProgress?.({ done: outcomes.size, total });
  const work = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      const outcome = failures < MAX_FAILURES ? await recognise(page).catch(failureOf) : { failed: 'given up' };
      const hasFailed = 'failed' in outcome;
      failures = hasFailed ? failures + 1 : 0;
      outcomes.set(page, outcome);
      const progress = { done: outcomes.size, total };
      await onProgress?.(hasFailed ? progress : { ...progress, page: { number: page, recognised: outcome } });
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return outcomes;
}

function failureOf(error: unknown): PageOutcome {
  if (error instanceof AppError) return { failed: error.code };
  throw error;
}
