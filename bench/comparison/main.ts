/**
 * Time to compare two versions of a contract, by length and by how much of it changed. Baseline of the same run: telling the
 * provisions of one of them. Texts are sample contracts strung together; one word in 100 (or in 5) is another in the newer
 * version, and every twentieth provision is gone.
 *
 *   npm run bench -- comparison
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsDir } from '../../src/config/paths.js';
import { compareTexts } from '../../src/contracts/comparison/compare.js';
import type { ComparedText } from '../../src/contracts/comparison/comparison.js';
import { canonicalText } from '../../src/contracts/normalise.js';
import { parseProvisions } from '../../src/contracts/provisions.js';
import { median } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';

const LENGTHS = [30_000, 100_000, 300_000, 1_000_000];
const ROUNDS = 5;

const folder = join(assetsDir, 'suites/cuad-sample/contracts');
const contracts = readdirSync(folder).map((file) => canonicalText(readFileSync(join(folder, file), 'utf8')));
const all = contracts.join('\n\n').repeat(3);

function source(text: string): ComparedText {
  return { text, pages: [], provisions: parseProvisions(text), tables: [] };
}

function edited(text: string, every: number): string {
  const provisions = parseProvisions(text).filter((_, index) => index % 20 === 19);
  let kept = '';
  let at = 0;
  for (const { start, end } of provisions) {
    kept += text.slice(at, start);
    at = end;
  }
  return (kept + text.slice(at)).replace(/\b[a-z]{4,}\b/g, (word, offset: number) =>
    offset % every === 0 ? `${word}x` : word,
  );
}

function time(work: () => unknown): number {
  work();
  return median(
    Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

const rows = LENGTHS.flatMap((length) => {
  const text = all.slice(0, length);
  const left = source(text);
  const baseline = time(() => parseProvisions(text));
  return [
    ['itself', left] as const,
    ['1 word in 100', source(edited(text, 100))] as const,
    ['1 word in 5', source(edited(text, 5))] as const,
  ].map(([name, right]) => ({ length, name, baseline, spent: time(() => compareTexts(left, right)) }));
});

console.log(`Medians of ${ROUNDS} runs, one thread; baseline: the provisions of the text\n`);
console.log(
  markdownTable(
    ['against', 'characters', 'baseline ms', 'comparison ms', 'ratio'],
    rows.map(({ name, length, baseline, spent }) => [
      name,
      String(length),
      baseline.toFixed(1),
      spent.toFixed(1),
      (spent / baseline).toFixed(1),
    ]),
  ),
);
for (const name of new Set(rows.map((row) => row.name))) {
  const [first, ...others] = rows.filter((row) => row.name === name);
  const last = others.at(-1);
  if (!first || !last) continue;
  const growth = Math.log(last.spent / first.spent) / Math.log(last.length / first.length);
  console.log(`Growth with the length against ${name}: exponent ${growth.toFixed(2)}`);
}
