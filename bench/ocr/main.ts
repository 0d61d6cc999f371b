/**
 * Character error rate of recognising scanned pages, with time and memory:
 *
 *   node bench/run.mjs ocr [--limit PAGES] [--keep FOLDER]
 *
 * Prints contracts of the repository with Chromium in several fonts and sizes, draws the pages at 300 dpi and has the pictures
 * read as uploads are, in a process of their own. The rate is the Levenshtein distance to the printed text over its length,
 * both in NFC with white space folded to single spaces; for Korean, whose spaces are the hardest part, also without spaces.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { distDir } from '../../src/config/paths.js';
import { Extractor } from '../../src/extraction/index.js';
import { rotate, turn } from '../../src/extraction/ocr/bitmap.js';
import { markdownTable } from '../support/table.js';
import { folded, levenshtein } from './distance.js';
import { findChromium, type PrintedPage, printPages } from './pages.js';
import { childUsage, secondsBetween } from './memory.js';
import { toPng } from './png.js';

const { values } = parseArgs({
  options: { limit: { type: 'string' }, keep: { type: 'string' }, help: { type: 'boolean', default: false } },
});

interface Result {
  group: string;
  name: string;
  distance: number;
  length: number;
  tightDistance: number;
  tightLength: number;
  confidence: number;
  seconds: number;
  processorSeconds: number;
}

const chromium = await findChromium();
if (values.help) {
  console.log('node bench/run.mjs ocr [--limit PAGES] [--keep FOLDER]');
} else if (!chromium) {
  console.error('This benchmark prints its pages with Chromium, which is not installed here (chromium, google-chrome)');
  process.exitCode = 1;
} else {
  await run(chromium);
}

async function run(program: string): Promise<void> {
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'johang-ocr-')));
  await mkdir(folder, { recursive: true });
  const extractor = new Extractor({
    workerFile: join(distDir, 'extraction/extract.worker.js'),
    threads: 1,
    timeoutMs: 120_000,
    memoryMb: 1024,
    recycleAfter: Infinity,
    recognition: { timeoutMs: 300_000, maxPages: 100 },
  });
  try {
    const printed = await printPages(program, folder);
    const pages = [...printed, ...askew(printed)].slice(0, values.limit ? Number(values.limit) : undefined);
    const results: Result[] = [];
    let memory = 0;
    for (const page of pages) {
      const result = await recognise(extractor, folder, page);
      results.push(result);
      memory = Math.max(memory, childUsage().memoryMb);
      console.error(`${page.name}: ${percent(result.distance, result.length)} %, ${result.seconds.toFixed(1)} s`);
    }
    report(results, memory);
  } finally {
    await extractor.close();
    if (!values.keep) await rm(folder, { recursive: true });
  }
}

/** One page of each language in every way that a scanner may take it. */
function askew(printed: readonly PrintedPage[]): PrintedPage[] {
  const ways = [
    { way: '90', make: (page: PrintedPage) => turn(page.bitmap, 90) },
    { way: '180', make: (page: PrintedPage) => turn(page.bitmap, 180) },
    { way: '270', make: (page: PrintedPage) => turn(page.bitmap, 270) },
    { way: '+3 skew', make: (page: PrintedPage) => rotate(page.bitmap, 3) },
    { way: '-6 skew', make: (page: PrintedPage) => rotate(page.bitmap, -6) },
    { way: '90, +2 skew', make: (page: PrintedPage) => turn(rotate(page.bitmap, 2), 90) },
  ];
  const firsts = ['English', 'Korean'].flatMap((group) => printed.find((page) => page.group === group) ?? []);
  return firsts.flatMap((page) =>
    ways.map(({ way, make }) => ({
      ...page,
      group: `${page.group}, turned`,
      name: `${page.name} ${way}`,
      bitmap: make(page),
    })),
  );
}

async function recognise(extractor: Extractor, folder: string, page: PrintedPage): Promise<Result> {
  const path = join(folder, `${page.name}.png`);
  await writeFile(path, toPng(page.bitmap));
  const before = childUsage();
  const started = performance.now();
  const { text, pages } = await extractor.extract({ path, format: 'png' });
  const seconds = (performance.now() - started) / 1000;
  const processorSeconds = secondsBetween(before, childUsage());
  await writeFile(join(folder, `${page.name}.txt`), text);
  const [gold, found] = [folded(page.text), folded(text)];
  const [tightGold, tightFound] = [gold.replaceAll(' ', ''), found.replaceAll(' ', '')];
  return {
    group: page.group,
    name: page.name,
    distance: levenshtein(gold, found),
    length: gold.length,
    tightDistance: levenshtein(tightGold, tightFound),
    tightLength: tightGold.length,
    confidence: pages[0]?.confidence ?? 0,
    seconds,
    processorSeconds,
  };
}

function report(results: readonly Result[], memory: number): void {
  const groups = Map.groupBy(results, ({ group }) => group);
  const rows = Array.from(groups, ([group, members]) => {
    const sum = (value: (result: Result) => number) => members.reduce((total, member) => total + value(member), 0);
    const worst = Math.max(...members.map(({ distance, length }) => distance / length));
    return [
      group,
      String(members.length),
      String(sum(({ length }) => length)),
      percent(
        sum(({ distance }) => distance),
        sum(({ length }) => length),
      ),
      percent(
        sum(({ tightDistance }) => tightDistance),
        sum(({ tightLength }) => tightLength),
      ),
      (100 * worst).toFixed(2),
      (sum(({ confidence }) => confidence) / members.length).toFixed(2),
      (sum(({ seconds }) => seconds) / members.length).toFixed(1),
      (sum(({ processorSeconds }) => processorSeconds) / members.length).toFixed(1),
    ];
  });
  console.log('Pages of A4 at 300 dpi, one process; character error rates in per cent\n');
  console.log(
    markdownTable(
      ['', 'pages', 'characters', 'CER', 'without spaces', 'worst page', 'confidence', 's/page', 'CPU s/page'],
      rows,
    ),
  );
  if (memory > 0) console.log(`\nMost resident memory of the reading process: ${Math.round(memory)} MiB`);
}

function percent(distance: number, length: number): string {
  return ((100 * distance) / length).toFixed(2);
}
