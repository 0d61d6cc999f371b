import { Command } from 'commander';
import { loadConfig } from '../../config/config.js';
import { openConnection } from '../../database/connection.js';
import { prepareDatabase, schemaDrift } from '../../database/prepare.js';
import { entities } from '../../entities.js';
import { installQueues } from '../../jobs/install.js';
import { note, print } from '../output.js';
import { Exit, EXIT } from '../run.js';

export function dbCommands(): Command {
  const db = new Command('db').description('the database');
  db.command('migrate')
    .description('bring the schema up to date (serving does it as well)')
    .action(() => withPrepared(async () => print('The schema is up to date')));
  db.command('check')
    .description('fail when migrations and entities have drifted apart')
    .action(() =>
      withPrepared(async (adminUrl) => {
        const drift = await schemaDrift(adminUrl, entities);
        if (!drift.length) return print('Migrations and entities agree');
        note(`The migrations lack:\n${drift.map((sql) => `  ${sql}`).join('\n')}`);
        throw new Exit(EXIT.failed);
      }),
    );
  return db;
}

async function withPrepared(work: (adminUrl: string) => Promise<void>): Promise<void> {
  const connection = await openConnection(loadConfig(), () => {});
  try {
    await prepareDatabase(connection, [installQueues]);
    await work(connection.adminUrl);
  } finally {
    await connection.close();
  }
}
