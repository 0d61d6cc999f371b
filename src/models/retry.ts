/** When and how long to wait before another attempt. Pure; numbers in milliseconds. */
export interface RetryPolicy {
  /** Attempts in a row that may fail, the first included. */
  maxAttempts: number;
  firstDelayMs: number;
  longestDelayMs: number;
  /** Share of a delay by which it may be shortened at random. */
  jitter: number;
  /** A wait that the provider asks for is honoured up to this length; beyond it the usual delay counts. */
  longestAskedMs: number;
}

export const defaultRetryPolicy: Readonly<RetryPolicy> = {
  maxAttempts: 4,
  firstDelayMs: 500,
  longestDelayMs: 8_000,
  jitter: 0.25,
  longestAskedMs: 60_000,
};

/** What is known of a failed attempt. `headers` are the provider's, absent when there was no answer. */
export interface FailedAttempt {
  /** HTTP status, absent when there was no answer. */
  status?: number;
  headers?: Headers;
  /** A failure of the connection, or of an answer that was cut off: trying again may help. */
  transient: boolean;
}

export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** The provider's `x-should-retry` wins over what the status says. */
export function isRetryable(failed: FailedAttempt): boolean {
  const asked = failed.headers?.get('x-should-retry');
  if (asked === 'true') return true;
  if (asked === 'false') return false;
  return failed.status === undefined ? failed.transient : failed.transient || isRetryableStatus(failed.status);
}

/** The wait that `retry-after-ms` or `retry-after` (seconds or a date) asks for; null when there is none to understand. */
export function askedDelayMs(headers: Headers | undefined, now: number): number | null {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  const value = headers?.get('retry-after')?.trim() ?? '';
  if (value === '') return null;
  const isDate = /[a-z]/i.test(value);
  const delay = isDate ? Date.parse(value) - now : Number(value) * 1000;
  return Number.isFinite(delay) && delay >= 0 ? delay : null;
}

export interface RetryMoment {
  /** Failures in a row, the one at hand included: 1 after the first. */
  failures: number;
  now: number;
  /** Milliseconds since 1970; an attempt that could start only at or after it is not made. */
  deadline?: number;
  /** In [0, 1). */
  random: number;
}

/**
 * How long to wait before the next attempt; null when there shall be none: the failure is final, the attempts are used
 * up, or the deadline would have passed.
 */
export function retryDelayMs(policy: RetryPolicy, failed: FailedAttempt, moment: RetryMoment): number | null {
  if (!isRetryable(failed) || moment.failures >= policy.maxAttempts) return null;
  const asked = askedDelayMs(failed.headers, moment.now);
  const doubled = Math.min(policy.firstDelayMs * 2 ** (moment.failures - 1), policy.longestDelayMs);
  const own = doubled * (1 - policy.jitter * moment.random);
  const delay = asked !== null && asked <= policy.longestAskedMs ? asked : own;
  return moment.deadline !== undefined && moment.now + delay >= moment.deadline ? null : delay;
}
