import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { distDir } from '../../config/paths.js';
import { createLogger } from './logger.js';

const logger = pathToFileURL(join(distDir, 'common/telemetry/logger.js')).href;

/** What a process that runs `code` with a logger `log` writes. */
function logged(level: string, code: string): { stdout: string; lines: Record<string, unknown>[] } {
  const script = `import { createLogger } from '${logger}'; const log = createLogger('${level}'); ${code}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  const lines = stderr.split('\n').filter(Boolean);
  return { stdout, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe(createLogger.name, () => {
  it('writes JSON lines of its level and above to stderr, nothing to stdout', () => {
    const { stdout, lines } = logged('warn', `log.info('a'); log.warn({ route: '/v1' }, 'b'); log.error('c');`);
    expect(stdout).toBe('');
    expect(lines).toMatchObject([
      { service: 'johang', level: 40, msg: 'b', route: '/v1' },
      { level: 50, msg: 'c' },
    ]);
    expect(Date.parse(String(lines[0]!.time))).not.toBeNaN();
  });

  it('censors what is called like a secret, also one level down', () => {
    const names = ['authorization', 'password', 'apiKey', 'token'];
    const { lines } = logged(
      'info',
      `for (const name of ${JSON.stringify(names)}) log.info({ [name]: 's3cret', body: { [name]: 's3cret' } });
       log.info({ key: 's3cret', headers: { cookie: 's3cret' } });`,
    );
    expect(lines).toHaveLength(names.length + 1);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('tells of an error its kind, code, message, place and causes, and no query or value', () => {
    const { lines } = logged(
      'info',
      `const cause = Object.assign(new TypeError('below'), { code: '23505', detail: 'Key (email)=(kim@example.com)' });
       const err = Object.assign(new Error('x'.repeat(2000) + 'the end of it', { cause }), { query: 'SELECT 1', parameters: ['s3cret'] });
       log.error({ err }, 'failed');`,
    );
    const { err } = lines[0] as {
      err: { name: string; message: string; stack: string; cause: Record<string, string> };
    };
    expect(Object.keys(err).toSorted()).toEqual(['cause', 'message', 'name', 'stack']);
    expect(err).toMatchObject({ name: 'Error', message: 'x'.repeat(500), stack: expect.stringMatching(/^\s+at /) });
    expect(err.cause).toMatchObject({ name: 'TypeError', code: '23505', message: 'below' });
    for (const hidden of ['s3cret', 'SELECT', 'kim@example.com', 'the end of it']) {
      expect(JSON.stringify(lines)).not.toContain(hidden);
    }
  });

  it('takes a thrown value that is no error', () => {
    expect(logged('info', `log.error({ err: 'gone' }, 'failed');`).lines[0]).toMatchObject({
      err: { message: 'gone' },
    });
  });
});
