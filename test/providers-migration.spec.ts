import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { packageRoot } from '../src/config/paths.js';
import { withClient } from '../src/database/connection.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';

const FIRST = '1796500000000';
const folder = join(packageRoot, 'migrations');
const migrations = readdirSync(folder)
  .filter((file) => file.endsWith('.sql'))
  .sort();
const [A, B] = [randomUUID(), randomUUID()];

let database: TestDatabase;
const name = `johang_migrated_${randomUUID().replaceAll('-', '')}`;
const owner = `johang_owner_${randomUUID().slice(0, 8)}`;

function url(): string {
  const changed = new URL(database.adminUrl);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** The owner of a database that is given has no rights beyond it: row-level security holds for it, too. */
async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(url(), async (client) => {
    await client.query(`SET ROLE ${owner}`);
    return work(client);
  });
}

async function migrate(client: pg.Client, files: string[]): Promise<void> {
  for (const file of files) {
    await client.query('BEGIN');
    await client.query(readFileSync(join(folder, file), 'utf8'));
    await client.query('COMMIT');
  }
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return withClient(url(), async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
}

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`CREATE ROLE ${owner} NOSUPERUSER NOBYPASSRLS CREATEROLE`);
  await database.query(`GRANT johang_app TO ${owner}`);
  await database.query(`CREATE DATABASE ${name} OWNER ${owner}`);
  await asOwner(async (client) => {
    await client.query('CREATE TABLE migrations (id serial PRIMARY KEY, timestamp bigint, name varchar)');
    await migrate(
      client,
      migrations.filter((file) => file < FIRST),
    );
  });
});
afterAll(async () => {
  await database.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await database.query(`DROP ROLE ${owner}`);
  await database.close();
});

describe('models that came before their providers', () => {
  it('share one by address, keep their keys as they were sealed, and follow their entries but for what was given', async () => {
    const solar = {
      contextWindow: 524_288,
      maxOutputTokens: 131_072,
      structuredOutput: 'json_schema',
      prices: null,
      timeoutMs: 300_000,
      outputLimitField: 'max_tokens',
      reasoning: { field: 'reasoning_effort', effort: 'none', reserveTokens: 8192 },
    };
    const high = { ...solar, reasoning: { ...solar.reasoning, effort: 'high', lowerEffort: 'medium' } };
    const given = { ...solar, timeoutMs: 9000, prices: { inputPerMillion: 1, outputPerMillion: 2 } };
    const upstage = 'https://api.upstage.ai/v1';
    const models: [string, string, string, string | null, object, string | null][] = [
      [A, 'as-entry', upstage, 'v1.sealed.one', solar, 'solar-pro4'],
      [A, 'with-effort', upstage, 'v1.sealed.two', high, 'solar-pro4'],
      [A, 'with-more', upstage, null, given, 'solar-pro4'],
      [A, 'whole', 'http://localhost:11434/v1', null, { contextWindow: 4096 }, null],
      [A, 'other-path', 'http://localhost:11434/api/v1', null, { contextWindow: 4096 }, null],
      [A, 'gone', upstage, null, solar, 'no-such-entry'],
      [B, 'as-entry', upstage, 'v1.sealed.three', solar, 'solar-pro4'],
    ];
    await withClient(url(), async (client) => {
      for (const id of [A, B])
        await client.query('INSERT INTO workspaces (id, slug, name) VALUES ($1, $2, $2)', [id, id]);
      for (const [workspace, model, url, key, settings, entry] of models) {
        await client.query(
          `INSERT INTO models (id, workspace_id, name, model_id, base_url, api_key_sealed, settings, catalogue_entry)
           VALUES (gen_random_uuid(), $1, $2, 'm', $3, $4, $5, $6)`,
          [workspace, model, url, key, settings, entry],
        );
      }
    });
    const before = await rows('SELECT id, name, base_url, api_key_sealed, settings FROM models ORDER BY id');

    await asOwner((client) =>
      migrate(
        client,
        migrations.filter((file) => file >= FIRST),
      ),
    );

    expect(await rows('SELECT id, name, base_url, api_key_sealed, settings FROM models ORDER BY id')).toEqual(before);
    const after = await rows(
      `SELECT m.workspace_id = '${A}' AS is_a, m.name, p.name AS provider, p.workspace_id = m.workspace_id AND p.base_url = m.base_url AS fits,
         p.api_key_sealed AS key, m.own_settings AS own, m.effort, m.entry_model_id AS snapshot
       FROM models m JOIN providers p ON p.id = m.provider_id ORDER BY 1 DESC, 2`,
    );
    const common = { fits: true, key: null, effort: null };
    expect(after).toEqual([
      { ...common, is_a: true, name: 'as-entry', provider: 'api.upstage.ai', own: {}, snapshot: 'solar-pro4-260806' },
      { ...common, is_a: true, name: 'gone', provider: 'api.upstage.ai', own: solar, snapshot: null },
      {
        ...common,
        is_a: true,
        name: 'other-path',
        provider: expect.stringMatching(/^localhost-11434/),
        own: { contextWindow: 4096 },
        snapshot: null,
      },
      {
        ...common,
        is_a: true,
        name: 'whole',
        provider: expect.stringMatching(/^localhost-11434/),
        own: { contextWindow: 4096 },
        snapshot: null,
      },
      {
        ...common,
        is_a: true,
        name: 'with-effort',
        provider: 'api.upstage.ai',
        own: {},
        effort: 'high',
        snapshot: 'solar-pro4-260806',
      },
      {
        ...common,
        is_a: true,
        name: 'with-more',
        provider: 'api.upstage.ai',
        own: { timeoutMs: 9000, prices: { inputPerMillion: 1, outputPerMillion: 2 } },
        snapshot: 'solar-pro4-260806',
      },
      { ...common, is_a: false, name: 'as-entry', provider: 'api.upstage.ai', own: {}, snapshot: 'solar-pro4-260806' },
    ]);
    expect(await rows('SELECT name FROM providers ORDER BY name')).toEqual(
      ['api.upstage.ai', 'api.upstage.ai', 'localhost-11434', 'localhost-11434-2'].map((each) => ({ name: each })),
    );
  });
});
