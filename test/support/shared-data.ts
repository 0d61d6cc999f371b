import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';

/** The data that developers share; not a part of the project, and never needed by what ships. */
export const sharedDataDir = process.env.JOHANG_SHARED_DATA ?? resolve(packageRoot, '../shared/data');

/** A file or folder of the shared data. Throws with a message where it is not there. */
export function sharedData(...path: string[]): string {
  const place = join(sharedDataDir, ...path);
  if (!existsSync(place)) {
    throw new Error(`The shared data are needed for this test: set JOHANG_SHARED_DATA (looked for ${place})`);
  }
  return place;
}
