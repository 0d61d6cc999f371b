import { assertComputable, type Compute } from '../compute/compute.service.js';
import { taskModule } from '../compute/task-module.js';
import type { SourceText } from '../contracts/types.js';
import type { EmbeddedModel } from '../models/model.schema.js';
import type { Analyst, AnalystContext, ReviewOptions, ReviewResult, SummaryOptions, SummaryResult } from './analyst.js';

const tasks = taskModule<typeof import('./embedded.tasks.js')>('analyses/embedded.tasks.js');

/** An embedded analyst at work in a thread: the same result, and requests are answered meanwhile. */
export class ThreadedAnalyst implements Analyst {
  constructor(
    private readonly compute: Compute,
    private readonly model: EmbeddedModel,
  ) {}

  /** @throws the signal's reason when it aborts; AppError `compute.timeout`, `compute.memory` */
  async review(source: SourceText, options: ReviewOptions, context: AnalystContext): Promise<ReviewResult> {
    assertComputable(source.text);
    return this.compute.run(tasks, 'review', { model: this.model, source, options }, context);
  }

  /** @throws as `review` does. */
  async summarize(source: SourceText, options: SummaryOptions, context: AnalystContext): Promise<SummaryResult> {
    assertComputable(source.text);
    return this.compute.run(tasks, 'summarize', { model: this.model, source, options }, context);
  }
}
