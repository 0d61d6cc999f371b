/**
 * Cross-validates the clause tagger by filer on labelled contracts in the CUAD layout, and times the trained model.
 *
 *   node bench/run.mjs clause-cv FOLDER [--seed N] [--nested] [--model FILE]
 *
 * `FOLDER` holds labels.jsonl and contracts/. `--nested` also keeps the test fold from the first stages behind the second
 * stage's training rows: 15 fits instead of 5. `--model FILE` cross-validates nothing and times that model (the shipped one
 * is assets/models/clauses-en.bin): milliseconds by length of the text and the growth exponent.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cuadImporter } from '../../src/benchmarks/importers/cuad.js';
import {
  crossValidateNested,
  foldedContracts,
  outOfFoldScores,
  reportOfHeldOut,
  type Experiment,
} from '../../src/embedded/model/cross-validation.js';
import type { ClauseReport } from '../../src/embedded/model/evaluate.js';
import { foldsOf } from '../../src/embedded/model/folds.js';
import { plainSource, prepareContract, withTargets, type PreparedContract } from '../../src/embedded/model/prepare.js';
import { defaultSettings } from '../../src/embedded/model/settings.js';
import { categoriesOf } from '../../src/embedded/model/train.js';
import { fitUpperStages } from '../../src/embedded/model/upper-stages.js';
import { TrainedTagger } from '../../src/embedded/model/trained-tagger.js';
import { median } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';

const LENGTHS = [6_500, 26_000, 104_000, 300_000];
const ROUNDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    nested: { type: 'boolean', default: false },
    model: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined || values.help) {
  console.error('Usage: node bench/run.mjs clause-cv FOLDER [--seed N] [--nested] [--model FILE]');
  process.exitCode = 2;
} else if (values.model === undefined) {
  await validate(folder, Number(values.seed), values.nested);
} else {
  await time(folder, values.model);
}

async function validate(data: string, seed: number, nested: boolean): Promise<void> {
  const prepared: PreparedContract[] = [];
  for await (const { text, labels, metadata } of cuadImporter.read([data]))
    prepared.push(prepareContract({ file: metadata.file, text, labels }));
  const categories = categoriesOf(prepared);
  const experiment: Experiment = {
    contracts: prepared.map((contract) => withTargets(contract, categories)),
    folds: foldsOf(prepared, defaultSettings.folds, seed),
    categories,
    settings: defaultSettings,
    seed,
    onFit: (name) => console.error(`${Math.round(performance.now() / 1000)} s: first stage, ${name}`),
  };
  if (nested) {
    print(await crossValidateNested(experiment));
    return;
  }
  const scores = await outOfFoldScores(experiment);
  const contracts = foldedContracts(experiment, (index) => scores[index]!);
  const { forest, gain } = defaultSettings;
  print(reportOfHeldOut(experiment, await fitUpperStages(contracts, { categories, forest, gain, seed })));
}

function print(report: ClauseReport): void {
  const { withoutParties: rest } = report;
  const figure = (value: number): string => value.toFixed(3);
  console.log(`${report.contracts} contracts, ${report.spans} gold spans, ${defaultSettings.folds} folds by filer\n`);
  console.log(
    markdownTable(
      ['', 'AUPR', 'P@80R', 'P@90R', 'calibration error'],
      [
        [
          'all categories',
          figure(report.aupr),
          figure(report.precisionAt80Recall),
          figure(report.precisionAt90Recall),
          figure(report.calibrationError),
        ],
        ['without Parties', figure(rest.aupr), figure(rest.precisionAt80Recall), '', ''],
      ],
    ),
  );
  console.log();
  const rows = [...report.categories]
    .sort((a, b) => b.aupr - a.aupr)
    .map(({ category, gold, contracts, aupr, precision, recall, f1 }) => [
      category,
      String(gold),
      String(contracts),
      ...[aupr, precision, recall, f1].map(figure),
    ]);
  console.log(
    markdownTable(['category', 'gold', 'contracts', 'AUPR', 'precision at 0.5', 'recall at 0.5', 'F1 at 0.5'], rows),
  );
}

async function time(data: string, file: string): Promise<void> {
  const bytes = readFileSync(file);
  const began = performance.now();
  const tagger = TrainedTagger.load(bytes);
  console.log(`${(bytes.length / 1e6).toFixed(2)} MB, loaded in ${(performance.now() - began).toFixed(0)} ms\n`);
  const texts: string[] = [];
  for await (const { text } of cuadImporter.read([data])) texts.push(text);
  const corpus = texts.join('\n\n');
  for (const text of texts.slice(0, 10)) tagger.tag(plainSource(text));
  const rows = LENGTHS.map((length) => {
    const rounds = Array.from({ length: ROUNDS }, (_, round) => {
      const start = (round * length) % Math.max(1, corpus.length - length);
      const source = plainSource(corpus.slice(start, start + length));
      const from = performance.now();
      tagger.tag(source);
      return performance.now() - from;
    });
    return { length, milliseconds: median(rounds) };
  });
  const table = rows.map(({ length, milliseconds }, index) => {
    const last = rows[index - 1];
    const exponent =
      last === undefined
        ? ''
        : (Math.log(milliseconds / last.milliseconds) / Math.log(length / last.length)).toFixed(2);
    return [String(length), milliseconds.toFixed(0), exponent];
  });
  console.log(markdownTable(['characters', 'ms', 'growth exponent'], table));
}
