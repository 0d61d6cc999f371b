import { version } from '../../config/paths.js';
import { createGuardedFetch, type Fetch } from '../guarded-fetch.js';

/** As the gateway has them, for files that are longer than any answer. */
export interface BatchFetches {
  private: Fetch;
  public: Fetch;
}

export const BATCH_FETCHES = Symbol('batch fetches');

const MOST_BYTES = 4 * 1024 * 1024 * 1024;

export function createBatchFetches(): BatchFetches {
  const options = { userAgent: `johang/${version}`, maxResponseBytes: MOST_BYTES };
  return {
    private: createGuardedFetch({ ...options, allowPrivateNetwork: true }),
    public: createGuardedFetch({ ...options, allowPrivateNetwork: false }),
  };
}
