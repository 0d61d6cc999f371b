import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedData } from '../../test/support/shared-data.js';
import { packageRoot } from '../config/paths.js';
import type { Extraction } from './extraction.js';
import { Extractor } from './extractor.js';
import { sniffFile } from './sniff.js';

const data = sharedData();

/** What a name does not tell otherwise. */
const PASSWORD = 'Password1234_';

let extractor: Extractor;

beforeAll(() => {
  const workerFile = join(packageRoot, 'dist/extraction/extract.worker.js');
  extractor = new Extractor({ workerFile, threads: 2, timeoutMs: 120_000, memoryMb: 1024 });
});

afterAll(async () => {
  await extractor?.close();
});

async function read(path: string, password?: string): Promise<Extraction> {
  const { format } = await sniffFile(path, basename(path));
  return extractor.extract({ path, format, password });
}

async function codeOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'ready',
    (error: unknown) => (error as { code: string }).code,
  );
}

function passwordOf(name: string): string {
  return /_password_(\w+?)(_plain)?\.\w+$/.exec(name)?.[1]?.replace(/^plain$/, PASSWORD) ?? PASSWORD;
}

const OFFICE = /\.(docx?|xlsx?|pptx?)$/;

describe('protected Office files', () => {
  it('open with their password, and only with it', async () => {
    const folder = join(data, 'docs/encrypted');
    const names = (await readdir(folder)).filter((name) => OFFICE.test(name) && !name.includes('_plain.'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const path = join(folder, name);
      expect({ name, code: await codeOf(read(path)) }).toEqual({ name, code: 'extract.encrypted' });
      expect({ name, code: await codeOf(read(path, 'wrong')) }).toEqual({ name, code: 'extract.wrong_password' });
      const { text, pages, tables } = await read(path, passwordOf(name));
      expect(text.trim()).not.toBe('');
      const twin = path.replace(/(\.\w+)$/, '_plain$1');
      if (existsSync(twin)) expect(await read(twin)).toMatchObject({ text, pages, tables });
    }
  });

  it('are read without one where they are plain', async () => {
    const folder = join(data, 'docs/encrypted');
    for (const name of (await readdir(folder)).filter((file) => file.includes('_plain.'))) {
      expect({ name, code: await codeOf(read(join(folder, name))) }).toEqual({ name, code: 'ready' });
    }
  });
});

describe('Office 97 to 2003', () => {
  it('reads a DOC with its numbers, bullets and table', async () => {
    const { text, tables, warnings } = await read(join(data, 'docs/office/legacy_sample.doc'));
    expect(text).toContain('• Paddle about\n\n• Enjoy summer warmth');
    expect(text).toContain('1. Wear sunglasses\n\n2. Don’t forget to drink water');
    expect(text).toContain('Berries | Blueberry, Strawberry, Cranberry | 150');
    expect(tables).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('reads a PPT with its tables, numbers and notes', async () => {
    const { text, pages, tables } = await read(join(data, 'docs/office/legacy_sample.ppt'));
    expect(pages).toHaveLength(3);
    expect(tables[0]?.rows[0]?.cells.map(({ columnSpan = 1 }) => columnSpan)).toEqual([1, 3, 3]);
    expect(text).toContain('1. List1\n2. List2\n3. List3');
    expect(text).toContain('[Notes]\nSome notes on the second slide.');
  });
});
