import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest directory at or above `start` that holds a `package.json`. */
function findPackageRoot(start: string): string {
  let directory = start;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`No package.json at or above ${start}`);
    directory = parent;
  }
  return directory;
}

/** Absolute path of the package: the same whether the code runs from `src/` (jest) or from `dist/` (the build). */
export const packageRoot: string = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of what ships as data. */
export const assetsDir: string = join(packageRoot, 'assets');

/** Built files that run in a thread or process of their own; plain JavaScript also under jest. */
export const distDir: string = join(packageRoot, 'dist');

/** Johang's version, as package.json says. */
export const version: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;
