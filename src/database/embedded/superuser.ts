import { Socket } from 'node:net';
import { Client } from 'pg';
import { listenHost, maintenanceDatabase, superuser } from './layout.js';

/**
 * Every process that uses the server holds this advisory lock shared on its lease connection, and the guardian takes it
 * exclusively before it stops the server. So nobody gets a lease on a server that is about to stop, and no server stops
 * under a lease. Advisory locks belong to a database: both sides connect to the maintenance database.
 */
export const leaseLock = 1_248_815_201;

export const guardianApplication = 'johang guardian';
export const leaseApplication = 'johang lease';

const connectMs = 5_000;

/** A connection as superuser. Errors after connecting surface as a rejected query or the `end` event. */
export async function connectAsSuperuser(
  port: number,
  password: string,
  applicationName: string,
  socket = new Socket(),
): Promise<Client> {
  const client = new Client({
    host: listenHost,
    port,
    user: superuser,
    password,
    database: maintenanceDatabase,
    ssl: false,
    application_name: applicationName,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    stream: () => socket,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return client;
}
