/**
 * Reading PDFs: pages a second, share of gold spans found, and memory, for Johang's extractor and for what it is made of or
 * could be. The baseline of the same run is pdf-parse in a loop on one thread.
 *
 *   npm run bench -- pdf [FOLDER] [--rounds N]
 *
 * The folder is that of the CUAD PDFs by default; gold spans are read from `labels.jsonl` beside it. `pdftotext` must be
 * installed. Systems take turns, each in a process of its own, which reads all files twice: cold, its loading and warming up
 * included, and warm, as a server that has been running for a while.
 */
import { fork } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PDFParse } from 'pdf-parse';
import { compare, median } from '../support/statistics.js';
import { sharedData } from '../support/files.js';
import { markdownTable } from '../support/table.js';
import { type Taken, watchProcess } from './memory.js';
import { type Counting, countings, goldSpans, recall } from './recall.js';
import type { RunResult } from './system-process.js';
import { systems } from './systems.js';

interface Measured {
  cold: number[];
  warm: number[];
  memory: number[];
  /** Processor time a page, in milliseconds, of the first reading and of the second. */
  processorCold: number[];
  processorWarm: number[];
  texts: Record<string, string>;
}

const { folder, rounds } = parseArguments(process.argv.slice(2));
const files = await pdfs(folder);
const pages = await countPages(files);
const measured = new Map<string, Measured>();
for (let round = 0; round < rounds; round += 1) {
  for (const name of Object.keys(systems)) {
    const { cold, warm, texts, memory, processor, processorCold } = await run(name);
    const entry = measured.get(name) ?? {
      cold: [],
      warm: [],
      memory: [],
      processorCold: [],
      processorWarm: [],
      texts,
    };
    entry.cold.push(pages / cold);
    entry.warm.push(pages / warm);
    entry.memory.push(memory);
    entry.processorCold.push((1000 * processorCold) / pages);
    entry.processorWarm.push((1000 * (processor - processorCold)) / pages);
    measured.set(name, entry);
  }
  console.error(`round ${round + 1} of ${rounds}`);
}
report();

function report(): void {
  const baseline = [...measured.values()][0]!;
  const spans = goldSpans(files);
  const columns = spans.size > 0 ? (Object.keys(countings) as Counting[]) : [];
  const rows = Array.from(measured, ([name, { cold, warm, memory, processorCold, processorWarm, texts }]) => [
    name,
    ...speed(cold, baseline.cold),
    ...speed(warm, baseline.warm),
    `${median(processorCold).toFixed(1)}, ${median(processorWarm).toFixed(1)}`,
    Math.max(...memory).toFixed(0),
    ...columns.map((counting) => `${(recall(spans, texts, counting) * 100).toFixed(2)} %`),
  ]);
  const count = [...spans.values()].flat().length;
  console.log(
    `${files.length} PDFs, ${pages} pages, ${count} gold spans; ${rounds} rounds, medians, ratios of the same round\n`,
  );
  console.log(
    markdownTable(
      ['', 'pages/s cold', 'ratio', 'pages/s warm', 'ratio', 'CPU ms/page cold, warm', 'peak MiB', ...columns],
      rows,
    ),
  );
}

/** Pages a second, and the ratio to the baseline with its range. */
function speed(pagesPerSecond: readonly number[], baseline: readonly number[]): [string, string] {
  const { median: middle, ratio } = compare(pagesPerSecond, baseline);
  const range = `${ratio.lowest.toFixed(2)}-${ratio.highest.toFixed(2)}`;
  return [middle.toFixed(0), `${ratio.median.toFixed(2)} (${range})`];
}

function run(name: string): Promise<RunResult & Taken & { processorCold: number }> {
  const program = fileURLToPath(new URL('system-process.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = fork(program, [name, ...files], { serialization: 'advanced' });
    const watch = watchProcess(child.pid!);
    let result: RunResult | undefined;
    let processorCold = 0;
    child.on('message', (message: RunResult | 'warm') => {
      if (message === 'warm') processorCold = watch.now().processor;
      else result = message;
    });
    child.once('exit', (code) => {
      const taken = watch.stop();
      if (result) resolve({ ...result, ...taken, processorCold });
      else reject(new Error(`${name} ended with ${code}`));
    });
  });
}

async function pdfs(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.toLowerCase().endsWith('.pdf')).sort();
  if (names.length === 0) throw new Error(`There are no PDFs in ${directory}`);
  return names.map((name) => join(directory, name));
}

async function countPages(paths: readonly string[]): Promise<number> {
  let count = 0;
  for (const path of paths) {
    const parser = new PDFParse({ data: new Uint8Array(await readFile(path)) });
    count += (await parser.getInfo()).total;
    await parser.destroy();
  }
  return count;
}

function parseArguments(args: readonly string[]): { folder: string; rounds: number } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '3' } },
  });
  return { folder: positionals[0] ?? join(sharedData, 'cuad/pdf'), rounds: Number(values.rounds) };
}
