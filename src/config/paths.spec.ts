import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { assetsDir, packageRoot } from './paths.js';

describe('paths', () => {
  it('finds the package and its assets', () => {
    expect(existsSync(join(packageRoot, 'package.json'))).toBe(true);
    expect(existsSync(join(assetsDir, 'playbooks/default.en.json'))).toBe(true);
  });
});
