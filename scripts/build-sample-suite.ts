/**
 * Draws the sample suite `assets/suites/cuad-sample` from the CUAD training contracts. The same data and seed give the
 * same files, byte for byte.
 *
 *   npm run build:sample-suite -- [CUAD_FOLDER] [OUTPUT_FOLDER]
 *
 * where the npm script is
 *
 *   swc scripts src -d node_modules/.cache/johang-scripts --config-file .swcrc &&
 *     node node_modules/.cache/johang-scripts/scripts/build-sample-suite.js
 *
 * CUAD_FOLDER holds `contracts/` and `labels.jsonl`; by default `cuad` in $JOHANG_SHARED_DATA or in `../shared/data`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ShippedSuite, ShippedSuiteSchema } from '../src/benchmarks/held-out.js';
import { CONTRACTS_FOLDER, cuadImporter, LABELS_FILE } from '../src/benchmarks/importers/cuad.js';
import type { ClauseCase } from '../src/benchmarks/importers/importer.js';
import { suiteHash } from '../src/benchmarks/importers/suite-hash.js';
import { drawSample, type Candidate, filerOf } from './sample-suite/draw.js';
import { overlaps } from './sample-suite/overlap.js';

const SEED = 20260;
const VERSION = '1.0.0';
/** Only contracts whose file name's SHA-256 begins with a byte below this may be drawn. */
const POOL_BOUND = 64;
/** Share of a contract's eight-word runs that may also stand in another contract: boilerplate, not a twin. */
const MAX_OVERLAP = 0.2;

const [
  dataFolder = join(process.env.JOHANG_SHARED_DATA ?? '../shared/data', 'cuad'),
  target = 'assets/suites/cuad-sample',
] = process.argv.slice(2);

const all: ClauseCase[] = [];
for await (const each of cuadImporter.read([dataFolder])) all.push(each);

const sample = drawSample(candidatesOf(all), SEED);
await writeSuite(sample.map((candidate) => candidate.case));
report(sample);

function fileOf({ metadata }: ClauseCase): string {
  return metadata.file;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The contracts that may be drawn: in the pool, of a filer with no other contract in the data, and nobody's near twin. */
function candidatesOf(cases: readonly ClauseCase[]): Candidate[] {
  const filers = new Map<string, number>();
  for (const each of cases) filers.set(filerOf(fileOf(each)), (filers.get(filerOf(fileOf(each))) ?? 0) + 1);
  const pool = cases.filter((each) => Number.parseInt(sha256(fileOf(each)).slice(0, 2), 16) < POOL_BOUND);
  const alone = pool.filter((each) => filers.get(filerOf(fileOf(each))) === 1);
  const highest = overlaps(
    alone.map((each) => each.text),
    cases.map((each) => each.text),
  );
  const candidates = alone.filter((_, index) => highest[index]! <= MAX_OVERLAP);
  console.error(
    `${cases.length} contracts, pool ${pool.length}, sole of their filer ${alone.length}, no twin ${candidates.length}`,
  );
  return candidates.map((each) => ({ case: each, file: fileOf(each), bytes: Buffer.byteLength(each.text, 'utf8') }));
}

async function writeSuite(cases: readonly ClauseCase[]): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, CONTRACTS_FOLDER), { recursive: true });
  const lines = cases.map((each) => JSON.stringify({ title: each.key, file: fileOf(each), labels: each.labels }));
  for (const each of cases) {
    writeFileSync(join(target, CONTRACTS_FOLDER, fileOf(each)), each.text);
  }
  writeFileSync(join(target, LABELS_FILE), `${lines.join('\n')}\n`);
  const suite: ShippedSuite = ShippedSuiteSchema.parse({
    name: 'cuad-sample',
    title: { en: 'Clause extraction: CUAD sample', ko: '조항 추출: CUAD 표본' },
    version: VERSION,
    task: 'clause-extraction',
    format: 'cuad',
    licence: 'CC-BY-4.0',
    source: {
      name: 'CUAD v1 (Contract Understanding Atticus Dataset), training contracts',
      url: 'https://www.atticusprojectai.org/cuad',
      attribution: 'The Atticus Project, Inc.',
    },
    selection: {
      script: 'scripts/build-sample-suite.ts',
      seed: SEED,
      pool: `official training contracts whose file name's SHA-256 begins with a byte below ${POOL_BOUND}`,
    },
    hash: await suiteHash(cuadImporter.read([target])),
    files: cases.map((each) => ({ title: each.key, file: fileOf(each), sha256: sha256(each.text) })),
  });
  writeFileSync(join(target, 'suite.json'), `${JSON.stringify(suite, null, 2)}\n`);
  writeFileSync(join(target, 'NOTICE'), notice(cases.length));
}

function notice(contracts: number): string {
  return `Clause extraction: CUAD sample (${contracts} contracts)

These files are part of the Contract Understanding Atticus Dataset (CUAD) v1, (c) The Atticus Project, Inc.,
https://www.atticusprojectai.org/cuad, licensed under the Creative Commons Attribution 4.0 International licence
(CC BY 4.0), https://creativecommons.org/licenses/by/4.0/. The contracts were filed with the U.S. Securities and
Exchange Commission and are published on EDGAR.

Citation: Dan Hendrycks, Collin Burns, Anya Chen, Spencer Ball. CUAD: An Expert-Annotated NLP Dataset for Legal
Contract Review. NeurIPS 2021 Datasets and Benchmarks. arXiv:2103.06268.

Changes made: ${contracts} of the 408 official training contracts were selected (scripts/build-sample-suite.ts). The texts in
contracts/ are unchanged. The annotations were converted to one JSON object a line (labels.jsonl) with offsets in UTF-16
code units; a gold answer with an omission became several spans; the white space in the gold texts was folded.

The Atticus Project does not endorse Johang or its use of these data. They are given without warranty of any kind.
`;
}

function report(sample: readonly Candidate[]): void {
  const bytes = sample.reduce((sum, candidate) => sum + candidate.bytes, 0);
  const categories = new Set(sample.flatMap((candidate) => Object.keys(candidate.case.labels)));
  for (const { file, bytes, case: each } of sample) {
    console.error(`${String(bytes).padStart(8)} ${String(Object.keys(each.labels).length).padStart(3)}  ${file}`);
  }
  console.error(`${sample.length} contracts, ${bytes} bytes, ${categories.size} categories, written to ${target}`);
}
