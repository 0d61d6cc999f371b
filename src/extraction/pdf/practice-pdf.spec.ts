import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { practicePdf } from './practice-pdf.js';
import { readPdf } from './read-pdf.js';

it.each([true, false])('makes a sound PDF whose text is read in all of its fonts, packed: %s', async (packed) => {
  const folder = await mkdtemp(join(tmpdir(), 'practice-'));
  try {
    const path = join(folder, 'practice.pdf');
    await writeFile(path, practicePdf(3, undefined, packed));
    const { pages, warnings } = await readPdf({ path, memoryMb: 256 });
    expect(warnings).toEqual([]);
    expect(pages).toHaveLength(3);
    for (const { text } of pages) {
      const words = (typeof text === 'string' ? text : '').split(/\s+/);
      expect(words.length).toBeGreaterThan(500);
      const known = words.filter((word) =>
        /^(this|agreement|between|company|consultant|provide|Exhibit|prior)$/.test(word),
      );
      expect(known.length).toBeGreaterThan(words.length / 10);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
