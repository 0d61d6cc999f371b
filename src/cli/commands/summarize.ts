import { Command, InvalidArgumentError, Option } from 'commander';
import { CreateSummarySchema } from '../../analyses/analyses.schema.js';
import { AnalysesService } from '../../analyses/analyses.service.js';
import { parseInput } from '../input.js';
import { print, printJson, Progress } from '../output.js';
import { givenPassword, passwordOption, type PasswordOptions, passwordStdinOption } from '../password.js';
import { renderSummary } from '../render/summary.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { readyDocument, waitForAnalysis } from '../work.js';

interface SummarizeOptions extends PasswordOptions {
  model?: string;
  style?: string;
  language?: string;
  sentences?: number;
  json?: boolean;
}

export function summarizeCommand(): Command {
  return new Command('summarize')
    .description('summarise a file, every sentence with its source')
    .argument('<file>')
    .option('--model <name>', 'the analyst (default embedded; see `johang models list`)')
    .addOption(new Option('--style <style>').choices(['executive', 'bullets', 'sections']))
    .addOption(new Option('--language <code>', 'language of the summary').choices(['en', 'ko']))
    .option('--sentences <n>', 'at most so many sentences', parseCount)
    .addOption(passwordOption)
    .addOption(passwordStdinOption)
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: SummarizeOptions) => {
      const { model, style, language, sentences: maxSentences } = options;
      const input = parseInput(CreateSummarySchema, { model, style, language, maxSentences });
      const analysis = await withSession(async (session) => {
        const document = await readyDocument(session, file, await givenPassword(options));
        const { id } = await session.get(AnalysesService).createSummary(session.scope, document.id, input);
        return waitForAnalysis(session, id, new Progress('summary'));
      });
      if (options.json) printJson(analysis);
      else print(renderSummary(analysis));
      if (analysis.warnings.length) throw new Exit(EXIT.warnings);
    });
}

export function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return count;
}
