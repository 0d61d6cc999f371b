import type { Citation, Span } from '../../contracts/types.js';

/** What is compared of an analysis. */
export interface ComparedResult {
  findings: readonly { rule: string; outcome: string; citations: readonly Citation[] }[];
  sentences: readonly { citations: readonly Citation[] }[];
}

export interface ResultComparison {
  /** Rules whose outcome differs; null where a side says nothing of it. */
  differences: { rule: string; current: string | null; candidate: string | null }[];
  rules: number;
  /** Characters that both cite, and that either cites. */
  both: number;
  either: number;
}

/** Compares two analyses of one document. */
export function compareResults(current: ComparedResult, candidate: ComparedResult): ResultComparison {
  const [a, b] = [outcomes(current), outcomes(candidate)];
  const rules = [...new Set([...a.keys(), ...b.keys()])];
  const differences = rules
    .filter((rule) => a.get(rule) !== b.get(rule))
    .map((rule) => ({ rule, current: a.get(rule) ?? null, candidate: b.get(rule) ?? null }));
  const [first, second] = [union(cited(current)), union(cited(candidate))];
  const both = common(first, second);
  return { differences, rules: rules.length, both, either: length(first) + length(second) - both };
}

function outcomes({ findings }: ComparedResult): Map<string, string> {
  return new Map(findings.map(({ rule, outcome }) => [rule, outcome]));
}

function cited({ findings, sentences }: ComparedResult): Span[] {
  return [...findings, ...sentences].flatMap(({ citations }) => citations.map(({ start, end }) => ({ start, end })));
}

/** The ranges in order, those that touch as one. */
function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

function length(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Characters in both lists; each is in order and without overlaps. */
function common(a: readonly Span[], b: readonly Span[]): number {
  let total = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i]!, b[j]!];
    total += Math.max(0, Math.min(x.end, y.end) - Math.max(x.start, y.start));
    if (x.end < y.end) i += 1;
    else j += 1;
  }
  return total;
}
