import { Command, InvalidArgumentError, Option } from 'commander';
import { CreateSummarySchema } from '../../analyses/analyses.schema.js';
import { addAnalyseOptions, analyseFiles, type AnalyseOptions, printAnalysed } from '../analyse.js';
import { parseInput } from '../input.js';
import { readingOf } from '../reading.js';
import { renderSummary } from '../render/summary.js';
import { withSession } from '../session.js';

interface SummarizeOptions extends AnalyseOptions {
  style?: string;
  language?: string;
  sentences?: number;
}

export function summarizeCommand(): Command {
  const command = new Command('summarize')
    .description('summarise files, every sentence with its source')
    .argument('<file...>')
    .option('--model <name>', 'the analyst (default: what the route says; see `johang models list`)')
    .addOption(new Option('--style <style>').choices(['executive', 'bullets', 'sections']))
    .addOption(new Option('--language <code>', 'language of the summary').choices(['en', 'ko']))
    .option('--sentences <n>', 'at most so many sentences', parseCount);
  return addAnalyseOptions(command).action(async (files: string[], options: SummarizeOptions) => {
    const { model, style, language, sentences: maxSentences, batch } = options;
    const input = parseInput(CreateSummarySchema, { model, style, language, maxSentences, batch });
    const reading = await readingOf(options);
    const resume = options.resume ?? false;
    const rows = await withSession((session) =>
      analyseFiles(session, files, { kind: 'summary', input }, { reading, resume }),
    );
    printAnalysed(rows, { json: options.json, plural: 'summaries', render: renderSummary });
  });
}

export function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return count;
}
