import type { TestDatabase } from './database.js';

/** Tables that hold nothing of a customer. Everything else in the schema belongs to a workspace. */
export const sharedTables = ['migrations'];

/** A table of customers' rows, and its column that says whose a row is. */
export interface TenantTable {
  name: string;
  owner: string;
}

/** Every table of the schema but the shared ones, as the database knows them. A table without an owner column is an error. */
export async function tenantTables(database: TestDatabase): Promise<TenantTable[]> {
  const rows = await database.query(
    `SELECT t.table_name AS name, c.column_name AS owner
     FROM information_schema.tables t
     LEFT JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
       AND c.column_name = CASE t.table_name WHEN 'workspaces' THEN 'id' ELSE 'workspace_id' END
     WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND t.table_name <> ALL($1)
     ORDER BY t.table_name`,
    [sharedTables],
  );
  return rows.map(({ name, owner }) => {
    if (typeof owner !== 'string') throw new Error(`The table ${String(name)} says of no row whose it is`);
    return { name: String(name), owner };
  });
}

/** All rows of a workspace, by table, its jobs among them; times of last use aside, which reading changes. */
export async function tenantRows(database: TestDatabase, workspaceId: string): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const { name, owner } of await tenantTables(database)) {
    const rows = await database.query(
      `SELECT to_jsonb(t) - 'last_used_at' AS row FROM ${name} t WHERE ${owner} = $1 ORDER BY 1`,
      [workspaceId],
    );
    found[name] = rows.map(({ row }) => row);
  }
  const jobs = await database.query(
    `SELECT id, name, state, data, retry_limit FROM pgboss.job WHERE data->>'workspaceId' = $1 ORDER BY id`,
    [workspaceId],
  );
  return { ...found, jobs };
}
