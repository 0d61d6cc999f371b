import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitsPair } from '../../contracts/pages.js';
import type { Provision } from '../../contracts/types.js';
import { TokenScale } from '../../models/tokens.js';
import { chunkTokens, MIN_CHUNK_TOKENS, planChunks, type WindowBudget } from './planner.js';

function budget(document: number, more: Partial<WindowBudget> = {}): WindowBudget {
  return {
    contextWindow: document + 350,
    promptTokens: 200,
    outputTokens: 100,
    reasoningTokens: 50,
    maxChunkTokens: 1_000_000,
    overlapTokens: 40,
    ...more,
  };
}

const word = fc.constantFrom(
  'the',
  'Licensee',
  'shall',
  '10,000',
  '계약을',
  '해지할 수 있다.',
  'pay.',
  '😀',
  '\n',
  '\n\n',
  'a'.repeat(90),
);
const texts = fc.array(word, { maxLength: 1500 }).map((words) => words.join(' '));

function provisionsOf(text: string): Provision[] {
  return [...text.matchAll(/\n\n/g)].map((match, index) => ({
    id: `p${index}`,
    number: null,
    heading: null,
    start: match.index + 2,
    end: text.length,
    children: [],
  }));
}

describe(planChunks.name, () => {
  it('covers every character, in order, within the budget, and always ends', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: MIN_CHUNK_TOKENS, max: 2000 }),
        fc.nat(400),
        fc.boolean(),
        (text, tokens, overlap, structured) => {
          const plan = budget(tokens, { overlapTokens: overlap });
          const chunks = planChunks(text, structured ? provisionsOf(text) : [], plan);
          const scale = new TokenScale(text);
          let covered = 0;
          chunks.forEach((chunk, index) => {
            expect(chunk.index).toBe(index);
            expect(chunk.start).toBeLessThanOrEqual(covered);
            expect(chunk.end).toBeGreaterThan(covered);
            expect(scale.tokens(chunk.start, chunk.end)).toBeLessThanOrEqual(chunkTokens(plan) + 2);
            expect(splitsPair(text, chunk.start) || splitsPair(text, chunk.end)).toBe(false);
            covered = chunk.end;
          });
          expect(covered).toBe(text.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('shows a text that fits at once', () => {
    expect(planChunks('One. Two.', [], budget(500))).toEqual([{ index: 0, start: 0, end: 9 }]);
    expect(planChunks('', [], budget(500))).toEqual([]);
  });

  it('cuts before an article rather than in it', () => {
    const article = (number: number): string =>
      `Article ${number}\n${'The parties agree on this and that. '.repeat(20)}\n`;
    const text = Array.from({ length: 12 }, (_, index) => article(index + 1)).join('');
    const starts = [...text.matchAll(/Article/g)].map((match) => match.index);
    const provisions = starts.map((start, index) => ({
      id: String(index),
      number: String(index + 1),
      heading: null,
      start,
      end: starts[index + 1] ?? text.length,
      children: [],
    }));
    const chunks = planChunks(text, provisions, budget(900));
    expect(chunks.length).toBeGreaterThan(2);
    for (const { end } of chunks.slice(0, -1)) expect(starts).toContain(end);
  });

  it('cuts at sentences where there are no provisions, and repeats whole sentences', () => {
    const text = Array.from({ length: 120 }, (_, index) => `Sentence number ${index} ends here.`).join(' ');
    const chunks = planChunks(text, [], budget(300));
    for (const { start, end } of chunks.slice(0, -1)) {
      expect(text.slice(0, end).trimEnd()).toMatch(/here\.$/);
      expect(text.slice(start)).toMatch(/^Sentence/);
    }
    const [first, second] = chunks;
    expect(second!.start).toBeLessThan(first!.end);
    expect(text.slice(second!.start, first!.end).trim()).toMatch(/^Sentence.*here\.$/);
  });

  it('makes chunks about equally long', () => {
    const text = 'All of the sentences are alike. '.repeat(500);
    const lengths = planChunks(text, [], budget(1300)).map(({ start, end }) => end - start);
    expect(Math.min(...lengths)).toBeGreaterThan(Math.max(...lengths) * 0.5);
  });

  it('never shows more at once than the settings allow', () => {
    const text = 'All of the sentences are alike. '.repeat(500);
    expect(planChunks(text, [], budget(100_000))).toHaveLength(1);
    expect(planChunks(text, [], budget(100_000, { maxChunkTokens: 1000 })).length).toBeGreaterThan(4);
  });

  it('says what would be needed when the window is too small', () => {
    const small = budget(MIN_CHUNK_TOKENS - 1);
    expect(() => planChunks('Text.', [], small)).toThrow(expect.objectContaining({ code: 'model.window_too_small' }));
    expect(() => planChunks('Text.', [], small)).toThrow(/549 tokens.*about 550/);
  });

  it('plans a thousand pages in no time', () => {
    const text = 'The Supplier shall deliver the Goods within 30 days of the order. '.repeat(45_000);
    const started = performance.now();
    const chunks = planChunks(text, [], budget(24_000));
    expect(chunks.length).toBeGreaterThan(30);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
