import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { AnalysesService } from '../../analyses/analyses.service.js';
import { CreateReviewSchema, CreateSummarySchema } from '../../analyses/analyses.schema.js';
import { BenchmarksService } from '../../benchmarks/benchmarks.service.js';
import { shippedSuites } from '../../benchmarks/held-out.js';
import { renderTerminal } from '../../benchmarks/leaderboard/terminal.js';
import { leaderboardOf } from '../../benchmarks/report.js';
import { assetsDir } from '../../config/paths.js';
import type { DocumentView } from '../../documents/document.views.js';
import { DocumentsService } from '../../documents/documents.service.js';
import { print, Progress } from '../output.js';
import { renderDocuments } from '../render/documents.js';
import { factsView } from '../render/facts.js';
import { renderReview } from '../render/review.js';
import { renderSummary } from '../render/summary.js';
import { type Session, withSession } from '../session.js';
import { readyDocument, waitForAnalysis } from '../work.js';
import { runContest } from './bench.js';

const FOLDER = join(assetsDir, 'documents');
const REPORT = /report/;
const SUITE = 'cuad-sample';
const MODELS = ['embedded', 'keyword'];

export function demoCommand(): Command {
  return new Command('demo')
    .description('the sample documents read, summarised and reviewed; two models compared')
    .action(() => withSession(demo));
}

async function demo(session: Session): Promise<void> {
  const started = performance.now();
  const documents = await ingestSamples(session);
  const contracts = documents.filter(({ name }) => !REPORT.test(name));

  heading('2. Key facts and summaries, each sentence with its page');
  for (const document of documents) {
    title(document);
    if (contracts.includes(document)) {
      print(`${factsView(await session.get(DocumentsService).facts(session.scope, document.id))}\n`);
    }
    await summarize(session, document);
  }

  heading('3. Clause reviews, each finding with its words');
  for (const document of contracts) {
    title(document);
    await review(session, document);
  }

  heading('4. A contest: two models, 41 questions a contract, 95 % intervals');
  await contest(session);
  const seconds = Math.round((performance.now() - started) / 1000);
  print(
    `Done in ${seconds} s. Next: npx johang review YOUR-FILE.pdf, or npm start and open http://127.0.0.1:8080/docs`,
  );
}

async function ingestSamples(session: Session): Promise<DocumentView[]> {
  heading('1. Documents, read into text, pages and provisions');
  const files = (await readdir(FOLDER)).filter((name) => /\.(pdf|docx)$/.test(name));
  // Contracts first: they are what most people come for.
  files.sort((a, b) => Number(REPORT.test(a)) - Number(REPORT.test(b)) || b.localeCompare(a));
  const documents: DocumentView[] = [];
  for (const file of files) documents.push(await readyDocument(session, join(FOLDER, file)));
  print(
    renderDocuments(
      documents.map(({ id, pages, characters, language, warnings, name }) => {
        return { id, status: 'ready', pages, characters, language, warnings, file: `assets/documents/${name}` };
      }),
    ),
  );
  return documents;
}

async function summarize({ get, scope, ...rest }: Session, document: DocumentView): Promise<void> {
  const { id } = await get(AnalysesService).createSummary(scope, document.id, CreateSummarySchema.parse({}));
  print(renderSummary(await waitForAnalysis({ get, scope, ...rest }, id, new Progress('summary'))));
}

async function review({ get, scope, ...rest }: Session, document: DocumentView): Promise<void> {
  const { id } = await get(AnalysesService).createReview(scope, document.id, CreateReviewSchema.parse({}));
  print(renderReview(await waitForAnalysis({ get, scope, ...rest }, id, new Progress('review'))));
}

async function contest(session: Session): Promise<void> {
  await importSample(session);
  await runContest(session, SUITE, { models: MODELS, repeats: 1 }, false);
  const benchmarks = session.get(BenchmarksService);
  const suite = await benchmarks.suites.get(session.scope, SUITE);
  print(renderTerminal(leaderboardOf(suite, await benchmarks.leaderboards.entries(session.scope, suite))));
}

async function importSample({ get, scope }: Session): Promise<void> {
  const shipped = shippedSuites().find(({ name }) => name === SUITE);
  const source = shipped && { title: shipped.title, licence: shipped.licence, attribution: shipped.source.attribution };
  await get(BenchmarksService).suites.import(scope, {
    format: 'cuad',
    paths: [join(assetsDir, 'suites', SUITE)],
    name: SUITE,
    source,
  });
}

function heading(text: string): void {
  print(`\n${text}\n${'═'.repeat(Math.min(78, text.length))}`);
}

function title({ name }: DocumentView): void {
  print(`\n${name}\n${'─'.repeat(Math.min(78, name.length))}`);
}
