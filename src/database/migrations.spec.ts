import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadMigrations, migrationsHash } from './migrations.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'johang-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string, sql = 'SELECT 1'): void {
  writeFileSync(join(folder, file), sql);
}

describe(loadMigrations.name, () => {
  it('takes the SQL files in the order of their times, whatever else is there', () => {
    for (const file of ['1795000000001-add-series.sql', '1795000000000-foundation.sql', 'README.md']) put(file);
    const migrations = loadMigrations(folder);
    expect(migrations.map(({ name }) => name)).toEqual(['Foundation1795000000000', 'AddSeries1795000000001']);
    expect(new migrations[1]!().name).toBe('AddSeries1795000000001');
  });

  it('runs the file’s SQL as it is, and knows no way down', async () => {
    put('1795000000000-foundation.sql', 'CREATE TABLE x ();');
    const [Migration] = loadMigrations(folder);
    const run: string[] = [];
    const runner = { query: async (sql: string) => run.push(sql) };
    await new Migration!().up(runner as never);
    expect(run).toEqual(['CREATE TABLE x ();']);
    await expect(new Migration!().down(runner as never)).rejects.toThrow(/no way down: write a new migration/);
  });

  it.each([
    'foundation.sql',
    '1795-foundation.sql',
    '1795000000000.sql',
    '1795000000000-Foundation.sql',
    '1795000000000_x.sql',
  ])('refuses the name %s', (file) => {
    put(file);
    expect(() => loadMigrations(folder)).toThrow(`migrations/${file}: the name is not <13-digit time>-<words>.sql`);
  });

  it('finds those that ship', () => {
    expect(loadMigrations()[0]!.name).toMatch(/^Foundation\d{13}$/);
  });
});

describe(migrationsHash.name, () => {
  it('changes with a name and with a byte, and not by itself', () => {
    put('1795000000000-a.sql');
    const hash = migrationsHash(folder);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(migrationsHash(folder)).toBe(hash);
    put('1795000000000-a.sql', 'SELECT 2');
    const changed = migrationsHash(folder);
    put('1795000000001-b.sql', '');
    expect(new Set([hash, changed, migrationsHash(folder)]).size).toBe(3);
  });
});
