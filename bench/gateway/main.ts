/**
 * What the gateway adds to a call, beside the bare openai SDK and beside `@portkey-ai/gateway`, all against one model server on this
 * machine that answers at once; in rounds that alternate, so that all share the machine's mood.
 *
 *   --modules DIR    a node_modules with @portkey-ai/gateway; without it Portkey is left out
 *   --rounds N       7     --calls N    300 a system and round
 *   --soak N         instead: N calls, 64 at a time, and the memory after every tenth of them
 */
import { randomUUID } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Gateway } from '../../src/models/gateway.js';
import { estimateTokens } from '../../src/models/tokens.js';
import { startBenchServer } from '../support/server.js';
import { option } from '../support/files.js';
import { median, quantile } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';
import { startPortkey } from './portkey.js';
import { contractPrompt } from './prompts.js';
import { soak } from './soak.js';
import { gatewaySystem, openaiSystem, type System } from './systems.js';

const ROUNDS = Number(option('rounds', '7'));
const CALLS = Number(option('calls', '300'));
const SOAK = Number(option('soak', '0'));
const MODULES = option('modules', '');
const AT_ONCE = 64;
const QUANTILES = [0.5, 0.95, 0.99];

async function startMock(): Promise<{ url: string; process: ChildProcess }> {
  const program = fileURLToPath(new URL('mock.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(createInterface(child.stdout), 'line');
  return { url: `http://127.0.0.1:${port}/v1`, process: child };
}

async function timings(system: System, prompt: string, calls: number): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < calls; call++) {
    const from = performance.now();
    await system.ask(prompt);
    found.push(performance.now() - from);
  }
  await system.settled?.();
  return found;
}

/** Calls a second with 64 under way. */
async function throughput(system: System, prompt: string, calls: number): Promise<number> {
  let left = calls;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await system.ask(prompt);
    }),
  );
  await system.settled?.();
  return (calls / (performance.now() - from)) * 1000;
}

/** The median over the rounds of what a system adds to the first one, for each quantile. */
async function added(systems: readonly System[], prompt: string): Promise<number[][]> {
  const rounds = systems.map((): number[][] => []);
  for (const system of systems) await timings(system, prompt, Math.ceil(CALLS / 2));
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < systems.length; turn++) {
      const at = (turn + round) % systems.length;
      const found = await timings(systems[at]!, prompt, CALLS);
      rounds[at]!.push(QUANTILES.map((q) => quantile(found, q)));
    }
  }
  return rounds.map((own) =>
    QUANTILES.map((_, q) => median(own.map((figures, round) => figures[q]! - rounds[0]![round]![q]!))),
  );
}

function printAdded(title: string, systems: readonly System[], figures: readonly number[][]): void {
  const peer = figures[systems.findIndex(({ name }) => name.startsWith('Portkey'))];
  const rows = systems.slice(1).map(({ name }, at) => {
    const own = figures[at + 1]!;
    const ratio = peer ? (own[0]! / peer[0]!).toFixed(2) : '';
    return [name, ...own.map((value) => value.toFixed(2)), ratio];
  });
  console.log(`\n${title}\n`);
  console.log(markdownTable(['added to the bare SDK, ms', 'p50', 'p95', 'p99', 'p50 / Portkey'], rows));
}

async function measure(systems: readonly System[]): Promise<void> {
  for (const [name, tokens] of [
    ['short prompt', 200],
    ['long prompt', 6000],
  ] as const) {
    const prompt = contractPrompt(tokens);
    const figures = await added(systems, prompt);
    const title = `${name}: ${prompt.length} characters, about ${estimateTokens(prompt)} tokens; ${ROUNDS} rounds of ${CALLS} calls one after the other`;
    printAdded(title, systems, figures);
  }
  const prompt = contractPrompt(200);
  const rows: string[][] = [];
  const rates = systems.map((): number[] => []);
  for (let round = 0; round < 3; round++) {
    for (const [at, system] of systems.entries()) rates[at]!.push(await throughput(system, prompt, CALLS * 3));
  }
  for (const [at, { name }] of systems.entries()) {
    const rate = median(rates[at]!);
    rows.push([name, rate.toFixed(0), (rate / median(rates[0]!)).toFixed(2)]);
  }
  console.log(`\n${AT_ONCE} at a time, short prompt, median of 3 rounds of ${CALLS * 3}\n`);
  console.log(markdownTable(['throughput', 'calls/s', 'to the bare SDK'], rows));
}

const mock = await startMock();
const server = await startBenchServer();
const portkey = MODULES ? await startPortkey(MODULES) : null;
try {
  const account = { workspaceId: server.workspaceId, actor: 'system' };
  const whole = server.app.get(Gateway);
  const spender = `user:${randomUUID()}`;
  const set = await fetch(`${server.url}/v1/budgets`, {
    method: 'PUT',
    headers: { ...server.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ actor: spender, monthlyLimit: 1_000_000 }),
  });
  if (!set.ok) throw new Error(await set.text());
  const systems = [
    openaiSystem('bare openai SDK', mock.url),
    gatewaySystem('gateway, no ledger', new Gateway(), mock.url, {}),
    gatewaySystem('gateway, ledger', whole, mock.url, { account }),
    gatewaySystem('gateway, ledger, settled before the answer', whole, mock.url, { account, isBehind: false }),
    gatewaySystem('gateway, ledger, budget', whole, mock.url, { account: { ...account, actor: spender } }),
    gatewaySystem('gateway, ledger, limits', whole, mock.url, {
      account,
      limits: { requestsPerMinute: 1_000_000, tokensPerMinute: 2_000_000_000 },
    }),
    gatewaySystem('gateway, ledger, masking', whole, mock.url, { account, masked: true }),
    ...(portkey
      ? [openaiSystem('Portkey', portkey.url, { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': mock.url })]
      : []),
  ];
  if (SOAK > 0) await soak(systems[2]!, contractPrompt(200), SOAK, AT_ONCE);
  else await measure(systems);
} finally {
  portkey?.process.kill();
  mock.process.kill();
  await server.close();
}
