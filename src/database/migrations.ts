import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { packageRoot } from '../config/paths.js';

const MIGRATIONS_DIR = join(packageRoot, 'migrations');
const FILE = /^(\d{13})-([a-z0-9-]+)\.sql$/;

type MigrationClass = new () => MigrationInterface;

/**
 * The files of `migrations/` as TypeORM migrations, in order. They are append-only: a file that has been released is
 * never edited, so there is no way down; a mistake is mended by the next file.
 */
export function loadMigrations(folder: string = MIGRATIONS_DIR): MigrationClass[] {
  return migrationFiles(folder).map(({ name, file }) => {
    const sql = readFileSync(join(folder, file), 'utf8');
    const migration = class implements MigrationInterface {
      readonly name = name;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
      }

      async down(): Promise<void> {
        throw new Error(`${file} has no way down: write a new migration instead`);
      }
    };
    Object.defineProperty(migration, 'name', { value: name });
    return migration;
  });
}

/** A name for the state of the schema, for template databases of tests. */
export function migrationsHash(folder: string = MIGRATIONS_DIR): string {
  const hash = createHash('sha256');
  for (const { file } of migrationFiles(folder)) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

function migrationFiles(folder: string): { name: string; file: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const [, timestamp, words] = FILE.exec(file) ?? [];
      if (!timestamp || !words) throw new Error(`migrations/${file}: the name is not <13-digit time>-<words>.sql`);
      const title = words.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
      return { name: `${title}${timestamp}`, file };
    });
}
