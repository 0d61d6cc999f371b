import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/bootstrap.js';
import { type AppConfig, loadConfig } from '../../src/config/config.js';
import { WorkspacesService } from '../../src/workspaces/workspaces.service.js';

export interface BenchServer {
  app: NestFastifyApplication;
  url: string;
  workspaceId: string;
  headers: { authorization: string };
  close(): Promise<void>;
}

/** A whole Johang in this process, on a durable embedded database in a temporary directory. */
export async function startBenchServer(overrides: Partial<AppConfig> = {}): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'johang-bench-'));
  const config = { ...loadConfig({ JOHANG_DATA_DIR: dataDir, JOHANG_LOG_LEVEL: 'error' }), ...overrides };
  const app = await createApp(config);
  await app.listen(0, '127.0.0.1');
  const workspaces = app.get(WorkspacesService);
  const { id } = await workspaces.ensureDefault();
  const key = await workspaces.firstAdminKey(id);
  return {
    app,
    url: await app.getUrl(),
    workspaceId: id,
    headers: { authorization: `Bearer ${key}` },
    close: async () => {
      await app.close();
      // The database's guardian stops it when the last of us has gone, and removes nothing: the directory is ours to remove.
      await new Promise((done) => setTimeout(done, 500));
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 1000 });
    },
  };
}
