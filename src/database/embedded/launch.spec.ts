import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import { chooseLaunch, launchCommand, pathsTo, usableCapability } from './launch.js';

const account = { uid: 101, gid: 104 };

describe(launchCommand.name, () => {
  it('runs a program as ourselves', () => {
    expect(launchCommand({}, '/bin/initdb', ['-k'])).toEqual({ file: '/bin/initdb', args: ['-k'] });
  });

  it('runs a program as another user', () => {
    expect(launchCommand({ account }, '/bin/initdb', ['-k'])).toEqual({
      file: '/bin/initdb',
      args: ['-k'],
      ...account,
    });
  });

  it('leaves another user one capability and no way to more', () => {
    expect(launchCommand({ account, capability: 'dac_read_search' }, '/bin/initdb', ['-k'])).toEqual({
      file: 'setpriv',
      args: [
        '--reuid=101',
        '--regid=104',
        '--clear-groups',
        '--securebits=+no_setuid_fixup',
        '--inh-caps=-all,+dac_read_search',
        '--ambient-caps=-all,+dac_read_search',
        '--bounding-set=-all,+dac_read_search',
        '/bin/initdb',
        '-k',
      ],
    });
  });
});

describe(usableCapability.name, () => {
  const status = (permitted: string, bounding: string): string =>
    `Name:\tnode\nCapInh:\t0000000000000000\nCapPrm:\t${permitted}\nCapEff:\t${permitted}\nCapBnd:\t${bounding}\n`;

  it('is reading and searching where root has everything', () => {
    expect(usableCapability(status('000001ffffffffff', '000001ffffffffff'))).toBe('dac_read_search');
  });

  it("is overriding with a container's default set", () => {
    expect(usableCapability(status('00000000a80425fb', '00000000a80425fb'))).toBe('dac_override');
  });

  it('is none where the bounding set holds neither, or users cannot be changed', () => {
    expect(usableCapability(status('000001ffffffffff', '00000000000001c0'))).toBeUndefined();
    expect(usableCapability(status('0000000000000106', '0000000000000106'))).toBeUndefined();
    expect(usableCapability(status('0000000000000000', '000001ffffffffff'))).toBeUndefined();
    expect(usableCapability('')).toBeUndefined();
  });
});

describe(pathsTo.name, () => {
  it('starts at the top', () => {
    expect(pathsTo('/a/b c/d')).toEqual(['/', '/a', '/a/b c', '/a/b c/d']);
  });
});

describe(chooseLaunch.name, () => {
  let closed: string;

  beforeEach(async () => {
    closed = await mkdtemp(join(tmpdir(), 'johang-closed-'));
  });

  afterEach(async () => {
    await rm(closed, { recursive: true, force: true });
  });

  it('needs nothing where PostgreSQL runs as ourselves', async () => {
    expect(await chooseLaunch(undefined, findBinaries(), closed)).toEqual({});
  });

  it('says which directory is closed where no capability can be given', async () => {
    // Only root can run a program as another user; anybody else fails on the first path, with the same error.
    const launch = chooseLaunch({ uid: 65534, gid: 65534 }, findBinaries(), closed, () => Promise.resolve(undefined));
    await expect(launch).rejects.toMatchObject({
      code: 'database.unavailable',
      message: expect.stringContaining(process.getuid?.() === 0 ? closed : 'cannot reach'),
    });
  });
});
