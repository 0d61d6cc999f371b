import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cuadFile } from '../../test/fixtures/embedded/cuad.js';
import { GroundingIndex } from './grounding.js';
import { fold } from './grounding/folded-text.js';
import { lowerCase } from './grounding/matching.js';
import { detectLanguage } from './language.js';
import { canonicalText } from './normalise.js';
import { parseProvisions } from './provisions.js';
import { assertProvisions } from './provisions/invariants.js';
import { splitSentences } from './sentences.js';
import type { Page, Provision, Span } from './types.js';

interface GoldSpan extends Span {
  text: string;
}

interface Contract {
  file: string;
  raw: string;
  gold: GoldSpan[];
}

const MIN_RECALL = 0.999;
const QUOTES_PER_CONTRACT = 12;

/** Milliseconds for a test over all contracts, on a slow and busy machine. */
const TIMEOUT = 180_000;

let contracts: Contract[];

beforeAll(() => {
  const folder = cuadFile('contracts');
  const files = new Set(readdirSync(folder));
  const rows = readFileSync(cuadFile('labels.jsonl'), 'utf8').trim().split('\n');
  contracts = rows.map((row) => {
    const { file, labels } = JSON.parse(row) as { file: string; labels: Record<string, GoldSpan[]> };
    expect(files).toContain(file);
    return { file, raw: readFileSync(`${folder}/${file}`, 'utf8'), gold: Object.values(labels).flat() };
  });
});

function onePage(text: string): Page[] {
  return [{ number: 1, start: 0, end: text.length, status: 'ok' }];
}

/** Long sentences spread over a text. */
function sampleSentences(text: string): Span[] {
  const isProse = (words: string): boolean => words.length < 600 && (words.match(/\p{L}/gu)?.length ?? 0) > 60;
  const long = splitSentences(text).filter(({ start, end }) => isProse(text.slice(start, end)));
  const step = Math.max(1, Math.floor(long.length / QUOTES_PER_CONTRACT));
  return long.filter((_, index) => index % step === 0).slice(0, QUOTES_PER_CONTRACT);
}

/** What a model does to a quotation without changing its words. */
function retype(quote: string): string {
  const typed = quote
    .replace(/\s+/g, ' ')
    .replace(/[“”]/g, '"')
    .replace(/’/g, "'")
    .replace(/[–—]/g, '-')
    .replace(/•/g, '');
  return `"${typed.trim()}"`;
}

function foldLower(text: string): string {
  return lowerCase(fold(text).units);
}

/** Whether the spans hold all that a sentence says: bullets and dashes at its ends may be left out. */
function isWhole(text: string, [found, ...more]: readonly Span[], sentence: Span): boolean {
  if (!found || more.length > 0 || found.start < sentence.start - 1 || found.end > sentence.end + 1) return false;
  const leftOut = text.slice(sentence.start, found.start) + text.slice(found.end, sentence.end);
  return !/[\p{L}\p{N}]/u.test(leftOut);
}

function walk(provisions: readonly Provision[]): Provision[] {
  return provisions.flatMap((provision) => [provision, ...walk(provision.children)]);
}

describe('the contracts of CUAD', () => {
  it('are all there', () => {
    expect(contracts).toHaveLength(407);
    expect(contracts.flatMap(({ gold }) => gold)).toHaveLength(11_167);
  });

  it(
    `have gold spans that ground where they were marked, at least ${MIN_RECALL} of them`,
    () => {
      const missed: string[] = [];
      let total = 0;
      for (const { file, raw, gold } of contracts) {
        // Gold offsets count in the file, so the canonical text serves only where it is the same.
        const canonical = canonicalText(raw);
        const text = canonical === raw ? canonical : raw;
        const index = new GroundingIndex(text, onePage(text));
        for (const span of gold) {
          total += 1;
          const found = index.ground(span.text, span);
          for (const { start, end, quote } of found?.citations ?? []) expect(text.slice(start, end)).toBe(quote);
          const isThere = found?.spans.some(({ start, end }) => start < span.end && end > span.start) === true;
          if (!isThere) missed.push(`${file}: ${span.text.slice(0, 80)}`);
        }
      }
      const recall = 1 - missed.length / total;
      expect({ isEnough: recall >= MIN_RECALL, recall, missed }).toMatchObject({ isEnough: true });
    },
    TIMEOUT,
  );

  it(
    'ground sentences as a model types them, and none with a number changed or a negation put in or taken out',
    () => {
      const wrong: string[] = [];
      let changes = 0;
      for (const { raw } of contracts) {
        const text = canonicalText(raw);
        const index = new GroundingIndex(text, onePage(text));
        const folded = foldLower(text);
        for (const span of sampleSentences(text)) {
          const quote = text.slice(span.start, span.end);
          const found = index.ground(retype(quote), span);
          if (!isWhole(text, found?.spans ?? [], span)) wrong.push(`missed: ${quote}`);
          const changed = [
            quote.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
            quote.replace(/\b(shall|may|is|will)\b(?! not)/, '$1 not'),
            quote.replace(/\b(?:not|no) /, ''),
            quote.replace(/\b(shall|may|will) not\b/, '$1 ...'),
          ];
          for (const change of changed.filter((change) => change !== quote && !folded.includes(foldLower(change)))) {
            changes += 1;
            if (index.ground(retype(change))) wrong.push(`grounded: ${change}`);
          }
        }
      }
      expect(changes).toBeGreaterThan(5_000);
      expect(wrong).toEqual([]);
    },
    TIMEOUT,
  );

  it('have sentences that cover them in order', () => {
    for (const { raw } of contracts) {
      const text = canonicalText(raw);
      let last = 0;
      const broken = [...splitSentences(text), { start: text.length, end: text.length }].filter(({ start, end }) => {
        const skipped = text.slice(last, start);
        const sentence = text.slice(start, end);
        last = end;
        return skipped.trim() !== '' || sentence !== sentence.trim();
      });
      expect(broken).toEqual([]);
    }
  });

  it('have provision trees that keep their promises, with provisions in nearly all', () => {
    let structured = 0;
    for (const { raw } of contracts) {
      const text = canonicalText(raw);
      const provisions = parseProvisions(text);
      assertProvisions(text, provisions);
      if (walk(provisions).length >= 5) structured += 1;
    }
    expect(structured).toBeGreaterThan(380);
  });

  it('are in English, and canonical text is a fixed point', () => {
    for (const { raw } of contracts) {
      const text = canonicalText(raw);
      expect(canonicalText(text)).toBe(text);
      expect(detectLanguage(text)).toBe('en');
    }
  });
});
