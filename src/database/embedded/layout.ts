import { join } from 'node:path';

/** The files of the embedded server. All lie side by side, so that moving one into place is a rename within one file system. */
export interface Layout {
  dataDir: string;
  /** PostgreSQL's data directory. It exists only complete: it is made elsewhere and renamed to here. */
  cluster: string;
  /** Passwords, mode 0600. They are written before the cluster appears, so a cluster without them is a damaged one. */
  secrets: string;
  /** What the guardian last published: phase, port, process. Not secret. */
  server: string;
  /** Held by the guardian for as long as it lives. */
  lock: string;
  /** Output of PostgreSQL and of the guardian. */
  log: string;
}

/** Clusters in the making are named so, in the data directory. */
export const stagingPrefix = 'postgres.init-';

export const maintenanceDatabase = 'postgres';
export const applicationDatabase = 'johang';
export const superuser = 'postgres';
export const listenHost = '127.0.0.1';

export function layoutOf(dataDir: string): Layout {
  return {
    dataDir,
    cluster: join(dataDir, 'postgres'),
    secrets: join(dataDir, 'postgres.json'),
    server: join(dataDir, 'postgres.server.json'),
    lock: join(dataDir, 'postgres.lock'),
    log: join(dataDir, 'postgres.log'),
  };
}
