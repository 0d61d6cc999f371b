import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { cuadImporter } from '../../benchmarks/importers/cuad.js';
import { HeldOut } from '../../benchmarks/held-out.js';
import { AppError } from '../../common/errors/app-error.js';
import type { ClauseReport } from '../../embedded/model/evaluate.js';
import type { LabelledContract } from '../../embedded/model/prepare.js';
import { trainClauses, TrainingDataError, type TrainingProgress } from '../../embedded/model/train.js';
import { note, print, printJson, Progress } from '../output.js';

interface TrainOptions {
  contracts: string;
  labels: string;
  out: string;
  seed: number;
  all?: boolean;
  json?: boolean;
}

const DEFAULT_SEED = 1;

export function trainCommands(): Command {
  const train = new Command('train').description('train the models that run on this machine');
  train
    .command('clauses')
    .description('train a clause tagger on labelled contracts, and cross-validate it')
    .requiredOption('--contracts <folder>', 'the contracts, UTF-8 text files')
    .requiredOption('--labels <file>', 'labels.jsonl: {title, file, labels: {category: [{text, start, end}]}} a line')
    .requiredOption('--out <file>', 'where to write the model')
    .option('--seed <n>', 'the same data and seed give the same bytes', parseSeed, DEFAULT_SEED)
    .option('--all', 'train on the contracts of the shipped sample suite as well: its scores will then mean nothing')
    .option('--json', 'print one JSON document')
    .action(async (options: TrainOptions) => {
      const started = performance.now();
      const { model, report } = await learn(options);
      await writeFile(options.out, model);
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      if (options.json) printJson({ out: options.out, bytes: model.length, seed: options.seed, seconds, ...report });
      else print(renderTraining(options.out, model.length, seconds, report));
    });
  return train;
}

/** @throws AppError `request.invalid` when the labels cannot be learnt from, and what the importer throws. */
async function learn({ contracts, labels, seed, all }: TrainOptions) {
  const progress = new Progress('train');
  try {
    return await trainClauses({
      contracts: readContracts(labels, contracts, all === true ? null : new HeldOut()),
      seed,
      onProgress: (state) => showProgress(progress, state),
    });
  } catch (error) {
    if (error instanceof TrainingDataError)
      throw new AppError('request.invalid', error.message, { errors: [{ field: 'labels', message: error.message }] });
    throw error;
  } finally {
    progress.end();
  }
}

async function* readContracts(
  labels: string,
  contracts: string,
  heldOut: HeldOut | null,
): AsyncGenerator<LabelledContract> {
  let left = 0;
  for await (const { key, text, labels: spans, metadata } of cuadImporter.read([labels, contracts])) {
    const file = typeof metadata.file === 'string' ? metadata.file : key;
    if (heldOut?.hasName(key) || heldOut?.hasName(file) || heldOut?.hasText(text)) left += 1;
    else yield { file, text, labels: spans };
  }
  if (left > 0) note(`${left} contracts of the shipped sample suite are left out (--all trains on them too)`);
}

function showProgress(progress: Progress, { stage, done, total, detail }: TrainingProgress): void {
  progress.update(done, total, `${stage} ${detail}`);
}

function renderTraining(out: string, bytes: number, seconds: number, report: ClauseReport): string {
  const rows = [...report.categories]
    .sort((a, b) => b.gold - a.gold)
    .map(
      ({ category, gold, aupr, precision, recall }) =>
        `  ${category.padEnd(38)}${String(gold).padStart(6)}  ${aupr.toFixed(3)}  ${precision.toFixed(2)}  ${recall.toFixed(2)}`,
    );
  return [
    `${out}: ${(bytes / 1e6).toFixed(1)} MB, ${report.contracts} contracts, ${report.spans} labelled clauses, ${seconds} s`,
    'Cross-validated by filer (CUAD metric):',
    `  AUPR ${report.aupr.toFixed(3)}, precision at 80 % recall ${report.precisionAt80Recall.toFixed(3)}, calibration error ${report.calibrationError.toFixed(3)}`,
    `  without Parties: AUPR ${report.withoutParties.aupr.toFixed(3)}, precision at 80 % recall ${report.withoutParties.precisionAt80Recall.toFixed(3)}`,
    `  ${'category'.padEnd(38)}  gold   AUPR  P@.5  R@.5`,
    ...rows,
  ].join('\n');
}

function parseSeed(value: string): number {
  const seed = Number(value);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new InvalidArgumentError('a seed is an integer from 0');
  return seed;
}
