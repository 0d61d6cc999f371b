/**
 * Documents a minute from upload to ready, over HTTP, on the CUAD PDFs; the baseline of the same run is pdf-parse alone in
 * a loop on one thread, without upload, hashing, structure, search index or database.
 *
 *   npm run bench -- ingest [FOLDER] [--rounds N]
 */
import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PDFParse } from 'pdf-parse';
import { compare } from '../support/statistics.js';
import { type BenchServer, startBenchServer } from '../support/server.js';
import { sharedData } from '../support/files.js';
import { markdownTable } from '../support/table.js';

const CLIENTS = 4;

const [folderArgument] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const roundsAt = process.argv.indexOf('--rounds');
const rounds = roundsAt > 0 ? Number(process.argv[roundsAt + 1]) : 3;
const folder = roundsAt > 0 && folderArgument === process.argv[roundsAt + 1] ? undefined : folderArgument;
const files = await pdfs(folder ?? join(sharedData, 'cuad/pdf'));

const baseline: number[] = [];
const ingested: number[] = [];
let pages = 0;
for (let round = 0; round < rounds; round += 1) {
  baseline.push(await loop());
  const server = await startBenchServer();
  try {
    ingested.push(await ingest(server));
  } finally {
    await server.close();
  }
  console.error(`round ${round + 1} of ${rounds}`);
}

const johang = compare(ingested, baseline);
const perMinute = (rate: number) => (rate * 60).toFixed(0);
const perSecond = (rate: number) => ((rate * pages) / files.length).toFixed(0);
const loopMedian = compare(baseline, baseline).median;
console.log(
  `${files.length} PDFs, ${pages} pages, ${rounds} rounds, ${CLIENTS} clients; medians, ratios of the same round\n`,
);
console.log(
  markdownTable(
    ['', 'documents/min', 'pages/s', 'ratio', 'ratio range'],
    [
      ['pdf-parse in a loop, one thread', perMinute(loopMedian), perSecond(loopMedian), '1.00', ''],
      [
        'Johang, upload to ready over HTTP',
        perMinute(johang.median),
        perSecond(johang.median),
        johang.ratio.median.toFixed(2),
        `${johang.ratio.lowest.toFixed(2)} to ${johang.ratio.highest.toFixed(2)}`,
      ],
    ],
  ),
);

async function pdfs(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.toLowerCase().endsWith('.pdf')).sort();
  if (!names.length) throw new Error(`There are no PDFs in ${directory}`);
  return names.map((name) => join(directory, name));
}

/** Documents a second. */
async function loop(): Promise<number> {
  pages = 0;
  const started = performance.now();
  for (const file of files) {
    const parser = new PDFParse({ data: new Uint8Array(await readFile(file)) });
    pages += (await parser.getText()).total;
    await parser.destroy();
  }
  return files.length / ((performance.now() - started) / 1000);
}

/** Documents a second, from the first byte sent to the last document ready. */
async function ingest(server: BenchServer): Promise<number> {
  const queue = [...files];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let file = queue.pop(); file; file = queue.pop()) await upload(server, file);
    }),
  );
  for (;;) {
    const [ready, failed] = await Promise.all([count(server, 'ready'), count(server, 'failed')]);
    if (failed) throw new Error(`${failed} documents failed`);
    if (ready === files.length) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return files.length / ((performance.now() - started) / 1000);
}

async function upload({ url, headers }: BenchServer, file: string): Promise<void> {
  const body = new FormData();
  body.append('file', await openAsBlob(file), basename(file));
  const response = await fetch(`${url}/v1/documents`, { method: 'POST', headers, body });
  if (response.status !== 201) throw new Error(`${file}: ${response.status} ${await response.text()}`);
}

async function count({ url, headers }: BenchServer, status: string): Promise<number> {
  const response = await fetch(`${url}/v1/documents?limit=200&status=${status}`, { headers });
  return ((await response.json()) as { items: unknown[] }).items.length;
}
