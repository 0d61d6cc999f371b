import { type ContestView, ContestSchema } from '../../src/benchmarks/benchmarks.schema.js';
import { BenchmarksService } from '../../src/benchmarks/benchmarks.service.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './app.js';
import { truth, writeBatchSuite } from './batch-suite.js';
import { type ModelServer, simulatedReviewer, startModelServer } from './model-server.js';

export const SUITE = 'supply';
export const CONTRACTS = 6;
/** The 41 questions are asked in so many calls a contract. */
export const CALLS = CONTRACTS * 4;
export const KEY = 'sk-batch-secret-4711';
const PRICES = { inputPerMillion: 3, outputPerMillion: 15 };
export const ALL_TRUE = simulatedReviewer({ truth });

interface LedgerRow {
  kind: string;
  state: string;
  outcome: string;
  prompt: number | null;
  completion: number | null;
  cost: number | null;
}

export function sum(rows: readonly LedgerRow[], field: 'prompt' | 'completion' | 'cost'): number {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}

export function isBatch({ kind }: LedgerRow): boolean {
  return kind === 'batch';
}

/** Johang with a suite and the model `solar`, behind which a model server takes batches; a workspace for each test. */
export class BatchScene {
  tenant!: Tenant;

  private constructor(
    readonly test: TestApp,
    readonly server: ModelServer,
    private readonly suite: Awaited<ReturnType<typeof writeBatchSuite>>,
  ) {}

  static async open(): Promise<BatchScene> {
    const test = await createTestApp({ batches: { pollSeconds: 0, gatherSeconds: 1 } });
    return new BatchScene(test, await startModelServer({ apiKey: KEY }), await writeBatchSuite(CONTRACTS));
  }

  async close(): Promise<void> {
    await this.test.close();
    await this.server.close();
    await this.suite.remove();
  }

  /** Another workspace, and a server that has forgotten everything and answers what is true. */
  async renew(): Promise<void> {
    this.server.clear();
    this.server.respond(ALL_TRUE);
    this.server.batches.clear();
    this.tenant = await this.test.tenant();
    const { suites } = this.test.app.get(BenchmarksService, { strict: false });
    await suites.import(this.tenant.scope, { format: 'cuad', paths: [this.suite.folder], name: SUITE });
    await this.addModel('solar', { batch: { minimum: 5 } });
  }

  async addModel(name: string, settings: object): Promise<void> {
    const model = { name, modelId: 'solar-pro4', baseUrl: this.server.url, apiKey: KEY };
    const { status, text } = await this.tenant
      .post('/v1/models')
      .send({ ...model, settings: { prices: PRICES, ...settings } });
    if (status !== 201) throw new Error(text + this.test.logs.slice(-3).join());
  }

  /** The id of a contest. */
  async begin(request: object): Promise<string> {
    const { body, status } = await this.tenant
      .post(`/v1/suites/${SUITE}/contests`)
      .send({ models: ['solar'], ...request });
    if (status !== 202) throw new Error(JSON.stringify(body));
    return String(body.id);
  }

  async contest(id: string): Promise<ContestView> {
    return ContestSchema.parse((await this.tenant.get(`/v1/contests/${id}`)).body);
  }

  async finished(id: string): Promise<ContestView> {
    return eventually(
      () => this.contest(id),
      ({ status }) => status === 'done' || status === 'failed',
    );
  }

  /** Until the batches, too, have been cleaned up. */
  async ended(id: string): Promise<ContestView> {
    await this.finished(id);
    return eventually(
      () => this.contest(id),
      ({ models }) => models.every(({ batches }) => batches.every(({ state }) => state === 'ended')),
    );
  }

  async ledger(): Promise<LedgerRow[]> {
    const rows = await this.test.database.query(
      `SELECT kind, state, outcome, prompt_tokens AS prompt, completion_tokens AS completion,
         cost::float AS cost FROM model_calls WHERE workspace_id = $1`,
      [this.tenant.workspaceId],
    );
    return rows as unknown as LedgerRow[];
  }

  /** What the requests of the batches of this workspace have left behind. */
  async left(): Promise<number> {
    const [row] = await this.test.database.query(
      'SELECT count(*)::int AS left FROM model_batch_items WHERE workspace_id = $1',
      [this.tenant.workspaceId],
    );
    return Number(row!.left);
  }

  /** What the requests of a batch cost, in USD, by what the server counted. */
  batchCost(): number {
    const { prompt, completion } = this.server.batches.reported;
    return (prompt * PRICES.inputPerMillion + completion * PRICES.outputPerMillion) / 2 / 1_000_000;
  }
}
