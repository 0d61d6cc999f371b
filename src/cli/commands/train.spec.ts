import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { syntheticContracts } from '../../../test/fixtures/embedded/synthetic-contracts.js';
import { AppError } from '../../common/errors/app-error.js';
import { tagCommand } from './tag.js';
import { trainCommands } from './train.js';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'johang-train-'));
  await mkdir(at('contracts'));
  const contracts = syntheticContracts(16, 1);
  for (const { file, text } of contracts) await writeFile(at(`contracts/${file}`), text);
  const lines = contracts.map(({ file, labels }) => JSON.stringify({ title: file, file, labels }));
  await writeFile(at('labels.jsonl'), `${lines.join('\n')}\n`);
  await train('model.bin', 'labels.jsonl');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function train(out: string, labels: string): Promise<void> {
  const options = ['--contracts', at('contracts'), '--labels', at(labels), '--out', at(out)];
  await trainCommands().parseAsync(['node', 'train', 'clauses', ...options]);
}

async function tag(out: string, model: string): Promise<void> {
  const options = ['--model', at(model), '--contracts', at('contracts'), '--out', at(out)];
  await tagCommand().parseAsync(['node', 'tag', ...options]);
}

describe(trainCommands.name, () => {
  it('writes the same model for the same data', async () => {
    await train('again.bin', 'labels.jsonl');
    expect((await readFile(at('again.bin'))).equals(await readFile(at('model.bin')))).toBe(true);
  });

  it('refuses labels that nothing can be learnt from', async () => {
    await writeFile(at('one.jsonl'), (await readFile(at('labels.jsonl'), 'utf8')).split('\n')[0]!);
    await expect(train('none.bin', 'one.jsonl')).rejects.toThrow(AppError);
  });
});

describe(tagCommand.name, () => {
  it('writes a line a contract, each prediction a range of its file', async () => {
    await tag('tags.jsonl', 'model.bin');
    const lines = (await readFile(at('tags.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(16);
    let predictions = 0;
    for (const line of lines) {
      const tagged = JSON.parse(line) as {
        file: string;
        predictions: Record<string, { text: string; start: number; end: number; probability: number }[]>;
      };
      const text = await readFile(at(`contracts/${tagged.file}`), 'utf8');
      for (const list of Object.values(tagged.predictions)) {
        predictions += list.length;
        for (const { text: words, start, end } of list) expect(text.slice(start, end)).toBe(words);
        const probabilities = list.map(({ probability }) => probability);
        expect(probabilities.toSorted((a, b) => a - b)).toEqual(probabilities);
      }
    }
    expect(predictions).toBeGreaterThan(16);
  });

  it('refuses a file that is no model', async () => {
    await expect(tag('none.jsonl', 'labels.jsonl')).rejects.toThrow(AppError);
  });
});
