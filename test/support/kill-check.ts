import { createHash } from 'node:crypto';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { AnalysisView } from '../../src/analyses/analysis.views.js';
import type { DocumentView } from '../../src/documents/document.views.js';
import type { AnalysisRequest, KillLoad, Upload } from './kill-load.js';

/** What is found after the last restart. */
export interface Findings {
  problems: string[];
  uploads: {
    acknowledged: number;
    ready: number;
    damaged: number;
    unanswered: number;
    abandoned: number;
    abandonedButKept: number;
  };
  analyses: { acknowledged: number; done: number; unanswered: number };
  jobs: { completed: number; interrupted: number; triedAgain: number; longestRecoverySeconds: number };
  /** Files on disk that belonged to no document, and were swept. */
  sweptFiles: number;
}

const SETTLE_LIMIT_MS = 180_000;

/** Returns when the queue holds nothing to do. */
export async function waitUntilSettled(client: pg.Client): Promise<void> {
  const deadline = Date.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const { rows } = await client.query<{ name: string; state: string; error: string | null; count: number }>(
      `SELECT name, state::text, output->>'message' AS error, count(*)::int AS count FROM pgboss.job
       WHERE state IN ('created', 'retry', 'active') AND (name LIKE 'extract%' OR name LIKE 'analyse%') GROUP BY 1, 2, 3`,
    );
    if (!rows.length) return;
    if (Date.now() > deadline)
      throw new Error(`Still to do after ${SETTLE_LIMIT_MS / 1000} s: ${JSON.stringify(rows)}`);
    await sleep(100);
  }
}

/** Holds what the clients were told against what is there: over HTTP what they can see, in SQL what they cannot. */
export async function checkNothingLost(
  load: KillLoad,
  client: pg.Client,
  uploads: string,
  interrupted: ReadonlySet<string>,
): Promise<Findings> {
  const problems = [...load.problems];
  const documents = new Map((await load.list<DocumentView>('/v1/documents')).map((each) => [each.id, each]));
  const analyses = new Map((await load.list<AnalysisView>('/v1/analyses')).map((each) => [each.id, each]));
  for (const upload of load.uploads) problems.push(...(await checkUpload(load, upload, documents)));
  for (const request of load.analyses) problems.push(...(await checkAnalysis(load, request)));
  problems.push(...checkNothingTwice(load, [...documents.values()], [...analyses.values()]));
  problems.push(...(await checkJobs(client)));
  const sweptFiles = await sweep(client, uploads);
  problems.push(...(await checkFiles(uploads, documents)));
  const acknowledged = load.uploads.filter(({ id }) => id);
  const abandoned = load.uploads.filter(({ id }) => !id);
  const kept = new Set([...documents.values()].map(({ sha256 }) => sha256));
  const count = (status: string) => acknowledged.filter(({ id }) => documents.get(id!)?.status === status).length;
  return {
    problems,
    uploads: {
      acknowledged: acknowledged.length,
      ready: count('ready'),
      damaged: count('failed'),
      unanswered: load.uploads.reduce((sum, { unanswered }) => sum + unanswered, 0),
      abandoned: abandoned.length,
      abandonedButKept: abandoned.filter(({ file }) => kept.has(file.sha256)).length,
    },
    analyses: {
      acknowledged: load.analyses.filter(({ id }) => id).length,
      done: [...analyses.values()].filter(({ status }) => status === 'done').length,
      unanswered: load.analyses.reduce((sum, { unanswered }) => sum + unanswered, 0),
    },
    jobs: await jobFigures(client, interrupted),
    sweptFiles,
  };
}

/** A file that was acknowledged is there, to the byte, with its own text; one that was not is there whole, or not at all. */
async function checkUpload(
  load: KillLoad,
  { file, id }: Upload,
  documents: Map<string, DocumentView>,
): Promise<string[]> {
  const document = id ? documents.get(id) : [...documents.values()].find(({ sha256 }) => sha256 === file.sha256);
  if (!document) return id ? [`${file.name} was acknowledged as ${id} and is gone`] : [];
  const problems: string[] = [];
  const expected = file.error ? 'failed' : 'ready';
  if (document.status !== expected || document.error?.code !== file.error) {
    problems.push(`${file.name} is ${document.status} (${document.error?.code}), not ${expected} (${file.error})`);
  }
  const download = await load.request(`/v1/documents/${document.id}/file`);
  const sha256 = createHash('sha256')
    .update(Buffer.from(await download.arrayBuffer()))
    .digest('hex');
  if (sha256 !== file.sha256 || document.sha256 !== file.sha256)
    problems.push(`${file.name} comes back as other bytes`);
  if (document.status === 'ready') {
    const { text, textHash } = await load.json<{ text: string; textHash: string }>(`/v1/documents/${document.id}/text`);
    if (text.split(file.marker).length !== 2) problems.push(`${file.name} has not its own text, once`);
    if (createHash('sha256').update(text).digest('hex') !== textHash)
      problems.push(`${file.name}: the hash is not that of the text`);
  }
  return problems;
}

