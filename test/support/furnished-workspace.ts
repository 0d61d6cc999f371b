import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuthService } from '../../src/auth/auth.service.js';
import { permissions } from '../../src/auth/permissions.js';
import { SuitesService } from '../../src/benchmarks/suites.service.js';
import { assetsDir } from '../../src/config/paths.js';
import { newId } from '../../src/common/ids.js';
import { type BatchedWork, BatchGatherer } from '../../src/models/batch/batch-gatherer.js';
import { BatchesService } from '../../src/models/batch/batches.service.js';
import { LedgerService } from '../../src/usage/ledger.service.js';
import { plannedAttempt } from './ledger.js';
import { eventually, type Tenant, type TestApp } from './app.js';
import { makeMail } from './mail.js';
import { catalogueEntry } from './route-calls.js';

/** A workspace that holds one of everything, to see whether another one can get at it. */
export interface FurnishedWorkspace {
  tenant: Tenant;
  /** What names a thing in a path, by the segment before it: `/v1/documents/:id` takes one of `documents`. */
  names: Record<string, string[]>;
  /** The document's bytes. */
  file: Buffer;
  /** A word that stands in the document and nowhere else. */
  word: string;
  email: string;
  /** Token of its user. */
  session: string;
}

const WORD = 'Zephyrine';
const FILE = join(assetsDir, 'suites/cuad-sample/contracts/QBIOMEDINC_04_08_2020-EX-99.1-JOINT FILING AGREEMENT.txt');

/** Through the interface where there is one, so that each thing is as a customer's would be. */
export async function furnishWorkspace(test: TestApp): Promise<FurnishedWorkspace> {
  const tenant = await test.tenant();
  const file = Buffer.concat([Buffer.from(`Agreement of ${WORD} Holdings\n\n`), await readFile(FILE)]);
  const user = {
    email: `owner@${WORD.toLowerCase()}.example`,
    name: `${WORD} Owner`,
    role: 'owner',
    password: `${WORD}-pass-1`,
  };
  const { id: userId } = await post(tenant, '/v1/users', user);
  const { email, password } = user;
  const { token: session } = await post(tenant, '/v1/sessions', { workspace: tenant.slug, email, password });
  const { id: keyId } = await post(tenant, '/v1/api-keys', { name: `${WORD} key`, scopes: ['documents:read'] });
  const model = `${WORD.toLowerCase()}-model`;
  const connection = { name: model, modelId: 'm-1', baseUrl: 'http://127.0.0.1:9/v1', apiKey: `sk-${WORD}` };
  const provider = `${WORD.toLowerCase()}-provider`;
  await post(tenant, '/v1/providers', { name: provider, baseUrl: connection.baseUrl, apiKey: connection.apiKey });
  await post(tenant, '/v1/models', connection, { 'idempotency-key': `${WORD}-1` });
  // Of the model's name, by which paths of both are tried.
  await post(tenant, '/v1/catalogue/models', { entry: catalogueEntry(model) });
  const budget = await put(tenant, '/v1/budgets', { actor: `api_key:${keyId}`, monthlyLimit: 4711 });
  await put(tenant, '/v1/masking', { names: [WORD] });
  const exemption = { model, types: ['phone'], reason: `${WORD} agreed` };
  const { id: exemptionId } = await post(tenant, '/v1/masking/exemptions', exemption);
  const batchId = await gatherRequest(test, tenant, model);
  await callModel(test, tenant, model, `api_key:${keyId}`);
  const draft = await uploadReady(tenant, `${WORD} draft.txt`, Buffer.concat([file, Buffer.from('\n\nA draft.\n')]));
  const documentId = await uploadReady(tenant, `${WORD}.txt`, file, { series: draft });
  await uploadMail(tenant);
  await keepPage(test, tenant, draft);
  const analyses = [
    await analyse(tenant, `/v1/documents/${documentId}/reviews`),
    await analyse(tenant, `/v1/documents/${documentId}/summaries`),
  ];
  const { id: dryRunId } = await post(tenant, '/v1/dry-runs/reviews', { model: 'keyword' });
  await until(tenant, `/v1/dry-runs/${dryRunId}`, 'done');
  await put(tenant, '/v1/routes/review', { models: [model], reason: `${WORD} prefers it` });
  const suite = `${WORD.toLowerCase()}-suite`;
  await importSuite(test, tenant, suite);
  const { id: contestId } = await post(tenant, `/v1/suites/${suite}/contests`, { models: ['keyword'], limit: 1 });
  await until(tenant, `/v1/contests/${contestId}`, 'done');
  return {
    tenant,
    file,
    word: WORD,
    email,
    session: session!,
    names: {
      users: [userId],
      'api-keys': [keyId],
      budgets: [budget],
      batches: [batchId],
      'dry-runs': [dryRunId],
      models: [model],
      ':kind': [model],
      providers: [provider],
      exemptions: [exemptionId],
      documents: [documentId],
      analyses,
      suites: [suite],
      contests: [contestId],
      jobs: [await failedJob(test, tenant)],
    },
  };
}

