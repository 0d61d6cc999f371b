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
import { print, Progress } from '../output.js';
import { renderDocuments } from '../render/documents.js';
import { renderReview } from '../render/review.js';
import { renderSummary } from '../render/summary.js';
import { type Session, withSession } from '../session.js';
import { readyDocument, waitForAnalysis } from '../work.js';
import { runContest } from './bench.js';

const SUITE = 'cuad-sample';
const MODELS = ['embedded', 'keyword'];

export function demoCommand(): Command {
  return new Command('demo')
    .description('the sample documents read, summarised and reviewed; two models compared')
    .action(() => withSession(demo));
}

async function demo(session: Session): Promise<void> {
  const { scope } = session;
  const folder = join(assetsDir, 'documents');
  const files = (await readdir(folder)).filter((name) => /\.(pdf|docx)$/.test(name)).sort();
  const started = performance.now();

  heading('1. Documents: read into text, pages and provisions');
  const documents: DocumentView[] = [];
  for (const file of files) documents.push(await readyDocument(session, join(folder, file)));
  print(
    renderDocuments(
      documents.map(({ error, ...document }) => ({
        ...document,
        status: 'ready',
        file: `assets/documents/${document.name}`,
        ...(error && { error }),
      })),
    ),
  );

  for (const document of documents) {
    heading(`2. Summary of ${document.name}`);
    const { id } = await session.get(AnalysesService).createSummary(scope, document.id, CreateSummarySchema.parse({}));
    print(renderSummary(await waitForAnalysis(session, id, new Progress('summary'))));
  }

  for (const document of documents.filter(({ name }) => !name.includes('report'))) {
    heading(`3. Clause review of ${document.name}`);
    const { id } = await session.get(AnalysesService).createReview(scope, document.id, CreateReviewSchema.parse({}));
    print(renderReview(await waitForAnalysis(session, id, new Progress('review'))));
  }

  heading('4. A contest: two models on 41 questions a contract');
  await importSample(session);
  await runContest(session, SUITE, { models: MODELS, repeats: 1 }, false);
  const benchmarks = session.get(BenchmarksService);
  const suite = await benchmarks.suites.get(scope, SUITE);
  print(renderTerminal(leaderboardOf(suite, await benchmarks.leaderboards.entries(scope, suite))));
  print(
    `Done in ${Math.round((performance.now() - started) / 1000)} s. Next: npx johang review YOUR-FILE.pdf, or npm start and open http://127.0.0.1:8080/docs`,
  );
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
  print(`\n${text}\n${'─'.repeat(Math.min(78, [...text].length))}`);
}
