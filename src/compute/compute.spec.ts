import { afterAll, describe, expect, it } from '@jest/globals';
import { fixture, type FixtureName, sourceOf } from '../../test/fixtures/embedded/source.js';
import type { Analyst, AnalystContext, ReviewResult, SummaryResult } from '../analyses/analyst.js';
import { embeddedTaggers } from '../analyses/embedded.tasks.js';
import { ThreadedAnalyst } from '../analyses/threaded-analyst.js';
import * as benchmark from '../benchmarks/benchmark.tasks.js';
import { version } from '../config/paths.js';
import { facts } from '../documents/facts.tasks.js';
import { EmbeddedAnalyst } from '../embedded/embedded-analyst.js';
import { defaultRules } from '../playbooks/default-rules.js';
import { assertComputable, Compute } from './compute.service.js';
import { taskModule } from './task-module.js';

const compute = new Compute();
afterAll(() => compute.onApplicationShutdown());

const texts: FixtureName[] = ['en-services-agreement', 'ko-service-contract', 'en-report', 'ko-report'];
const benchmarkTasks = taskModule<typeof benchmark>('benchmarks/benchmark.tasks.js');
const factsTasks = taskModule<typeof import('../documents/facts.tasks.js')>('documents/facts.tasks.js');

/** To the byte, but for the one thing that varies. */
function bytes(result: ReviewResult | SummaryResult): string {
  return JSON.stringify({ ...result, usage: { ...result.usage, milliseconds: 0 } });
}

function watched(): { context: AnalystContext; steps: unknown[] } {
  const steps: unknown[] = [];
  const context = { signal: new AbortController().signal, progress: (...step: unknown[]) => void steps.push(step) };
  return { context, steps };
}

describe(Compute.name, () => {
  describe.each(texts)('of %s', (name) => {
    const source = sourceOf(fixture(name));

    it.each(['embedded', 'keyword'] as const)('%s says in a thread what it says here', async (model) => {
      const here: Analyst = new EmbeddedAnalyst(embeddedTaggers[model], model, version);
      const there: Analyst = new ThreadedAnalyst(compute, model);
      const rules = defaultRules(source.language === 'ko' ? 'ko' : 'en');
      for (const ask of [
        (analyst: Analyst, context: AnalystContext) => analyst.review(source, { rules }, context),
        (analyst: Analyst, context: AnalystContext) => analyst.summarize(source, { style: 'bullets' }, context),
      ]) {
        const [inside, outside] = [watched(), watched()];
        expect(bytes(await ask(there, outside.context))).toBe(bytes(await ask(here, inside.context)));
        expect(outside.steps).toEqual(inside.steps);
      }
    });

    it('reads the same key facts in a thread', async () => {
      expect(JSON.stringify(await compute.run(factsTasks, 'facts', source))).toBe(JSON.stringify(facts(source)));
    });
  });

  it('scores and compares runs in a thread as it does here', async () => {
    const contracts = texts.slice(0, 2).map((name) => ({ name, text: fixture(name) }));
    const runs = [];
    for (const model of ['embedded', 'keyword'] as const) {
      const outputs = [];
      for (const { name, text } of contracts) {
        const { predictions } = await compute.run(benchmarkTasks, 'tagCase', { model, text });
        expect(predictions).toEqual(benchmark.tagCase({ model, text }).predictions);
        outputs.push({ key: name, labels: {}, predictions });
      }
      runs.push(outputs);
    }
    const input = { outputs: runs[0]!, seed: 7 };
    expect(await compute.run(benchmarkTasks, 'score', input)).toEqual(benchmark.score(input));
    expect(await compute.run(benchmarkTasks, 'compareRuns', runs)).toEqual(benchmark.compareRuns(runs));
  });

  it('does not begin what was called off', async () => {
    const { context } = watched();
    const aborted = { ...context, signal: AbortSignal.abort(new Error('called off')) };
    const analyst = new ThreadedAnalyst(compute, 'embedded');
    await expect(analyst.review(sourceOf('Text.'), { rules: [] }, aborted)).rejects.toThrow('called off');
  });

  it('refuses a text that would take more memory than there is', () => {
    expect(() => assertComputable('x'.repeat(10_000_001))).toThrow(expect.objectContaining({ code: 'compute.memory' }));
    expect(() => assertComputable('x'.repeat(10_000_000))).not.toThrow();
  });
});
