import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { distDir } from '../config/paths.js';
import type { KeyRing } from './key-ring.js';
import { keyFromFile, SecretBox } from './secret-box.js';

const MATERIAL = 'a key of at least thirty-two characters';
const DOES_NOT_OPEN = expect.objectContaining({ code: 'config.invalid' });

describe(SecretBox.name, () => {
  const box = new SecretBox(MATERIAL);

  it.each(['', 'sk-123', '비밀번호 🔑', 'x'.repeat(100_000)])('opens what it sealed', (secret) => {
    expect(box.open(box.seal(secret, 'model-key:1'), 'model-key:1')).toBe(secret);
  });

  it('never seals the same to the same, and shows nothing of the secret', () => {
    const [one, other] = [box.seal('sk-123', 'c'), box.seal('sk-123', 'c')];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^v2\.[\w-]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]{8}$/);
    expect(one).not.toContain(Buffer.from('sk-123').toString('base64url'));
  });

  it('opens in its own context and with its own key only', () => {
    const sealed = box.seal('sk-123', 'model-key:1');
    expect(() => box.open(sealed, 'model-key:2')).toThrow(DOES_NOT_OPEN);
    expect(() => new SecretBox(`${MATERIAL}.`).open(sealed, 'model-key:1')).toThrow(DOES_NOT_OPEN);
  });

  it('opens nothing that was changed, a bit or a cut anywhere', () => {
    const parts = box.seal('sk-123', 'c').split('.');
    const changed = parts.slice(1).flatMap((part, index) => {
      const bytes = Buffer.from(part, 'base64url');
      const flipped = Buffer.from(bytes);
      flipped[0]! ^= 1;
      return [flipped, bytes.subarray(0, 4), Buffer.alloc(0)].map((other) =>
        parts.with(index + 1, other.toString('base64url')).join('.'),
      );
    });
    for (const sealed of [...changed, parts.with(0, 'v1').join('.'), parts.with(0, 'v3').join('.'), '', 'sk-123']) {
      expect(() => box.open(sealed, 'c')).toThrow(DOES_NOT_OPEN);
    }
  });

  it('says nothing of the secret when it does not open', () => {
    expect(() => box.open('v1.a.b.c', 'c')).toThrow(/^A stored secret does not open with this secret key/);
  });

  it('opens with an earlier key, says which key sealed, and takes up a key that came later', () => {
    let ring: KeyRing = { current: MATERIAL, previous: [] };
    const process = new SecretBox(() => ring);
    const early = process.seal('sk-123', 'c');
    expect(early.startsWith(process.currentPrefix)).toBe(true);
    const later = { current: 'another key of at least thirty-two characters', previous: [MATERIAL] };
    const late = new SecretBox(() => later).seal('sk-456', 'c');
    expect(() => process.open(late, 'c')).toThrow(DOES_NOT_OPEN);
    ring = later;
    expect([process.open(late, 'c'), process.open(early, 'c')]).toEqual(['sk-456', 'sk-123']);
    expect(early.startsWith(process.currentPrefix)).toBe(false);
  });

  it('opens the form without an id of the key, with whatever key fits', () => {
    const [, , ...parts] = box.seal('sk-123', 'c').split('.');
    const old = ['v1', ...parts].join('.');
    const current = 'another key of at least thirty-two characters';
    expect(new SecretBox(() => ({ current, previous: [MATERIAL] })).open(old, 'c')).toBe('sk-123');
    expect(() => new SecretBox(current).open(old, 'c')).toThrow(DOES_NOT_OPEN);
  });

  it('refuses a short key', () => {
    expect(() => new SecretBox('x'.repeat(31))).toThrow(DOES_NOT_OPEN);
  });
});

describe(keyFromFile.name, () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'johang-key-'));
    file = join(folder, 'data', 'secret.key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes a key that only its owner may read, and keeps it', () => {
    const key = keyFromFile(file);
    expect(Buffer.from(key, 'base64url')).toHaveLength(48);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(keyFromFile(file)).toBe(key);
    expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
  });

  it('takes a key that was put there, and takes away the rights of others', () => {
    keyFromFile(file);
    writeFileSync(file, `${MATERIAL}\n`);
    chmodSync(file, 0o644);
    expect(keyFromFile(file)).toBe(MATERIAL);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('gives processes that start at once the same key', async () => {
    const module = pathToFileURL(join(distDir, 'secrets/secret-box.js')).href;
    const script = `import { keyFromFile } from '${module}';
      process.stdin.once('data', () => { process.stdout.write(keyFromFile(process.argv[1])); process.stdin.destroy(); });
      process.stderr.write('ready');`;
    const processes = Array.from({ length: 5 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', script, file]),
    );
    await Promise.all(processes.map(({ stderr }) => once(stderr, 'data')));
    const keys = Promise.all(processes.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])));
    for (const { stdin } of processes) stdin.write('go');
    expect(new Set(await keys)).toEqual(new Set([readFileSync(file, 'utf8')]));
    expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
  });
});
