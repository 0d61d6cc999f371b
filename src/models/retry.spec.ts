import { describe, expect, it } from '@jest/globals';
import { askedDelayMs, defaultRetryPolicy, isRetryable, retryDelayMs } from './retry.js';

const transient = { transient: true };
const moment = { failures: 1, now: 1_000_000, random: 0 };

describe(isRetryable.name, () => {
  it.each([
    [408, true],
    [409, true],
    [429, true],
    [500, true],
    [503, true],
    [599, true],
    [400, false],
    [401, false],
    [404, false],
    [422, false],
  ])('says of status %d: %s', (status, expected) => {
    expect(isRetryable({ status, transient: false })).toBe(expected);
  });

  it('lets x-should-retry win in both directions, and ignores other values of it', () => {
    const headers = (value: string): Headers => new Headers({ 'x-should-retry': value });
    expect(isRetryable({ status: 503, transient: false, headers: headers('false') })).toBe(false);
    expect(isRetryable({ status: 400, transient: false, headers: headers('true') })).toBe(true);
    expect(isRetryable({ status: 400, transient: false, headers: headers('maybe') })).toBe(false);
  });

  it('goes by the kind of failure when there was no status', () => {
    expect(isRetryable({ transient: true })).toBe(true);
    expect(isRetryable({ transient: false })).toBe(false);
  });
});

describe(askedDelayMs.name, () => {
  it.each([
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': new Date(moment.now + 5_000).toUTCString() }, 5_000],
    [{ 'retry-after': new Date(moment.now - 5_000).toUTCString() }, null],
    [{ 'retry-after': '-3' }, null],
    [{ 'retry-after': 'whenever' }, null],
    [{}, null],
  ])('reads %j', (headers, expected) => {
    expect(askedDelayMs(new Headers(headers), moment.now)).toBe(expected);
  });
});

describe(retryDelayMs.name, () => {
  const policy = { ...defaultRetryPolicy, maxAttempts: 10 };
  const delay = (failures: number, random = 0): number | null =>
    retryDelayMs(policy, transient, { ...moment, failures, random });

  it('doubles from half a second to eight', () => {
    expect([1, 2, 3, 4, 5, 6].map((failures) => delay(failures))).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });

  it('shortens by at most a quarter', () => {
    expect(delay(1, 0.5)).toBe(437.5);
    expect(delay(1, 0.999_999)).toBeGreaterThan(374);
  });

  it('ends with the attempts', () => {
    expect(retryDelayMs({ ...policy, maxAttempts: 3 }, transient, { ...moment, failures: 2 })).toBe(1000);
    expect(retryDelayMs({ ...policy, maxAttempts: 3 }, transient, { ...moment, failures: 3 })).toBeNull();
  });

  it('ends before the deadline would', () => {
    expect(retryDelayMs(policy, transient, { ...moment, deadline: moment.now + 501 })).toBe(500);
    expect(retryDelayMs(policy, transient, { ...moment, deadline: moment.now + 500 })).toBeNull();
  });

  it('takes its own delay when it is asked for more than a minute', () => {
    const ask = (seconds: string): number | null =>
      retryDelayMs(policy, { transient: true, headers: new Headers({ 'retry-after': seconds }) }, moment);
    expect([ask('60'), ask('61')]).toEqual([60_000, 500]);
  });
});
