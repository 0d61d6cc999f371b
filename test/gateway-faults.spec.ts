import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '../src/common/errors/catalogue.js';
import { distDir } from '../src/config/paths.js';
import { Gateway } from '../src/models/gateway.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { faults, faultyModel, type FaultsReport, runFaults, TokenCounter } from './support/gateway-faults.js';
import { checkLedger, type LedgerCheck } from './support/gateway-ledger-check.js';
import { GatewayLoad } from './support/gateway-load.js';
import { answer, type ModelServer, startModelServer } from './support/model-server.js';

const CALLS = 240;
/** USD that one actor may spend: less than its calls would. */
const SMALL = 0.004;

describe(`${Gateway.name} with three faults in ten, of two processes one killed in the middle`, () => {
  let database: TestDatabase;
  let server: ModelServer;
  let report: FaultsReport;
  let check: LedgerCheck;
  const counter = new TokenCounter();
  const workspaceId = randomUUID();

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startModelServer({ respond: counter.watch(faultyModel(30, 4711)) });
    await database.query(`INSERT INTO workspaces (id, slug, name) VALUES ($1, 'w', 'w')`, [workspaceId]);
    await database.query(
      `INSERT INTO budgets (id, workspace_id, actor, monthly_limit, created_by)
       VALUES ($1, $3, '', 10, 'system'), ($2, $3, 'user:one', ${SMALL}, 'system')`,
      [randomUUID(), randomUUID(), workspaceId],
    );
    report = await runFaults(options(), database, CALLS);
    // As if the time that the dead process had for its attempts were over.
    await database.query(`UPDATE model_calls SET expires_at = now() - interval '1 second' WHERE state = 'reserved'`);
    await database.query('SELECT johang_lapse()');
    check = await checkLedger(database, server, counter, 'two');
  });

  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const options = () => ({
    modules: distDir,
    appUrl: database.appUrl,
    appOptions: database.appOptions,
    workspaceId,
    baseUrl: server.url,
    atOnce: 12,
  });

  it('ends every call in success or in one catalogued error', () => {
    const outcomes = [...report.outcomes.values()];
    expect(report.outcomes.size).toBe(CALLS);
    expect(outcomes.filter((outcome) => outcome !== 'ok' && !Object.hasOwn(catalogue, outcome))).toEqual([]);
    expect(outcomes).toContain('ok');
    expect(report.unfinished).toBeGreaterThan(0);
    expect(Object.keys(faults).length).toBeGreaterThan(20);
  });

  it('has every answer in the ledger as the server counted it, to the token', () => {
    expect(check.differences).toEqual([]);
    expect(check.answered.ledger).toBe(check.answered.server);
    expect(check.answered.count).toBeGreaterThan(CALLS / 2);
    // What the dead process had been answered and not written down is known to have been asked.
    expect(check.lost).toBeLessThanOrEqual(check.lapsed);
    expect(check.attempts).toBeGreaterThanOrEqual(check.requests);
    expect(check.lapsed).toBeGreaterThan(0);
  });

  it('never passes a budget', () => {
    expect([...report.outcomes.values()]).toContain('budget.exceeded');
    expect(report.looks).toBeGreaterThan(1);
    expect(report.leastRoom).toBeGreaterThanOrEqual(0);
    expect(check.spent).toBeCloseTo(check.cost, 9);
  });

  it('is not stuck afterwards: nothing stays reserved, and calls pass', async () => {
    expect([check.stillReserved, check.reserved]).toEqual([0, 0]);
    server.respond(answer('Fine.'));
    const after = new GatewayLoad(options(), 'four', 'user:four', [0]);
    expect(await after.ended()).toBe(0);
    expect([...after.outcomes.values()]).toEqual(['ok']);
  });
});

describe(`${Gateway.name} without a budget, so that answers do not wait for the ledger, and one process killed`, () => {
  let database: TestDatabase;
  let server: ModelServer;
  const counter = new TokenCounter();
  const workspaceId = randomUUID();

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startModelServer({ respond: counter.watch(faultyModel(10, 4711)) });
    await database.query(`INSERT INTO workspaces (id, slug, name) VALUES ($1, 'w', 'w')`, [workspaceId]);
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  it('has every answer of the living in the ledger, to the token, and an attempt for every one of the dead', async () => {
    const { appUrl, appOptions } = database;
    const options = { modules: distDir, appUrl, appOptions, workspaceId, baseUrl: server.url, atOnce: 12 };
    const { outcomes } = await runFaults(options, database, CALLS);
    await database.query(`UPDATE model_calls SET expires_at = now() - interval '1 second' WHERE state = 'reserved'`);
    await database.query('SELECT johang_lapse()');
    const check = await checkLedger(database, server, counter, 'two');
    expect(outcomes.size).toBe(CALLS);
    expect(check.differences).toEqual([]);
    expect(check.answered.ledger).toBe(check.answered.server);
    expect(check.answered.count).toBeGreaterThan(CALLS / 2);
    expect(check.lapsed).toBeGreaterThan(0);
    expect(check.lost).toBeLessThanOrEqual(check.lapsed);
    expect(check.attempts).toBeGreaterThanOrEqual(check.requests);
    expect(check.stillReserved).toBe(0);
  });
});
