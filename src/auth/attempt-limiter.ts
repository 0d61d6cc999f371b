import { AppError } from '../common/errors/app-error.js';

const LIMIT = 10;
const WINDOW_MS = 15 * 60_000;
const MAX_SUBJECTS = 10_000;

/** Stops guessing: ten failures in a row within a quarter of an hour, and the subject waits until it is over. Counts per process. */
export class AttemptLimiter {
  private readonly failures = new Map<string, { count: number; since: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @throws AppError `auth.too_many_attempts` with the seconds to wait. */
  assertAllowed(subject: string): void {
    const entry = this.failures.get(subject);
    if (!entry) return;
    const left = entry.since + WINDOW_MS - this.now();
    if (left <= 0) this.failures.delete(subject);
    else if (entry.count >= LIMIT) {
      throw new AppError('auth.too_many_attempts', undefined, { retryAfter: Math.ceil(left / 1000) });
    }
  }

  failed(subject: string): void {
    const entry = this.failures.get(subject);
    if (entry) {
      entry.count += 1;
      return;
    }
    const oldest = this.failures.keys().next();
    if (this.failures.size >= MAX_SUBJECTS && !oldest.done) this.failures.delete(oldest.value);
    this.failures.set(subject, { count: 1, since: this.now() });
  }

  succeeded(subject: string): void {
    this.failures.delete(subject);
  }
}
