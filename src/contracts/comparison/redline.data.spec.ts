import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedData } from '../../../test/support/shared-data.js';
import { distDir } from '../../config/paths.js';
import { type Extraction, Extractor } from '../../extraction/index.js';
import { parseProvisions } from '../provisions.js';
import { compareTexts } from './compare.js';
import type { ComparedText } from './comparison.js';

const folder = sharedData('docs/redline');

let extractor: Extractor;

beforeAll(() => {
  const workerFile = join(distDir, 'extraction/extract.worker.js');
  extractor = new Extractor({ workerFile, threads: 1, timeoutMs: 60_000, memoryMb: 512 });
});
afterAll(() => extractor.close());

const read = (name: string): Promise<Extraction> => extractor.extract({ path: join(folder, name), format: 'docx' });

const source = ({ text, pages, tables }: Extraction): ComparedText => ({
  text,
  pages,
  tables,
  provisions: parseProvisions(text),
});

describe(compareTexts, () => {
  it('finds the insertions and deletions that a redline of the two files has as tracked changes', async () => {
    const { items } = compareTexts(source(await read('original.docx')), source(await read('modified.docx')));
    const { remarks } = await read('expected_redline.docx');
    const found = items.flatMap(({ status, diff, left, right }) => {
      if (status === 'added' || status === 'removed') return [[status, (right ?? left)?.quote ?? '']];
      return diff.filter(({ op }) => op !== 'equal').map(({ op, text }) => [op, text]);
    });
    const expected = remarks
      .filter(({ kind }) => kind === 'inserted' || kind === 'deleted')
      .map(({ kind, text }) => [kind === 'inserted' ? 'added' : 'removed', text]);
    expect(expected.length).toBeGreaterThan(5);
    // The redline does not count the bullet of a list item.
    expect(found.map(([op, text]) => [op, text?.replace(/^• /, '').trim()])).toEqual(expected);
  });
});
