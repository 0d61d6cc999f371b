/**
 * Fastify against Express under Nest, for the two things the API does most: streamed uploads and small reads.
 *
 * Made for a machine that others use as well: the adapters take turns in short rounds, ratios to Express are taken within
 * a round, and processor time, which does not grow while a process waits for its turn, stands beside the times.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';
import { type AdapterName, adapters } from './protocol.js';
import { type ReadMeasurement, ReadTarget } from './reads.js';
import { measureUpload, type UploadMeasurement } from './uploads.js';

const BASELINE: AdapterName = 'express';
/** Entity tags have no part in an upload's cost. */
const uploaders: AdapterName[] = ['express', 'fastify'];

type Rounds<T> = Map<AdapterName, T[]>;

const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '11' },
    mebibytes: { type: 'string', default: '200' },
    reads: { type: 'string', default: '60' },
    requests: { type: 'string', default: '8000' },
    connections: { type: 'string', default: '32' },
    help: { type: 'boolean', default: false },
  },
});
const settings = {
  uploads: Number(values.uploads),
  mebibytes: Number(values.mebibytes),
  reads: Number(values.reads),
  requests: Number(values.requests),
  connections: Number(values.connections),
};

if (values.help || !Object.values(settings).every((each) => Number.isInteger(each) && each > 0)) {
  console.error(
    'node bench/run.mjs http-adapter [--uploads ROUNDS] [--mebibytes N] [--reads ROUNDS] [--requests N] [--connections N]',
  );
  process.exitCode = values.help ? 0 : 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'johang-http-adapter-'));
  try {
    const uploads = await alternate(uploaders, settings.uploads, (each) =>
      measureUpload(each, folder, settings.mebibytes),
    );
    const reads = await readRounds(folder);
    report(uploads, reads);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All servers wait, warmed up, while one is read from. */
async function readRounds(folder: string): Promise<Rounds<ReadMeasurement>> {
  const targets = new Map<AdapterName, ReadTarget>();
  try {
    for (const each of adapters) targets.set(each, await ReadTarget.start(each, folder, settings.connections));
    return await alternate(adapters, settings.reads, (each) => targets.get(each)!.measure(settings.requests));
  } finally {
    for (const target of targets.values()) await target.stop();
  }
}

/** A B C, B C A, C A B ...: the order turns by one each round, so that none always runs first. */
async function alternate<T>(
  names: readonly AdapterName[],
  rounds: number,
  measure: (adapter: AdapterName) => Promise<T>,
): Promise<Rounds<T>> {
  const results: Rounds<T> = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]!;
      const measurement = await measure(name);
      results.get(name)!.push(measurement);
      console.error(`round ${round + 1}/${rounds} ${name}: ${JSON.stringify(measurement, rounded)}`);
    }
  }
  return results;
}

function report(uploads: Rounds<UploadMeasurement>, reads: Rounds<ReadMeasurement>): void {
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  console.log(
    `${machine}. Medians of the rounds; in brackets the ratio to ${BASELINE} in the same round: median, quartiles.\n`,
  );
  console.log(`Upload of ${settings.mebibytes} MiB, multipart, to disk with SHA-256, ${settings.uploads} rounds\n`);
  console.log(
    tableOf(uploads, {
      'MiB/s': (each) => each.throughput,
      'server CPU, ms': (each) => each.cpu,
      'peak RSS, MiB': (each) => each.peakMemory,
    }),
  );
  console.log(
    `\nReads of a small object, ${settings.connections} connections, ${settings.reads} rounds of ${settings.requests}\n`,
  );
  console.log(
    tableOf(reads, {
      'requests/s': (each) => each.rate,
      'p50, ms': (each) => each.p50,
      'p99, ms': (each) => each.p99,
      'server CPU, µs a request': (each) => each.cpu,
    }),
  );
}

function tableOf<T>(results: Rounds<T>, columns: Record<string, (measurement: T) => number>): string {
  const baseline = results.get(BASELINE)!;
  const rows = [...results].map(([name, measurements]) => [
    name,
    ...Object.values(columns).map((value) => {
      const { median, ratio } = compare(measurements.map(value), baseline.map(value));
      const figure = median >= 100 ? median.toFixed(0) : median.toPrecision(3);
      if (name === BASELINE) return figure;
      return `${figure} (${ratio.median.toFixed(2)}, ${ratio.lower.toFixed(2)}–${ratio.upper.toFixed(2)})`;
    }),
  ]);
  return markdownTable(['adapter', ...Object.keys(columns)], rows);
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
