import { beforeEach, describe, expect, it } from '@jest/globals';
import { AttemptLimiter } from './attempt-limiter.js';

const MINUTE = 60_000;
let now: number;
let limiter: AttemptLimiter;

beforeEach(() => {
  now = 1_000_000;
  limiter = new AttemptLimiter(() => now);
});

function fail(subject: string, times: number): void {
  for (let time = 0; time < times; time += 1) limiter.failed(subject);
}

describe(AttemptLimiter.name, () => {
  it('lets nine failures pass and stops after ten, telling how long', () => {
    fail('kim', 9);
    expect(() => limiter.assertAllowed('kim')).not.toThrow();
    now += 5 * MINUTE;
    fail('kim', 1);
    expect(() => limiter.assertAllowed('kim')).toThrow(
      expect.objectContaining({ code: 'auth.too_many_attempts', retryAfter: 600 }),
    );
  });

  it('does not count for others', () => {
    fail('kim', 10);
    expect(() => limiter.assertAllowed('lee')).not.toThrow();
  });

  it('forgets when the time is over, and when an attempt succeeds', () => {
    fail('kim', 10);
    now += 15 * MINUTE - 1;
    expect(() => limiter.assertAllowed('kim')).toThrow(expect.objectContaining({ retryAfter: 1 }));
    now += 1;
    expect(() => limiter.assertAllowed('kim')).not.toThrow();
    fail('kim', 9);
    limiter.succeeded('kim');
    fail('kim', 9);
    expect(() => limiter.assertAllowed('kim')).not.toThrow();
  });

  it('remembers a bounded number of subjects, the oldest forgotten first', () => {
    fail('first', 10);
    fail('second', 10);
    for (let index = 0; index < 9999; index += 1) limiter.failed(`other ${index}`);
    expect(() => limiter.assertAllowed('first')).not.toThrow();
    expect(() => limiter.assertAllowed('second')).toThrow();
  });
});
