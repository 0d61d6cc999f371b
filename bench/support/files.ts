import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export { sharedDataDir as sharedData } from '../../test/support/shared-data.js';

/** All files below folders, in order. Papers about the files (licences, read-me files) are none. */
export async function filesBelow(folders: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !/^(LICENSE|README|NOTICE|\.)/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort(),
    ),
  );
  return lists.flat();
}

/** The value of `--name` among the arguments. */
export function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return (at > 0 ? process.argv[at + 1] : undefined) ?? fallback;
}

/** Arguments that are neither options nor their values. */
export function operands(): string[] {
  return process.argv
    .slice(2)
    .filter((argument, at, all) => !argument.startsWith('--') && !all[at - 1]?.startsWith('--'));
}
