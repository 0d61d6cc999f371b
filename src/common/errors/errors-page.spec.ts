import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/paths.js';
import { errorCodes } from './catalogue.js';
import { errorsPage } from './errors-page.js';

describe(errorsPage.name, () => {
  it('is what docs/errors.md holds', () => {
    expect(readFileSync(join(packageRoot, 'docs/errors.md'), 'utf8')).toBe(errorsPage());
  });

  it('has a row for every code', () => {
    const rows = [...errorsPage().matchAll(/^\| `([\w.]+)` \| \d{3} \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);
    expect(new Set(rows)).toEqual(new Set(errorCodes));
    expect(rows).toHaveLength(errorCodes.length);
  });
});
