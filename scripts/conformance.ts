/**
 * Prints how every model of the catalogue does on a strict emulator of its server, mode by mode:
 *
 *   npm run conformance
 *
 * Exits 1 when a cell fails.
 */
import Table from 'cli-table3';
import { shippedCatalogue } from '../src/models/catalogue/catalogue.js';
import { conformingModels, modes, tryCell } from '../test/support/conformance.js';

const problems: string[] = [];
const table = new Table({ head: ['model', ...modes], style: { head: [], border: [] } });
for (const name of conformingModels()) {
  const cells: string[] = [];
  for (const mode of modes) {
    const verdict = await tryCell(name, mode);
    if (verdict !== null && verdict !== 'n/a') problems.push(`${name}, ${mode}: ${verdict}`);
    cells.push(verdict === null ? 'ok' : verdict === 'n/a' ? '-' : 'FAILS');
  }
  table.push([name, ...cells]);
}
console.log(`Catalogue of ${shippedCatalogue().version}; - where the model has no such mode, or it is not known\n`);
console.log(table.toString());
for (const problem of problems) console.log(problem);
process.exitCode = problems.length ? 1 : 0;
