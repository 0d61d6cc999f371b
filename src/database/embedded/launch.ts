import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../common/errors/app-error.js';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { lastLines, runCommand } from './run-command.js';

export type Capability = 'dac_read_search' | 'dac_override';

/** How PostgreSQL's programs are started: as ourselves, as another user, or as another user who may pass closed directories. */
export type Launch = { account?: Account; capability?: Capability };

export interface LaunchCommand {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

export function launchCommand(launch: Launch, file: string, args: string[]): LaunchCommand {
  const { account, capability } = launch;
  if (account === undefined) return { file, args };
  if (capability === undefined) return { file, args, uid: account.uid, gid: account.gid };
  // PostgreSQL asks access(2), which drops the capabilities of every user but root unless no_setuid_fixup is set.
  return {
    file: 'setpriv',
    args: [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup',
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
      `--bounding-set=-all,+${capability}`,
      file,
      ...args,
    ],
  };
}

/**
 * The least privilege with which the account reaches the programs and the data directory. A clone under a directory of
 * root with mode 0700 (as `mktemp -d` makes) is out of reach for every other user; there the one capability to pass
 * through directories is left to PostgreSQL, where the machine has `setpriv` and the capability to give.
 * Throws `database.unavailable` naming what is out of reach.
 */
export async function chooseLaunch(
  account: Account | undefined,
  binaries: Binaries,
  dataDir: string,
  give: () => Promise<Capability | undefined> = capabilityToGive,
): Promise<Launch> {
  const plain: Launch = { account };
  if (account === undefined) return plain;
  const blocked = await firstBlocked(plain, binaries, dataDir);
  if (blocked === undefined) return plain;
  const capability = await give();
  if (capability !== undefined) {
    const capable: Launch = { account, capability };
    if ((await firstBlocked(capable, binaries, dataDir)) === undefined) return capable;
  }
  throw new AppError(
    'database.unavailable',
    `Johang runs as root, PostgreSQL as the user ${account.uid}, and that user cannot reach ${blocked}. ` +
      'Run Johang as an ordinary user, install util-linux (setpriv), or open the directory: chmod a+x.',
  );
}

/** The first path that cannot be entered (a directory) or read (a file); undefined where all can. */
async function firstBlocked(launch: Launch, binaries: Binaries, dataDir: string): Promise<string | undefined> {
  const script =
    'for path; do if [ -d "$path" ]; then test -x "$path"; else test -r "$path"; fi || { echo "$path"; exit 1; }; done';
  const paths = [...pathsTo(dataDir), ...pathsTo(binaries.sharedFile), binaries.postgres];
  const { file, args, uid, gid } = launchCommand(launch, '/bin/sh', ['-c', script, 'sh', ...paths]);
  const { exitCode, output } = await runCommand(file, args, { uid, gid });
  return exitCode === 0 ? undefined : lastLines(output, 1) || dataDir;
}

/** A path and everything above it, from the top. */
export function pathsTo(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [...pathsTo(above), path];
}

async function capabilityToGive(): Promise<Capability | undefined> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return usableCapability(status);
}

/** Bits of linux/capability.h. */
const capabilityBits = { dac_override: 1, dac_read_search: 2, setgid: 6, setuid: 7, setpcap: 8 } as const;

/**
 * From the text of `/proc/self/status`: reading and searching alone where that can be given, else (a container's
 * default set lacks it) writing as well. Undefined where the process cannot hand on either.
 */
export function usableCapability(status: string): Capability | undefined {
  const permitted = capabilitySet(status, 'CapPrm') & capabilitySet(status, 'CapBnd');
  const has = (name: keyof typeof capabilityBits): boolean => (permitted & (1n << BigInt(capabilityBits[name]))) !== 0n;
  if (!has('setuid') || !has('setgid') || !has('setpcap')) return undefined;
  if (has('dac_read_search')) return 'dac_read_search';
  return has('dac_override') ? 'dac_override' : undefined;
}

function capabilitySet(status: string, name: string): bigint {
  const hex = new RegExp(`^${name}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
  return BigInt(`0x${hex ?? '0'}`);
}
