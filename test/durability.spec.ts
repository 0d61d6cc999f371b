import { describe, expect, it } from '@jest/globals';
import { runKillLoop } from './support/kill-loop.js';

describe(runKillLoop.name, () => {
  it('finds all that was acknowledged, done once, after four kills -9', async () => {
    const report = await runKillLoop({ kills: 4, moments: ['extract', 'analyse', 'upload', 'acknowledgement'] });
    expect(report.problems).toEqual([]);
    // Or the kills would have hit nothing, and all this would prove nothing.
    expect(report.jobs.interrupted).toBeGreaterThanOrEqual(1);
    expect(report.jobs.triedAgain).toBeGreaterThanOrEqual(1);
    expect(report.uploads.ready).toBeGreaterThan(0);
    expect(report.analyses.done).toBe(report.analyses.acknowledged);
    expect(report.sweptFiles).toBeGreaterThanOrEqual(1);
  }, 240_000);
});
