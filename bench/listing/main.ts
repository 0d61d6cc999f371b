/**
 * Latency of reading with many documents in the workspace. Baseline of the same run: GET /health/ready, which is HTTP and one
 * trivial query on the same server.
 *
 *   npm run bench -- listing [DOCUMENTS]      100000 by default
 */
import autocannon from 'autocannon';
import { type DatabaseConnection, withClient } from '../../src/database/connection.js';
import { CONNECTION } from '../../src/database/database.module.js';
import { Database } from '../../src/database/database.service.js';
import { type BenchServer, startBenchServer } from '../support/server.js';
import { markdownTable } from '../support/table.js';
import { median } from '../support/statistics.js';

const CONNECTIONS = 4;
const SECONDS = 3;
const ROUNDS = 3;
const total = Number(process.argv[2] ?? 100_000);

const server = await startBenchServer({ role: 'api' });
try {
  await fill(server, total);
  const [newest] = await items('/v1/documents?limit=1');
  const deep = await cursorInTheMiddle();
  const requests: [string, string][] = [
    ['GET /health/ready (baseline)', '/health/ready'],
    ['get a document', `/v1/documents/${newest!.id}`],
    ['list 50, first page', '/v1/documents?limit=50'],
    ['list 50, in the middle', `/v1/documents?limit=50&cursor=${deep}`],
    ['list 50 failed (1 in 1,000)', '/v1/documents?limit=50&status=failed'],
    ['search one rare word (1 in 1,000)', '/v1/documents?limit=50&q=rareword777'],
    ['search two common words (1 in 2 each)', '/v1/documents?limit=50&q=liability%20even'],
  ];
  const samples = new Map<string, { p50: number[]; p99: number[]; rate: number[] }>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, path] of requests) {
      const result = await autocannon({
        url: server.url + path,
        headers: server.headers,
        connections: CONNECTIONS,
        duration: SECONDS,
      });
      if (result.non2xx || result.errors)
        throw new Error(`${name}: ${result.non2xx} answers that are no success, ${result.errors} errors`);
      const sample = samples.get(name) ?? { p50: [], p99: [], rate: [] };
      sample.p50.push(result.latency.p50);
      sample.p99.push(result.latency.p99);
      sample.rate.push(result.requests.average);
      samples.set(name, sample);
    }
  }
  const base = median(samples.get(requests[0]![0])!.rate);
  console.log(`${total} documents, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s; medians\n`);
  console.log(
    markdownTable(
      ['', 'requests/s', 'p50 ms', 'p99 ms', 'time, ratio to baseline'],
      requests.map(([name]) => {
        const { p50, p99, rate } = samples.get(name)!;
        return [
          name,
          median(rate).toFixed(0),
          median(p50).toFixed(0),
          median(p99).toFixed(0),
          (base / median(rate)).toFixed(2),
        ];
      }),
    ),
  );
} finally {
  await server.close();
}

async function items(path: string): Promise<{ id: string }[]> {
  const response = await fetch(server.url + path, { headers: server.headers });
  return ((await response.json()) as { items: { id: string }[] }).items;
}

/** The cursor after the document in the middle: the last id of a page, in the form the API gives it. */
async function cursorInTheMiddle(): Promise<string> {
  return Buffer.from(idOf(Math.floor(total / 2)).replaceAll('-', ''), 'hex').toString('base64url');
}

function idOf(index: number): string {
  return `01900000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** Rows as uploads and extractions would have left them, written in SQL: a short text of a few words each. */
async function fill({ app, workspaceId }: BenchServer, count: number): Promise<void> {
  const started = performance.now();
  const text = `'contract ' || CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END || ' ' || CASE WHEN i % 4 < 2 THEN 'liability' ELSE 'royalty' END || ' rareword' || (i % 1000) || ' 계약서를 number' || i`;
  const id = `('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`;
  await app.get(Database).forWorkspace({ workspaceId }, async (em) => {
    await em.query(
      `INSERT INTO documents (id, workspace_id, series_id, sha256, name, format, media_type, bytes, status, attempt, language, page_count, characters, created_by, ready_at)
       SELECT ${id}, $1, ${id}, encode(sha256(i::text::bytea), 'hex'), 'contract-' || i || '.pdf', 'pdf', 'application/pdf', 100000,
         CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'ready' END, 1, 'en', 10, 26000, 'system', now()
       FROM generate_series(1, $2::int) AS i`,
      [workspaceId, count],
    );
    await em.query(
      `INSERT INTO document_searches (document_id, part, workspace_id, words)
       SELECT ${id}, 0, $1, to_tsvector('simple', ${text}) FROM generate_series(1, $2::int) AS i`,
      [workspaceId, count],
    );
  });
  // What autovacuum does by itself a minute later.
  await withClient(app.get<DatabaseConnection>(CONNECTION).adminUrl, (client) =>
    client.query('VACUUM ANALYZE documents, document_searches'),
  );
  console.error(`${count} documents written in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
