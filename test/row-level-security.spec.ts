import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { credentialHash } from '../src/auth/secrets.js';
import { APP_ROLE, openConnection } from '../src/database/connection.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';
import { furnishWorkspace, type FurnishedWorkspace } from './support/furnished-workspace.js';
import { type TenantTable, tenantRows, tenantTables } from './support/tenant-tables.js';

const INSUFFICIENT_PRIVILEGE = '42501';

let test: TestApp;
let client: pg.Client;
let tables: TenantTable[];
let a: FurnishedWorkspace;
let b: Tenant;

beforeAll(async () => {
  test = await createTestApp();
  tables = await tenantTables(test.database);
  a = await furnishWorkspace(test);
  b = await test.tenant();
  client = new pg.Client({ connectionString: test.database.appUrl, options: test.database.appOptions });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await test.close();
});

/** Runs statements as the application does, with a setting for the transaction; nothing of it stays. */
async function as<T>(
  setting: 'workspace_id' | 'credential' | 'none',
  value: string,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    if (setting !== 'none') await client.query('SELECT set_config($1, $2, true)', [`johang.${setting}`, value]);
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

async function count(table: string, where = 'true', values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`,
    values,
  );
  return rows[0]!.count;
}

/** What each table answers, so that one failure shows every table it concerns. */
async function byTable<T>(ask: (table: TenantTable) => Promise<T>): Promise<Record<string, T>> {
  const answers: Record<string, T> = {};
  for (const table of tables) answers[table.name] = await ask(table);
  return answers;
}

function eachTable<T>(value: T): Record<string, T> {
  return Object.fromEntries(tables.map(({ name }) => [name, value]));
}

/** The SQLSTATE of a statement that is refused; `done` when it is not. */
async function refusal(sql: string, values: unknown[] = []): Promise<string | undefined> {
  return client.query(sql, values).then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code,
  );
}

describe('the role of the application', () => {
  it('is no superuser, bypasses no row-level security, and can become nobody else', async () => {
    const { rows } = await client.query(
      `SELECT current_user AS name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
              (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships
       FROM pg_roles r WHERE rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        name: APP_ROLE,
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        memberships: 0,
      },
    ]);
  });

  it('is taken on at the start of each session where the database is given, with one log-in for all', async () => {
    const config = { ...test.config, databaseUrl: test.database.adminUrl };
    const { appUrl, appOptions } = await openConnection(config, () => {});
    const session = new pg.Client({ connectionString: appUrl, options: appOptions });
    await session.connect();
    try {
      const { rows } = await session.query(
        'SELECT current_user AS name, count(d.id)::int AS documents FROM documents d',
      );
      expect(rows).toEqual([{ name: APP_ROLE, documents: 0 }]);
    } finally {
      await session.end();
    }
  });

  it('owns nothing and may create nothing', async () => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM pg_class WHERE relowner = current_user::regrole) AS tables,
              (SELECT count(*)::int FROM pg_proc WHERE proowner = current_user::regrole) AS functions,
              has_schema_privilege('public', 'CREATE') AS in_public, has_schema_privilege('pgboss', 'CREATE') AS in_pgboss,
              has_database_privilege(current_database(), 'CREATE') AS schemas`,
    );
    expect(rows).toEqual([{ tables: 0, functions: 0, in_public: false, in_pgboss: false, schemas: false }]);
  });

  it('may neither empty a table, which asks no policy, nor write the list of migrations', async () => {
    const refused = await byTable(({ name }) =>
      as('workspace_id', a.tenant.workspaceId, () => refusal(`TRUNCATE ${name} CASCADE`)),
    );
    expect(refused).toEqual(eachTable(INSUFFICIENT_PRIVILEGE));
    expect(await as('none', '', () => refusal('DELETE FROM migrations'))).toBe(INSUFFICIENT_PRIVILEGE);
  });
});

describe('every table of customers', () => {
  it('has row-level security, forced on its owner too', async () => {
    const secured = await byTable(async ({ name }) => {
      const { rows } = await client.query(
        'SELECT relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_class WHERE oid = $1::regclass',
        [name],
      );
      return rows[0] as unknown;
    });
    expect(secured).toEqual(eachTable({ enabled: true, forced: true }));
  });

  it('has a row of the first workspace, or the tests below would prove nothing of it', async () => {
    const rows = await tenantRows(test.database, a.tenant.workspaceId);
    expect(Object.entries(rows).filter(([, found]) => found.length === 0)).toEqual([]);
  });

  it('shows the rows of the workspace that is set', async () => {
    const seen = await as('workspace_id', a.tenant.workspaceId, () =>
      byTable(({ name, owner }) => count(name, `${owner} = $1`, [a.tenant.workspaceId])),
    );
    expect(Object.entries(seen).filter(([, rows]) => rows === 0)).toEqual([]);
  });

  it('shows another workspace nothing of it', async () => {
    const seen = await as('workspace_id', b.workspaceId, () =>
      byTable(({ name, owner }) => count(name, `${owner} <> $1`, [b.workspaceId])),
    );
    expect(seen).toEqual(eachTable(0));
  });

  it.each(['none', 'workspace_id', 'credential'] as const)(
    'shows nothing where %s is set, and empty',
    async (setting) => {
      expect(await as(setting, '', () => byTable(({ name }) => count(name)))).toEqual(eachTable(0));
    },
  );

  it('lets another workspace change and delete nothing', async () => {
    const { workspaceId } = a.tenant;
    const before = await tenantRows(test.database, workspaceId);
    const affected = await as('workspace_id', b.workspaceId, async () => {
      const changed = await byTable(
        async ({ name, owner }) =>
          (await client.query(`UPDATE ${name} SET ${owner} = ${owner} WHERE ${owner} = $1`, [workspaceId])).rowCount,
      );
      const deleted = await byTable(
        async ({ name, owner }) =>
          (await client.query(`DELETE FROM ${name} WHERE ${owner} = $1`, [workspaceId])).rowCount,
      );
      return { changed, deleted };
    });
    expect(affected).toEqual({ changed: eachTable(0), deleted: eachTable(0) });
    expect(await tenantRows(test.database, workspaceId)).toEqual(before);
  });

  it('refuses rows that another workspace would write into it', async () => {
    const rows = await tenantRows(test.database, a.tenant.workspaceId);
    const refused = await byTable(({ name }) =>
      as('workspace_id', b.workspaceId, () =>
        refusal(`INSERT INTO ${name} SELECT * FROM jsonb_populate_record(NULL::${name}, $1)`, [
          JSON.stringify(rows[name]![0]),
        ]),
      ),
    );
    expect(refused).toEqual(eachTable(INSUFFICIENT_PRIVILEGE));
  });

  it('lets no workspace hand its rows to another', async () => {
    const refused = await byTable(({ name, owner }) =>
      as('workspace_id', a.tenant.workspaceId, () => refusal(`UPDATE ${name} SET ${owner} = $1`, [b.workspaceId])),
    );
    expect(refused).toEqual(eachTable(INSUFFICIENT_PRIVILEGE));
  });
});

describe('a credential', () => {
  const visible = async (credential: string) => {
    const seen = await as('credential', credential, () => byTable(({ name }) => count(name)));
    return Object.fromEntries(Object.entries(seen).filter(([, rows]) => rows > 0));
  };

  it('opens the one row it names, and no other table', async () => {
    expect(await visible(credentialHash(a.tenant.key))).toEqual({ api_keys: 1 });
    expect(await visible(a.tenant.slug)).toEqual({ workspaces: 1 });
    expect(await visible('jhk_nobody')).toEqual({});
  });

  it('opens it for reading only', async () => {
    const hash = credentialHash(a.tenant.key);
    await as('credential', hash, async () => {
      expect((await client.query('UPDATE api_keys SET scopes = scopes')).rowCount).toBe(0);
      expect((await client.query('DELETE FROM api_keys')).rowCount).toBe(0);
    });
    await as('credential', a.tenant.slug, async () => {
      expect((await client.query('DELETE FROM workspaces')).rowCount).toBe(0);
    });
  });

  it.each([
    ['johang_api_key', () => credentialHash(a.tenant.key)],
    ['johang_session', () => credentialHash(a.session)],
    ['johang_workspace_of', () => a.tenant.slug],
  ])('asked for by %s leaves nothing open behind', async (name, credential) => {
    const { rows } = await client.query<Record<string, string>>(`SELECT * FROM ${name}($1)`, [credential()]);
    expect(rows.map(({ workspace_id: workspaceId, id }) => workspaceId ?? id)).toEqual([a.tenant.workspaceId]);
    expect((await client.query(`SELECT * FROM ${name}($1)`, ['nobody'])).rows).toEqual([]);
    expect(await byTable(({ name: table }) => count(table))).toEqual(eachTable(0));
  });
});
