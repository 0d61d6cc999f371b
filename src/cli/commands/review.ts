import { Command } from 'commander';
import { CreateReviewSchema } from '../../analyses/analyses.schema.js';
import { addAnalyseOptions, analyseFiles, type AnalyseOptions, printAnalysed } from '../analyse.js';
import { parseInput } from '../input.js';
import { readingOf } from '../reading.js';
import { renderReview } from '../render/review.js';
import { withSession } from '../session.js';

interface ReviewOptions extends AnalyseOptions {
  playbook?: string;
  language?: string;
}

export function reviewCommand(): Command {
  const command = new Command('review')
    .description('review the clauses of files against a playbook')
    .argument('<file...>')
    .option('--model <name>', 'the analyst (default: what the route says; see `johang models list`)')
    .option('--playbook <name>', 'the rules to review against (default: default)')
    .option('--language <code>', 'language of the rationales: en or ko');
  return addAnalyseOptions(command).action(async (files: string[], options: ReviewOptions) => {
    const { model, playbook, language, batch } = options;
    const input = parseInput(CreateReviewSchema, { model, playbook, language, batch });
    const reading = await readingOf(options);
    const resume = options.resume ?? false;
    const rows = await withSession((session) =>
      analyseFiles(session, files, { kind: 'review', input }, { reading, resume }),
    );
    printAnalysed(rows, { json: options.json, plural: 'reviews', render: renderReview });
  });
}
