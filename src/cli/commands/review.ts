import { Command } from 'commander';
import { CreateReviewSchema } from '../../analyses/analyses.schema.js';
import { AnalysesService } from '../../analyses/analyses.service.js';
import { parseInput } from '../input.js';
import { print, printJson, Progress } from '../output.js';
import { givenPassword, passwordOption, type PasswordOptions, passwordStdinOption } from '../password.js';
import { renderReview } from '../render/review.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { readyDocument, waitForAnalysis } from '../work.js';

interface ReviewOptions extends PasswordOptions {
  model?: string;
  playbook?: string;
  language?: string;
  json?: boolean;
}

export function reviewCommand(): Command {
  return new Command('review')
    .description('review the clauses of a file against a playbook')
    .argument('<file>')
    .option('--model <name>', 'the analyst (default embedded; see `johang models list`)')
    .option('--playbook <name>', 'the rules to review against (default: default)')
    .option('--language <code>', 'language of the rationales: en or ko')
    .addOption(passwordOption)
    .addOption(passwordStdinOption)
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: ReviewOptions) => {
      const { model, playbook, language } = options;
      const input = parseInput(CreateReviewSchema, { model, playbook, language });
      const analysis = await withSession(async (session) => {
        const document = await readyDocument(session, file, await givenPassword(options));
        const { id } = await session.get(AnalysesService).createReview(session.scope, document.id, input);
        return waitForAnalysis(session, id, new Progress('review'));
      });
      if (options.json) printJson(analysis);
      else print(renderReview(analysis));
      if (analysis.warnings.length) throw new Exit(EXIT.warnings);
    });
}
