/**
 * Fastify against Express under Nest, for the two things the API does most: streamed uploads and small reads.
 * The rounds alternate between the adapters; ratios are taken within a round, against Express.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';
import { type AdapterName, adapters } from './protocol.js';
import { measureReads, type ReadMeasurement } from './reads.js';
import { measureUpload, type UploadMeasurement } from './uploads.js';

const BASELINE: AdapterName = 'express';
/** Entity tags have no part in an upload's cost. */
const uploaders: AdapterName[] = ['express', 'fastify'];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    mebibytes: { type: 'string', default: '200' },
    connections: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '6' },
    help: { type: 'boolean', default: false },
  },
});
const [rounds, mebibytes, connections, seconds] = [
  values.rounds,
  values.mebibytes,
  values.connections,
  values.seconds,
].map(Number) as [number, number, number, number];

type Rounds<T> = Map<AdapterName, T[]>;

if (values.help || ![rounds, mebibytes, connections, seconds].every((each) => Number.isInteger(each) && each > 0)) {
  console.error('node bench/run.mjs http-adapter [--rounds 7] [--mebibytes 200] [--connections 32] [--seconds 6]');
  process.exitCode = values.help ? 0 : 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'johang-http-adapter-'));
  try {
    const uploads = await alternate(uploaders, (adapter) => measureUpload(adapter, folder, mebibytes));
    const reads = await alternate([...adapters], (adapter) => measureReads(adapter, folder, connections, seconds));
    report(uploads, reads);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A B C, A B C ...: the order turns by one each round, so that none always runs first. */
async function alternate<T>(names: AdapterName[], measure: (adapter: AdapterName) => Promise<T>): Promise<Rounds<T>> {
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
    `${machine}; ${rounds} alternating rounds, medians; ratio: median [lowest, highest] of the rounds' ratios to ${BASELINE}\n`,
  );
  console.log(`Upload of ${mebibytes} MiB, multipart, to disk with SHA-256\n`);
  console.log(
    tableOf(uploads, {
      'MiB/s': (each) => each.throughput,
      'server CPU, ms': (each) => each.cpu,
      'peak RSS, MiB': (each) => each.peakMemory,
    }),
  );
  console.log(`\nReads of a small object, ${connections} connections, ${seconds} s\n`);
  console.log(
    tableOf(reads, {
      'requests/s': (each) => each.rate,
      'p50, ms': (each) => each.p50,
      'p99, ms': (each) => each.p99,
      'server CPU, µs/request': (each) => each.cpu,
    }),
  );
}

function tableOf<T>(results: Rounds<T>, columns: Record<string, (measurement: T) => number>): string {
  const baseline = results.get(BASELINE)!;
  const rows = [...results].map(([name, measurements]) => [
    name,
    ...Object.values(columns).flatMap((value) => {
      const { median, ratio } = compare(measurements.map(value), baseline.map(value));
      const spread = `${ratio.median.toFixed(2)} [${ratio.lowest.toFixed(2)}, ${ratio.highest.toFixed(2)}]`;
      return [median >= 100 ? median.toFixed(0) : median.toPrecision(3), name === BASELINE ? '1' : spread];
    }),
  ]);
  return markdownTable(['adapter', ...Object.keys(columns).flatMap((title) => [title, 'ratio'])], rows);
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
