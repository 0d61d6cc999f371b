import { describe, expect, it } from '@jest/globals';
import { contestView } from './benchmark.views.js';
import type { RunEntity, RunStatus } from './run.entity.js';

function statusOf(...states: RunStatus[]): string {
  const runs = states.map((status) => ({ run: { contestId: 'c', status, settings: {} } as RunEntity, failed: 0 }));
  return contestView('tiny', runs).status;
}

describe(contestView.name, () => {
  it.each<[string, RunStatus[]]>([
    ['queued', ['queued', 'queued']],
    ['running', ['running', 'queued']],
    ['running', ['done', 'queued']],
    ['running', ['failed', 'running']],
    ['done', ['done', 'done']],
    ['failed', ['done', 'failed']],
  ])('is %s when its runs are %j', (status, states) => {
    expect(statusOf(...states)).toBe(status);
  });
});
