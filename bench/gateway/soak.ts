import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { markdownTable } from '../support/table.js';
import type { System } from './systems.js';

const MIB = 1024 * 1024;

/** Makes many calls and prints the memory that is in use, garbage collected, after every tenth of them. */
export async function soak(system: System, prompt: string, calls: number, atOnce: number): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const rows: string[][] = [];
  for (let tenth = 1; tenth <= 10; tenth++) {
    let left = Math.ceil(calls / 10);
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (left-- > 0) await system.ask(prompt);
      }),
    );
    collect();
    const { heapUsed, rss, external } = process.memoryUsage();
    rows.push([String((calls / 10) * tenth), ...[heapUsed, external, rss].map((bytes) => (bytes / MIB).toFixed(1))]);
  }
  console.log(markdownTable(['calls', 'heap in use, MiB', 'external, MiB', 'resident, MiB'], rows));
}
