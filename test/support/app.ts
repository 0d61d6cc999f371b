import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pino from 'pino';
import supertest from 'supertest';
import { AuthService } from '../../src/auth/auth.service.js';
import { type Permission, permissions } from '../../src/auth/permissions.js';
import { createApp } from '../../src/bootstrap.js';
import { type AppConfig, loadConfig } from '../../src/config/config.js';
import type { Scope } from '../../src/database/scope.js';
import { WorkspacesService } from '../../src/workspaces/workspaces.service.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface TestApp {
  app: NestFastifyApplication;
  database: TestDatabase;
  config: AppConfig;
  /** Everything logged so far, one JSON document a line. */
  logs: string[];
  /** A client without a credential. */
  anonymous: ReturnType<typeof supertest>;
  /** A new workspace with a key of the given permissions (all by default). */
  tenant(scopes?: readonly Permission[]): Promise<Tenant>;
  close(): Promise<void>;
}

export interface Tenant {
  workspaceId: string;
  slug: string;
  key: string;
  scope: Scope;
  get(path: string): supertest.Test;
  post(path: string): supertest.Test;
  patch(path: string): supertest.Test;
  put(path: string): supertest.Test;
  delete(path: string): supertest.Test;
}

/** The whole application on a database and in directories of its own, listening on a free port. */
export async function createTestApp(overrides: Partial<AppConfig> = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'johang-app-'));
  const database = await createTestDatabase();
  const base = loadConfig({ NODE_ENV: 'test', JOHANG_DATA_DIR: folder, JOHANG_LOG_LEVEL: 'debug' });
  const config: AppConfig = { ...base, extraction: { ...base.extraction, threads: 1 }, ...overrides };
  const logs: string[] = [];
  const logger = pino({ level: config.logLevel }, { write: (line: string) => void logs.push(line) });
  const app = await createApp(config, logger, database);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    database,
    config,
    logs,
    anonymous: supertest(url),
    tenant: (scopes) => createTenant(app, url, scopes ?? permissions),
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let tenants = 0;

async function createTenant(app: NestFastifyApplication, url: string, scopes: readonly Permission[]): Promise<Tenant> {
  tenants += 1;
  const slug = `tenant-${tenants}`;
  const workspace = await app.get(WorkspacesService).create(slug, `Tenant ${tenants}`);
  const scope: Scope = { workspaceId: workspace.id, actor: { type: 'system' }, requestId: 'test' };
  const { key } = await app
    .get(AuthService)
    .createApiKey(scope, new Set(permissions), { name: 'test', scopes: [...scopes] });
  const agent = supertest(url);
  const withKey = (test: supertest.Test) => test.set('authorization', `Bearer ${key}`);
  return {
    workspaceId: workspace.id,
    slug,
    key,
    scope,
    get: (path) => withKey(agent.get(path)),
    post: (path) => withKey(agent.post(path)),
    patch: (path) => withKey(agent.patch(path)),
    put: (path) => withKey(agent.put(path)),
    delete: (path) => withKey(agent.delete(path)),
  };
}

/** Asks until the answer satisfies; fails after 100 s with the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>,
  satisfied: (value: T) => boolean,
  timeoutMs = 100_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (satisfied(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not in time: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
