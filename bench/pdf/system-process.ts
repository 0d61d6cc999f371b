/**
 * Runs one system over files, twice, and answers with `warm` between the two, and at the end with the times it took and the
 * texts. Arguments: name of the system, files.
 */
import { type System, systems } from './systems.js';

export interface RunResult {
  /** Of the first reading, from when the system begins to load, and of the second, in seconds. */
  cold: number;
  warm: number;
  texts: Record<string, string>;
}

const [name = '', ...files] = process.argv.slice(2);
const open = Object.entries(systems).find(([each]) => each === name)?.[1];
if (!open) throw new Error(`There is no system ${name}`);
const texts: Record<string, string> = {};
const started = performance.now();
const system: System = await open();
await system.read(files, (file, text) => {
  texts[file] = text;
});
const halfway = performance.now();
process.send?.('warm');
await system.read(files, () => undefined);
const result: RunResult = {
  cold: (halfway - started) / 1000,
  warm: (performance.now() - halfway) / 1000,
  texts,
};
await system.close?.();
process.send?.(result, () => process.disconnect());