/** A page as recognition keeps it while its document is being read. */
async function keepPage(test: TestApp, { workspaceId }: Tenant, documentId: string): Promise<void> {
  const recognised = JSON.stringify({ text: `A page of ${WORD}.`, confidence: 0.9, blank: false });
  await test.database.query(
    `INSERT INTO recognised_pages (document_id, page, workspace_id, settings, recognised) VALUES ($1, 1, $2, 'automatic', $3)`,
    [documentId, workspaceId, recognised],
  );
}

/** A job that has failed for good, as it is the only kind that a request can change. */
async function failedJob(test: TestApp, tenant: Tenant): Promise<string> {
  const [job] = await test.database.query(
    `UPDATE pgboss.job SET state = 'failed' WHERE name = 'extract' AND data->>'workspaceId' = $1 RETURNING id`,
    [tenant.workspaceId],
  );
  return String(job!.id);
}

/** A batch that gathers, and has one request. Answers its id. */
async function gatherRequest(test: TestApp, { workspaceId, scope }: Tenant, model: string): Promise<string> {
  const contestId = newId();
  const work: BatchedWork = {
    account: { workspaceId, actor: 'system' },
    policy: 'always',
    owner: contestId,
    journal: WORD,
    pool: contestId,
    byItself: false,
    wake: { job: 'benchmark', data: { workspaceId, contestId } },
  };
  const request = { key: 'k', task: 'test', body: '{}', outputTokens: 1, opensInTrace: false };
  await test.app.get(BatchGatherer, { strict: false }).add(work, model, [request]);
  const [batch] = await test.app.get(BatchesService, { strict: false }).ofPool(scope, contestId);
  return batch!.id;
}

/** A row of the ledger, in the budget of its actor. */
async function callModel(test: TestApp, { workspaceId }: Tenant, model: string, actor: string): Promise<void> {
  const attempt = plannedAttempt(workspaceId, {
    account: { workspaceId, actor },
    model,
    cost: 1,
    limits: { requestsPerMinute: 1, tokens: 100 },
    lifetimeMs: 3_600_000,
  });
  await test.app.get(LedgerService, { strict: false }).reserve(attempt);
}

async function put(tenant: Tenant, path: string, body: object): Promise<string> {
  const answer = await tenant.put(path).send(body);
  if (answer.status !== 200) throw new Error(`PUT ${path}: ${answer.status} ${answer.text}`);
  return String(answer.body.id);
}

export async function analyse(tenant: Tenant, path: string): Promise<string> {
  const { id } = await post(tenant, path, {});
  await until(tenant, `/v1/analyses/${id}`, 'done');
  return id;
}

/** The sample suite under a name of the workspace's own. Only the command line imports suites. */
export async function importSuite(test: TestApp, tenant: Tenant, name: string): Promise<void> {
  const paths = [join(assetsDir, 'suites/cuad-sample')];
  await test.app.get(SuitesService, { strict: false }).import(tenant.scope, { format: 'cuad', paths, name });
}

/** A mail whose attachment is a document of its own. */
async function uploadMail(tenant: Tenant): Promise<void> {
  const mail = makeMail({
    subject: WORD,
    text: 'See the notes.',
    attachments: [{ name: `${WORD}-notes.txt`, content: 'Notes.' }],
  });
  const id = await uploadReady(tenant, `${WORD}.eml`, mail);
  const { body } = await tenant.get(`/v1/documents/${id}`);
  const [attachment] = (body as { attachments: { id: string }[] }).attachments;
  await until(tenant, `/v1/documents/${attachment!.id}`, 'ready');
}

export async function uploadReady(
  tenant: Tenant,
  name: string,
  content: Buffer,
  fields: Record<string, string> = {},
): Promise<string> {
  const request = tenant.post('/v1/documents');
  for (const [field, value] of Object.entries(fields)) void request.field(field, value);
  const { body, status } = await request.attach('file', content, name);
  if (status !== 201) throw new Error(`Upload: ${status} ${JSON.stringify(body)}`);
  const { id } = (body as { documents: { id: string }[] }).documents[0]!;
  await until(tenant, `/v1/documents/${id}`, 'ready');
  return id;
}

async function post(
  tenant: Tenant,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ id: string; token?: string }> {
  const answer = await tenant.post(path).set(headers).send(body);
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as { id: string; token?: string };
}

async function until(tenant: Tenant, path: string, wanted: string): Promise<void> {
  const { status } = await eventually(
    async () => (await tenant.get(path)).body as { status: string },
    ({ status }) => status === wanted || status === 'failed',
  );
  if (status !== wanted) throw new Error(`${path} is ${status}`);
}

/** A key of a workspace that may do everything but the named things. */
export async function keyWithout(test: TestApp, { scope }: Tenant, ...missing: string[]): Promise<string> {
  const scopes = permissions.filter((permission) => !missing.includes(permission));
  const { key } = await test.app
    .get(AuthService, { strict: false })
    .createApiKey(scope, new Set(permissions), { name: 'partial', scopes });
  return key;
}
