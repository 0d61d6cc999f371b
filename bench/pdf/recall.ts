import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** White space, and what has no width. */
const BLANKS = /[\s\u200b-\u200f\u2060\ufeff]+/g;

/** What is left aside when a span is looked for in a text; from strict to lenient. */
export const countings = {
  'white space aside': (text: string) => text.normalize('NFC').replace(BLANKS, ''),
  'and quotes and dashes plain': (text: string) =>
    countings['white space aside'](text).replace(/[“”]/g, '"').replace(/[‘’]/g, "'").replace(/[‐-―]/g, '-'),
  'letters and digits only': (text: string) =>
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ''),
} as const;

export type Counting = keyof typeof countings;

/** The gold spans of each file, from `labels.jsonl` beside its folder; none where there is no such file. */
export function goldSpans(files: readonly string[]): Map<string, string[]> {
  const spans = new Map<string, string[]>();
  const [first] = files;
  const labels = first && join(dirname(dirname(first)), 'labels.jsonl');
  if (!labels || !existsSync(labels)) return spans;
  const byTitle = new Map(files.map((file) => [basename(file, extname(file)), file]));
  for (const line of readFileSync(labels, 'utf8').trim().split('\n')) {
    const contract = JSON.parse(line) as { title: string; labels: Record<string, { text: string }[]> };
    const file = byTitle.get(contract.title);
    const found = Object.values(contract.labels).flat();
    if (file)
      spans.set(
        file,
        found.map(({ text }) => text),
      );
  }
  return spans;
}

/** The share of the spans that are found in the texts of their files. */
export function recall(
  spans: ReadonlyMap<string, readonly string[]>,
  texts: Readonly<Record<string, string>>,
  counting: Counting,
): number {
  const reduce = countings[counting];
  let all = 0;
  let found = 0;
  for (const [file, wanted] of spans) {
    const text = reduce(texts[file] ?? '');
    all += wanted.length;
    found += wanted.filter((span) => text.includes(reduce(span))).length;
  }
  return found / all;
}
