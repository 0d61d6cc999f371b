import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/paths.js';
import { catalogue, errorCodes } from './catalogue.js';

/** Codes that nothing answers yet: a workspace cannot have playbooks of its own so far. */
const reserved = ['playbook.not_found'];

const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.endsWith('catalogue.ts'))
  .map((file) => readFileSync(join(packageRoot, 'src', file), 'utf8'))
  .join('\n');

describe('catalogue', () => {
  it.each(errorCodes)('%s: a lower-case dotted code with a status, a title and help', (code) => {
    const { status, title, help, level } = catalogue[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(help).toMatch(/^[A-Z`].*\.$/);
    // Both stand in a table of docs/errors.md.
    expect(title + help).not.toContain('|');
    expect(['debug', 'info', 'warn', 'error']).toContain(level);
  });

  it('holds no code that nothing uses, but for those reserved', () => {
    expect(errorCodes.filter((code) => !sources.includes(`'${code}'`))).toEqual(reserved);
  });
});
