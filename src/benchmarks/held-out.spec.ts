import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { assetsDir } from '../config/paths.js';
import { cuadClauseTypes } from '../contracts/clause-types.js';
import { HeldOut, isHeldOut, isHeldOutText, sampleSuiteFiles, type ShippedSuite, shippedSuites } from './held-out.js';
import { cuadImporter } from './importers/cuad.js';
import type { ClauseCase } from './importers/importer.js';
import { suiteHash } from './importers/suite-hash.js';

const folder = join(assetsDir, 'suites', 'cuad-sample');

function sampleSuite(): ShippedSuite {
  const suite = shippedSuites().find(({ name }) => name === 'cuad-sample');
  if (suite === undefined) throw new Error('the sample suite does not ship');
  return suite;
}

async function cases(): Promise<ClauseCase[]> {
  const read: ClauseCase[] = [];
  for await (const each of cuadImporter.read([folder])) read.push(each);
  return read;
}

describe('the sample suite', () => {
  it('can be imported and is what suite.json says', async () => {
    const [suite, imported] = [sampleSuite(), await cases()];
    expect(await suiteHash(imported)).toBe(suite.hash);
    expect(
      imported.map(({ key, text, metadata }) => ({ title: key, file: metadata.file, sha256: sha256(text) })),
    ).toEqual(suite.files);
    expect(readdirSync(join(folder, 'contracts')).sort()).toEqual(suite.files.map(({ file }) => file));
  });

  it('holds about 20 contracts of every length and all 41 categories in less than 1.2 MB', async () => {
    const sizes = sampleSuite().files.map(({ file }) => statSync(join(folder, 'contracts', file)).size);
    expect(sizes).toHaveLength(20);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_200_000);
    expect(sizes.filter((size) => size < 8_000)).toHaveLength(3);
    expect(sizes.filter((size) => size > 80_000)).toHaveLength(4);
    const categories = new Set((await cases()).flatMap(({ labels }) => Object.keys(labels)));
    expect([...categories].sort()).toEqual(cuadClauseTypes.map(({ name }) => name).sort());
  });

  it('was drawn from its pool only', () => {
    for (const { file } of sampleSuite().files) expect(Number.parseInt(sha256(file).slice(0, 2), 16)).toBeLessThan(64);
  });

  it('says whose it is', () => {
    const notice = readFileSync(join(folder, 'NOTICE'), 'utf8');
    for (const words of ['The Atticus Project', 'CC BY 4.0', 'Changes made']) expect(notice).toContain(words);
    expect(sampleSuite().licence).toBe('CC-BY-4.0');
  });
});

describe('what training leaves out', () => {
  it('is every contract of the sample suite, by title, by file and by text', async () => {
    const imported = await cases();
    expect(sampleSuiteFiles()).toEqual(expect.arrayContaining(imported.map(({ metadata }) => metadata.file)));
    for (const { key, text, metadata } of imported) {
      expect([isHeldOut(key), isHeldOut(metadata.file), isHeldOut(metadata.file.replace(/\.txt$/, ''))]).toEqual([
        true,
        true,
        true,
      ]);
      expect([isHeldOutText(text), isHeldOutText(`${text} `)]).toEqual([true, false]);
    }
  });

  it('is found by file name also where the title is another, whatever the case and the Unicode form', () => {
    const suite = { ...sampleSuite(), files: [{ title: 'A title', file: '계약 (1).TXT', sha256: sha256('text') }] };
    const heldOut = new HeldOut([suite]);
    for (const name of ['A title', '계약 (1).txt', '계약 (1)'.normalize('NFD'), 'a TITLE.txt']) {
      expect(heldOut.hasName(name)).toBe(true);
    }
    expect([heldOut.hasName('계약'), heldOut.hasText('text')]).toEqual([false, true]);
  });

  it('is nothing else', () => {
    expect([isHeldOut('Some Other Agreement'), isHeldOut(''), isHeldOutText('')]).toEqual([false, false, false]);
    expect(shippedSuites(join(assetsDir, 'no such folder'))).toEqual([]);
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
