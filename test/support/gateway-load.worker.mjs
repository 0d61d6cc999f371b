/**
 * A process that makes model calls: many at a time, plain, structured and streamed ones, each to its end. Started with one argument,
 * a JSON object (see `gateway-load.ts`); writes a JSON line for every call that has ended: `{call, outcome}`.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const { modules, appUrl, appOptions, workspaceId, actor, worker, baseUrl, calls, atOnce } = JSON.parse(process.argv[2]);
const load = (file) => import(pathToFileURL(join(modules, file)).href);
const { Gateway } = await load('models/gateway.js');
const { Database } = await load('database/database.service.js');
const { LedgerService } = await load('usage/ledger.service.js');
const { AppError } = await load('common/errors/app-error.js');

const dataSource = new DataSource({ type: 'postgres', url: appUrl, extra: { options: appOptions }, poolSize: 10 });
await dataSource.initialize();
const ledger = new LedgerService(new Database(dataSource));
const gateway = new Gateway({ ledger, retry: { firstDelayMs: 5, longestDelayMs: 40 } });
const endpoint = {
  name: 'faulty',
  modelId: 'faulty-1',
  baseUrl,
  apiKey: 'sk-faulty',
  contextWindow: 32_768,
  maxOutputTokens: 2048,
  structuredOutput: 'json_schema',
  prices: { inputPerMillion: 1, outputPerMillion: 2 },
  timeoutMs: 4000,
  allowPrivateNetwork: true,
};
const schema = { name: 'answer', schema: z.object({ clauses: z.array(z.object({ quote: z.string() })) }) };

async function make(call) {
  const request = {
    task: 'load',
    messages: [{ role: 'user', content: `worker ${worker} call ${call}: which law governs? 준거법은 무엇인가?` }],
    maxOutputTokens: 64,
    account: { workspaceId, actor },
    onSettling: (settled) => settling.push(settled),
    ...(call % 3 === 1 && { schema }),
    ...(call % 3 === 2 && { onText: () => undefined }),
  };
  try {
    await gateway.complete(endpoint, request);
    return 'ok';
  } catch (error) {
    return error instanceof AppError ? error.code : `not coded: ${error.stack}`;
  }
}

const settling = [];
const waiting = [...calls];
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      const outcome = await make(call);
      process.stdout.write(`${JSON.stringify({ call, outcome })}\n`);
    }
  }),
);
await Promise.all(settling);
await dataSource.destroy();
