/** What the embedded analysts do in a thread: see `Compute`. */
import { version } from '../config/paths.js';
import type { SourceText } from '../contracts/types.js';
import { EmbeddedAnalyst } from '../embedded/embedded-analyst.js';
import { EmbeddedTagger } from '../embedded/embedded-tagger.js';
import { KeywordTagger } from '../embedded/keyword-tagger.js';
import { LexiconTagger } from '../embedded/lexicon-tagger.js';
import { shippedTagger } from '../embedded/model/shipped.js';
import type { ClauseTagger } from '../embedded/tagger.js';
import type { TaskContext } from '../compute/task-module.js';
import type { EmbeddedModel } from '../models/model.schema.js';
import type { AnalystContext, ReviewOptions, ReviewResult, SummaryOptions, SummaryResult } from './analyst.js';

export const embeddedTaggers: Readonly<Record<EmbeddedModel, ClauseTagger>> = {
  embedded: new EmbeddedTagger(new LexiconTagger(), shippedTagger),
  keyword: new KeywordTagger(),
};

interface Question<Options> {
  model: EmbeddedModel;
  source: SourceText;
  options: Options;
}

export function review(
  { model, source, options }: Question<ReviewOptions>,
  context: TaskContext,
): Promise<ReviewResult> {
  return analyst(model).review(source, options, uninterrupted(context));
}

export function summarize(
  { model, source, options }: Question<SummaryOptions>,
  context: TaskContext,
): Promise<SummaryResult> {
  return analyst(model).summarize(source, options, uninterrupted(context));
}

function analyst(model: EmbeddedModel): EmbeddedAnalyst {
  return new EmbeddedAnalyst(embeddedTaggers[model], model, version);
}

/** Who calls the work off ends the thread. */
function uninterrupted({ progress }: TaskContext): AnalystContext {
  return { progress, signal: new AbortController().signal };
}
