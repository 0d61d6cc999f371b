import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  findProcesses,
  identityOf,
  isRunning,
  parseProcStat,
  parsePsStart,
  serves,
  signalProcess,
} from './processes.js';

const statTail = '1 2 3 0 -1 4194560 106 0 0 0 0 0 0 0 20 0 1 0 219101 2703360 256';

describe(parseProcStat.name, () => {
  it('finds the start time behind a name with spaces and brackets', () => {
    expect(parseProcStat(`4711 (a) S) (b) S ${statTail}`)).toBe('219101');
  });

  it('takes a zombie for gone', () => {
    expect(parseProcStat(`4711 (node) Z ${statTail}`)).toBeUndefined();
    expect(parseProcStat(undefined)).toBeUndefined();
  });
});

describe(parsePsStart.name, () => {
  it('finds the start time behind the state', () => {
    expect(parsePsStart('Ss   Mon Nov 23 13:12:01 2026\n')).toBe('Mon Nov 23 13:12:01 2026');
  });

  it('takes a zombie and no answer for gone', () => {
    expect(parsePsStart('Z+ Mon Nov 23 13:12:01 2026')).toBeUndefined();
    expect(parsePsStart('')).toBeUndefined();
  });
});

describe(isRunning.name, () => {
  it('knows a process from a later one of the same number', () => {
    const own = identityOf(process.pid);
    expect(own).toBeDefined();
    if (own === undefined) return;
    expect(isRunning(own)).toBe(true);
    expect(isRunning({ ...own, startedAt: 'earlier' })).toBe(false);
  });

  it('sees a process end', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = identityOf(child.pid ?? 0);
    expect(identity).toBeDefined();
    expect(signalProcess(child.pid ?? 0, 'SIGKILL')).toBe(true);
    await once(child, 'exit');
    expect(identity === undefined || isRunning(identity)).toBe(false);
    expect(signalProcess(child.pid ?? 0, 'SIGKILL')).toBe(false);
  });
});

describe(serves.name, () => {
  const cluster = '/home/kim/my data/postgres';

  it.each([
    ['/opt/bin/postgres -D /home/kim/my data/postgres -p 5', true],
    ['setpriv --reuid=101 /opt/bin/postgres -D /home/kim/my data/postgres', true],
    ['/opt/bin/postgres -D /home/kim/my data/postgres2 -p 5', false],
    ['/opt/bin/postgres -p 5', false],
    ['vim -D /home/kim/my data/postgres', false],
    ['', false],
  ])('%s: %s', (command, expected) => {
    expect(serves(command, cluster)).toBe(expected);
  });
});

describe(findProcesses.name, () => {
  it('finds this process by its command', () => {
    expect(findProcesses((command) => command.includes('jest'))).toContain(process.pid);
  });
});
