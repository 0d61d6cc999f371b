import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../../common/errors/app-error.js';
import { cuadImporter } from './cuad.js';
import type { ClauseCase } from './importer.js';
import { suiteImporters } from './registry.js';

const text = 'LEASE 🏠\r\n\r\nGoverned by the laws\n  of Korea.\n';
const span = { text: 'Governed by the laws of Korea.', start: 12, end: 45 };
const lease = { title: 'Lease', file: 'lease.txt', labels: { 'Governing Law': [span] } };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'johang-cuad-'));
  mkdirSync(join(folder, 'contracts'));
  contract('lease.txt', text);
  labels(lease);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function contract(file: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, 'contracts', file), content);
}

function labels(...lines: (object | string)[]): void {
  const rows = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(join(folder, 'labels.jsonl'), rows.join('\n'));
}

async function read(...paths: string[]): Promise<ClauseCase[]> {
  const cases: ClauseCase[] = [];
  for await (const each of cuadImporter.read(paths)) cases.push(each);
  return cases;
}

async function refusal(...paths: string[]): Promise<string> {
  const error: unknown = await read(...(paths.length > 0 ? paths : [folder])).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`not refused as it should be: ${String(error)}`);
  expect(error.code).toBe('suite.invalid');
  return error.message;
}

describe('cuadImporter', () => {
  const expected = { key: 'Lease', text, labels: lease.labels, metadata: { file: 'lease.txt' } };

  it('is known by its format', () => {
    expect(suiteImporters.get('cuad')).toBe(cuadImporter);
  });

  it('reads the folder, the labels file alone, and both in either order', async () => {
    const [file, contracts] = [join(folder, 'labels.jsonl'), join(folder, 'contracts')];
    for (const paths of [[folder], [file], [file, contracts], [contracts, file]]) {
      expect(await read(...paths)).toEqual([expected]);
    }
  });

  it('keeps the text exactly: line ends, astral characters and a byte order mark', async () => {
    contract('lease.txt', `\uFEFF${text}`);
    labels({ ...lease, labels: { 'Governing Law': [{ ...span, start: 13, end: 46 }] } });
    const [only] = await read(folder);
    expect(only!.text).toBe(`\uFEFF${text}`);
  });

  it('keeps the order of the lines, passes over blank ones and bears CRLF and U+2028 in them', async () => {
    contract('b.txt', 'of\u2028Korea');
    labels({ title: 'Z', file: 'b.txt', labels: {} }, '', `${JSON.stringify({ ...lease, note: 'x\u2028y' })}\r`, '  ');
    expect((await read(folder)).map((each) => each.key)).toEqual(['Z', 'Lease']);
  });

  it('streams: what comes before a bad line is given first', async () => {
    labels(lease, '{');
    const cases = cuadImporter.read([folder])[Symbol.asyncIterator]();
    expect((await cases.next()).value).toEqual(expected);
    await expect(cases.next()).rejects.toThrow('labels.jsonl line 2: not valid JSON');
  });

  it('reads lines that do not end where the file is cut into chunks', async () => {
    const long = { ...lease, note: '가'.repeat(60_000) };
    labels(long, { ...long, title: 'Second' }, { ...long, title: 'Third' });
    expect((await read(folder)).map((each) => each.key)).toEqual(['Lease', 'Second', 'Third']);
  });

  it.each([
    ['a gold text that is not at its place', { ...span, start: 13 }, 'labels.Governing Law.0: 13 to 45 of "lease.txt"'],
    ['a place beyond the text', { ...span, end: 4500 }, 'labels.Governing Law.0'],
    ['a negative start', { ...span, start: -1 }, 'labels.Governing Law.0.start'],
    ['a start that is no integer', { ...span, start: 1.5 }, 'labels.Governing Law.0.start'],
    ['an empty span', { ...span, start: 45 }, 'start must be before end'],
    ['an empty gold text', { ...span, text: '' }, 'labels.Governing Law.0.text'],
  ])('refuses %s', async (_, wrong, message) => {
    labels({ title: 'A', file: 'lease.txt', labels: {} }, { ...lease, labels: { 'Governing Law': [wrong] } });
    const refused = await refusal();
    expect(refused).toContain('labels.jsonl line 2: ');
    expect(refused).toContain(message);
    expect(refused).not.toContain('Korea');
  });

  it.each(['../labels.jsonl', '/etc/passwd', 'a\\b.txt', '..', ''])('refuses the file name %p', async (file) => {
    labels({ ...lease, file });
    expect(await refusal()).toMatch(/^labels\.jsonl line 1: file: /);
  });

  it('refuses a title again, a missing contract, an empty one, and one that is not UTF-8', async () => {
    labels(lease, lease);
    expect(await refusal()).toBe('labels.jsonl line 2: has the title of line 1 again');
    labels({ ...lease, file: 'gone.txt' });
    expect(await refusal()).toBe('labels.jsonl line 1: the contract "gone.txt" cannot be read as UTF-8 text');
    labels(lease);
    contract('lease.txt', ' \n');
    expect(await refusal()).toBe('labels.jsonl line 1: the contract "lease.txt" is empty');
    contract('lease.txt', Uint8Array.of(0xff, 0xfe));
    expect(await refusal()).toBe('labels.jsonl line 1: the contract "lease.txt" cannot be read as UTF-8 text');
  });

  it('refuses labels that are not UTF-8, and no labels at all', async () => {
    writeFileSync(join(folder, 'labels.jsonl'), Uint8Array.of(0x22, 0xff, 0x22));
    expect(await refusal()).toBe('labels.jsonl line 1: not valid UTF-8');
    labels('');
    expect(await refusal()).toBe('labels.jsonl: holds no contract');
    rmSync(join(folder, 'labels.jsonl'));
    expect(await refusal()).toBe('labels.jsonl: the file cannot be read');
    expect(await refusal(join(folder, 'nowhere'))).toBe('nowhere: cannot be read');
  });

  it('refuses a labels file without its contracts, and more paths than it has parts', async () => {
    const file = join(folder, 'labels.jsonl');
    expect(await refusal(file, file)).toContain('Name a folder');
    expect(await refusal(folder, folder)).toContain('Name a folder');
    await expect(read()).rejects.toThrow('Name a folder');
    rmSync(join(folder, 'contracts'), { recursive: true });
    expect(await refusal(file)).toBe('contracts: cannot be read');
    writeFileSync(join(folder, 'contracts'), '');
    expect(await refusal(file)).toBe('contracts: is not a folder');
  });
});
