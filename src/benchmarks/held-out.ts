import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { assetsDir } from '../config/paths.js';

/** `suite.json`, which says what a shipped suite is; its cases are beside it in the format's own layout. */
export const ShippedSuiteSchema = z.strictObject({
  name: z.string().min(1),
  title: z.strictObject({ en: z.string().min(1), ko: z.string().min(1) }),
  version: z.string().min(1),
  task: z.literal('clause-extraction'),
  /** The importer that reads the folder. */
  format: z.literal('cuad'),
  licence: z.string().min(1),
  source: z.strictObject({ name: z.string().min(1), url: z.url(), attribution: z.string().min(1) }),
  /** How the cases were drawn: the script, its seed, the pool it drew from. */
  selection: z.strictObject({ script: z.string().min(1), seed: z.int(), pool: z.string().min(1) }),
  /** `suiteHash` of the cases. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  files: z
    .array(z.strictObject({ title: z.string().min(1), file: z.string().min(1), sha256: z.string().length(64) }))
    .min(1),
});

export type ShippedSuite = z.infer<typeof ShippedSuiteSchema>;

/** The suites that ship with Johang, in the order of their folders' names. */
export function shippedSuites(folder: string = join(assetsDir, 'suites')): ShippedSuite[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name, 'suite.json'))
    .filter((path) => existsSync(path))
    .map((path) => ShippedSuiteSchema.parse(JSON.parse(readFileSync(path, 'utf8'))));
}

/** File names of the contracts that the shipped suites are scored on. */
export function sampleSuiteFiles(folder?: string): string[] {
  return shippedSuites(folder).flatMap((suite) => suite.files.map(({ file }) => file));
}

/** What training has to leave out, so that no shipped suite is scored on what its models were trained on. */
export class HeldOut {
  private readonly names = new Set<string>();
  private readonly hashes = new Set<string>();

  constructor(suites: readonly ShippedSuite[] = shippedSuites()) {
    for (const { title, file, sha256 } of suites.flatMap((suite) => suite.files)) {
      this.names.add(nameKey(title)).add(nameKey(file));
      this.hashes.add(sha256);
    }
  }

  /** Whether a contract of this title or file name is in a shipped suite. */
  hasName(name: string): boolean {
    return this.names.has(nameKey(name));
  }

  /** Whether this very text is in a shipped suite, whatever its file is called. */
  hasText(text: string): boolean {
    return this.hashes.has(createHash('sha256').update(text, 'utf8').digest('hex'));
  }
}

/** Copying files between systems changes a name's Unicode form and may lose the case or the extension. */
function nameKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.txt$/, '')
    .trim();
}

let shipped: HeldOut | undefined;

/** Whether a contract of this title or file name is in a suite that ships with Johang: leave it out of training. */
export function isHeldOut(titleOrFile: string): boolean {
  shipped ??= new HeldOut();
  return shipped.hasName(titleOrFile);
}

/** Whether this very text is in a suite that ships with Johang. */
export function isHeldOutText(text: string): boolean {
  shipped ??= new HeldOut();
  return shipped.hasText(text);
}
