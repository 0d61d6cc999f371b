import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sharedData } from '../../../test/support/shared-data.js';
import iconv from 'iconv-lite';
import { decodeText } from './decode.js';

const file = sharedData('klue/nli_dev_half.json');
const sentences = JSON.parse(readFileSync(file, 'utf8')) as { premise: string; hypothesis: string }[];
const words = sentences
  .flatMap(({ premise, hypothesis }) => `${premise} ${hypothesis}`.split(/\s+/))
  .filter((word) => /[가-힣]/.test(word));

/** Runs of so many neighbouring words, from all over the sentences. */
function samples(length: number): string[] {
  return Array.from({ length: 2000 }, (_, index) => {
    const at = (index * 7919) % (words.length - length);
    return words.slice(at, at + length).join(' ');
  });
}

describe(decodeText, () => {
  it.each([
    ['cp949', 1, 0.97],
    ['cp949', 2, 0.995],
    ['cp949', 3, 0.998],
    ['cp949', 5, 1],
    ['utf-16le', 1, 0.95],
    ['utf-16le', 2, 1],
    ['utf-16be', 1, 0.95],
    ['utf-16be', 2, 1],
    ['utf-8', 1, 1],
  ])('tells %s from %d Korean words that say nothing of themselves', (encoding, length, least) => {
    const texts = samples(length).filter((text) => iconv.decode(iconv.encode(text, encoding), encoding) === text);
    const right = texts.filter((text) => decodeText(iconv.encode(text, encoding)).text === text).length;
    process.stdout.write(`encodings: ${encoding}, ${length} word(s): ${right}/${texts.length}\n`);
    expect(right / texts.length).toBeGreaterThanOrEqual(least);
  });
});
