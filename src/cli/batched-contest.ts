import { setTimeout as delay } from 'node:timers/promises';
import { contestView } from '../benchmarks/benchmark.views.js';
import type { ContestRequest, ContestView } from '../benchmarks/benchmarks.schema.js';
import { BenchmarksService } from '../benchmarks/benchmarks.service.js';
import { showBatches } from './batches.js';
import { note, Progress } from './output.js';
import { Interrupted } from './run.js';
import type { Session } from './session.js';

const POLL_MS = 500;

/**
 * Runs a contest whose models are asked by batch, as a worker of its own: the answers may take a day. Ctrl-C leaves the batches
 * to the providers; whoever comes next, this command with `--resume` or a server, goes on.
 *
 * @param unfinished the contest to go on with
 */
export async function runBatchedContest(
  { get, scope, signal }: Session,
  suite: string,
  request: ContestRequest,
  unfinished: string | null,
): Promise<ContestView> {
  const benchmarks = get(BenchmarksService);
  const id = unfinished ?? (await benchmarks.enqueue(scope, suite, request)).runs[0]!.run.contestId;
  if (unfinished) await benchmarks.goOn(scope, unfinished);
  else note(`Contest ${id} asks by batch, which may take a day. Ctrl-C leaves it to be gone on with (--resume).`);
  const progress = new Progress('bench');
  try {
    for (;;) {
      const contest = await benchmarks.contest(scope, id);
      const view = contestView(suite, contest.runs, contest.batches);
      if (view.status === 'done' || view.status === 'failed') return view;
      showBatches(
        progress,
        view.models.flatMap(({ batches }) => batches),
      );
      await delay(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Interrupted('Interrupted; the batches go on. Repeat the command with --resume to go on.');
  } finally {
    progress.end();
  }
}