async function checkAnalysis(load: KillLoad, { documentId, kind, id }: AnalysisRequest): Promise<string[]> {
  if (!id) return [`the ${kind} of ${documentId} was never acknowledged`];
  const analysis = await load.json<AnalysisView>(`/v1/analyses/${id}`);
  if (analysis.status !== 'done' || analysis.documentId !== documentId || analysis.kind !== kind) {
    return [`the ${kind} ${id} of ${documentId} is ${analysis.status}: ${JSON.stringify(analysis.error)}`];
  }
  const statements = analysis.findings ?? analysis.sentences ?? [];
  const { text } = await load.json<{ text: string }>(`/v1/documents/${documentId}/text`);
  const citations = statements.flatMap((statement) => statement.citations);
  const problems: string[] = [];
  if (!statements.length) problems.push(`the ${kind} ${id} holds nothing`);
  if (!citations.every(({ start, end, quote }) => text.slice(start, end) === quote))
    problems.push(`the ${kind} ${id} misquotes`);
  const rules = (analysis.findings ?? []).map(({ rule }) => rule);
  if (new Set(rules).size !== rules.length) problems.push(`the review ${id} holds a finding twice`);
  const sentences = (analysis.sentences ?? []).map(({ citations: [first] }) => first?.start);
  if (new Set(sentences).size !== sentences.length) problems.push(`the summary ${id} holds a sentence twice`);
  return problems;
}

function checkNothingTwice(load: KillLoad, documents: DocumentView[], analyses: AnalysisView[]): string[] {
  const sent = new Set(load.uploads.map(({ file }) => file.sha256));
  const foreign = documents.filter(({ sha256 }) => !sent.has(sha256));
  return [
    ...duplicates(documents.map(({ sha256 }) => sha256)).map((sha256) => `the file ${sha256} is two documents`),
    ...duplicates(analyses.map(({ documentId, kind }) => `${kind} of ${documentId}`)).map(
      (each) => `the ${each} is there twice`,
    ),
    ...foreign.map(({ name }) => `${name} is a document, but nobody sent such a file`),
  ];
}

function duplicates(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** One job each for every document and analysis, completed; none given up. */
async function checkJobs(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ problem: string }>(
    `SELECT format('%s %s has the jobs %s', thing, id, jobs) AS problem FROM (
       SELECT 'document' AS thing, d.id, (SELECT array_agg(j.state) FROM pgboss.job j WHERE j.name = 'extract' AND j.data->>'documentId' = d.id::text) AS jobs
       FROM documents d
       UNION ALL
       SELECT 'analysis', a.id, (SELECT array_agg(j.state) FROM pgboss.job j WHERE j.name = 'analyse' AND j.data->>'analysisId' = a.id::text)
       FROM analyses a
     ) found WHERE jobs IS DISTINCT FROM ARRAY['completed'::pgboss.job_state]
     UNION ALL SELECT format('%s was given up', data) FROM pgboss.job WHERE name LIKE '%.dead'`,
  );
  return rows.map(({ problem }) => problem);
}

async function jobFigures(client: pg.Client, interrupted: ReadonlySet<string>): Promise<Findings['jobs']> {
  const { rows } = await client.query<{ id: string; retries: number; seconds: number }>(
    `SELECT id, retry_count AS retries, extract(epoch FROM completed_on - created_on)::float AS seconds
     FROM pgboss.job WHERE state = 'completed' AND name IN ('extract', 'analyse')`,
  );
  const hit = rows.filter(({ id }) => interrupted.has(id));
  return {
    completed: rows.length,
    interrupted: interrupted.size,
    triedAgain: rows.filter(({ retries }) => retries > 0).length,
    longestRecoverySeconds: Math.max(0, ...hit.map(({ seconds }) => seconds)),
  };
}

/** Makes every file as old as an orphan must be, has the server's own maintenance run, and counts what it erased. */
async function sweep(client: pg.Client, uploads: string): Promise<number> {
  const before = await filesIn(uploads);
  const longAgo = new Date(Date.now() - 24 * 3600_000);
  for (const file of before) await utimes(join(uploads, file), longAgo, longAgo);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO pgboss.job (name, data) VALUES ('maintain', '{}') RETURNING id`,
  );
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { rows: states } = await client.query<{ state: string }>('SELECT state::text FROM pgboss.job WHERE id = $1', [
      rows[0]!.id,
    ]);
    if (states[0]?.state === 'completed') break;
    if (Date.now() > deadline) throw new Error(`Maintenance is ${states[0]?.state}`);
    await sleep(100);
  }
  return before.length - (await filesIn(uploads)).length;
}

/** After maintenance the disk holds the files of the documents there are, and nothing else. */
async function checkFiles(uploads: string, documents: Map<string, DocumentView>): Promise<string[]> {
  const names = (await filesIn(uploads)).map((file) => file.split('/').at(-1)!);
  const there = new Set(names);
  return [
    ...names
      .filter((name) => !documents.has(name))
      .map((name) => `the file ${name} belongs to no document and was not swept`),
    ...[...documents.keys()].filter((id) => !there.has(id)).map((id) => `the file of the document ${id} is gone`),
  ];
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const stats = await Promise.all(
    names.map(async (name) => ({ name, isFile: (await stat(join(folder, name))).isFile() })),
  );
  return stats.filter(({ isFile }) => isFile).map(({ name }) => name);
}
