import { beforeEach, describe, expect, it } from '@jest/globals';
import { CircuitBreaker, type Health, type Pass } from './circuit-breaker.js';

const settings = { failures: 3, spanMs: 100, openMs: 1000, longestMs: 3000 };

describe(CircuitBreaker.name, () => {
  let breaker: CircuitBreaker;
  let now: number;

  beforeEach(() => {
    breaker = new CircuitBreaker(settings);
    now = 10_000;
  });

  function pass(): Pass {
    const entered = breaker.enter(now);
    if (typeof entered === 'number') throw new Error(`It is closed for ${entered} ms`);
    return entered;
  }

  function attempts(...healths: Health[]): void {
    for (const health of healths) {
      pass().report(health, now);
      now += 60;
    }
  }

  it('opens after failures in a row', () => {
    attempts('down', 'down', 'down');
    expect(breaker.enter(now)).toBe(940);
    expect(breaker.closedFor(now)).toBe(940);
  });

  it('stays closed when one in between was answered', () => {
    attempts('down', 'down', 'alive', 'down', 'down');
    pass();
  });

  it('makes nothing of what tells nothing', () => {
    attempts('down', 'unknown', 'down', 'unknown', 'down');
    expect(breaker.enter(now)).toBeGreaterThan(0);
  });

  it('leaves many failures of one moment to the retries', () => {
    const passes = Array.from({ length: 50 }, pass);
    for (const each of passes) each.report('down', now);
    pass();
  });

  describe('that is open', () => {
    beforeEach(() => {
      attempts('down', 'down', 'down');
      now += 1000;
    });

    it('lets one try after a while, and nobody else meanwhile', () => {
      const probe = pass();
      expect(breaker.enter(now)).toBe(1000);
      probe.report('alive', now);
      pass();
      expect(breaker.idle).toBe(true);
    });

    it('stays open for longer each time the try fails, up to a limit', () => {
      const waits = [1, 2, 3].map(() => {
        pass().report('down', now);
        const wait = Number(breaker.enter(now));
        now += wait;
        return wait;
      });
      expect(waits).toEqual([2000, 3000, 3000]);
    });

    it('lets another try when the first came to nothing', () => {
      pass().report('unknown', now);
      pass().report('alive', now);
      pass();
    });

    it('closes when an attempt that was under way is answered', () => {
      breaker = new CircuitBreaker(settings);
      const slow = pass();
      attempts('down', 'down', 'down');
      expect(typeof breaker.enter(now)).toBe('number');
      slow.report('alive', now);
      pass();
    });
  });
});
