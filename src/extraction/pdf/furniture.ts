import type { RawRemark } from '../extraction.js';
import type { Line } from './lines.js';

/** The lines of a page, with its height. */
export interface LinedPage {
  lines: Line[];
  height: number;
}

/** Headers and footers stand within this share of the page's height from its edge, in at most so many lines. */
const MARGIN = 0.15;
const MAX_LINES = 5;

/** A longer line is a statement ("Confidential treatment requested ..."), which may be part of what was agreed, in characters. */
const MAX_LENGTH = 80;

/** What stands at the same height, within so many points, and reads the same but for its digits, is repeated. */
const SAME_PLACE = 4;

/** It is furniture when so many pages have it, and this share of them: odd and even pages may differ. */
const LEAST_PAGES = 3;
const LEAST_SHARE = 0.4;

/** `3`, `- 3 -`, `Page 3 of 20`, `F-12`, `3쪽`, once its digits are `#`. */
const PAGE_NUMBER =
  /^(?:page|p\.?|pg\.?|-|–|—|[a-z]-|쪽|페이지|\s)*#(?:\s*(?:of|\/|중)\s*#)?(?:-|–|—|쪽|페이지|면|\s)*$/i;

/** Says where something comes from: a citation is content, wherever it stands. */
const CITATION = /^(?:source|출처)\s*:/i;

type Edge = 'header' | 'footer';

interface Candidate {
  line: Line;
  page: number;
  edge: Edge;
  /** How many lines stand further out on its page. */
  rank: number;
  key: string;
}

/**
 * Takes headers, footers and page numbers out of the lines of the pages: what is repeated at the edges of the pages. A line goes
 * only with all lines that stand further out, so that a sentence of the body, however often it is repeated, stays.
 *
 * @returns a remark for each distinct text, digits aside, with the page it stands on first. Page numbers are none.
 */
export function takeFurniture(pages: readonly LinedPage[]): RawRemark[] {
  const candidates = pages.flatMap((page, index) => [
    ...atEdge(page, index, 'header'),
    ...atEdge(page, index, 'footer'),
  ]);
  const repeated = repeatedOnes(candidates, pages.filter(({ lines }) => lines.length > 0).length);
  const taken = new Set<Line>();
  const open = new Map<string, number>();
  const remarks = new Map<string, RawRemark>();
  // Candidates of an edge come from the outside inwards.
  for (const { line, page, edge, rank, key } of candidates) {
    const place = `${page} ${edge}`;
    if (!repeated.has(line) || (open.get(place) ?? 0) !== rank) continue;
    open.set(place, rank + 1);
    taken.add(line);
    const text = line.text.trim();
    const name = `${edge} ${key}`;
    if (!PAGE_NUMBER.test(key) && !remarks.has(name)) remarks.set(name, { kind: edge, text, page: page + 1 });
  }
  for (const page of taken.size > 0 ? pages : []) page.lines = page.lines.filter((line) => !taken.has(line));
  return [...remarks.values()];
}

function atEdge({ lines, height }: LinedPage, page: number, edge: Edge): Candidate[] {
  // A page that holds nothing else has no furniture.
  if (lines.length <= MAX_LINES && lines.every(({ down }) => isInMargin(down, height, edge))) return [];
  const within = lines.filter(
    ({ angle, down, text }) => angle === 0 && text.trim() !== '' && isInMargin(down, height, edge),
  );
  within.sort((a, b) => (edge === 'header' ? a.down - b.down : b.down - a.down));
  return within.slice(0, MAX_LINES).map((line, rank) => ({ line, page, edge, rank, key: keyOf(line.text) }));
}

function isInMargin(down: number, height: number, edge: Edge): boolean {
  return edge === 'header' ? down < height * MARGIN : down > height * (1 - MARGIN);
}

function keyOf(text: string): string {
  return text
    .trim()
    .replace(/\p{Nd}+/gu, '#')
    .replace(/\s+/g, ' ');
}

/** The lines whose like stands in the same place on enough pages. */
function repeatedOnes(candidates: readonly Candidate[], pageCount: number): Set<Line> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const name = `${candidate.edge} ${candidate.key}`;
    const group = groups.get(name);
    if (group) group.push(candidate);
    else groups.set(name, [candidate]);
  }
  const repeated = new Set<Line>();
  for (const group of groups.values()) {
    const { key } = group[0]!;
    if (key.length > MAX_LENGTH || CITATION.test(key)) continue;
    group.sort((a, b) => a.line.down - b.line.down);
    for (const cluster of clusters(group)) {
      if (isFurniture(cluster, pageCount)) for (const { line } of cluster) repeated.add(line);
    }
  }
  return repeated;
}

/** Groups of candidates, sorted by height, that stand at the same one. */
function clusters(sorted: readonly Candidate[]): Candidate[][] {
  const found: Candidate[][] = [];
  for (const candidate of sorted) {
    const last = found.at(-1);
    if (last && candidate.line.down - last[0]!.line.down <= SAME_PLACE) last.push(candidate);
    else found.push([candidate]);
  }
  return found;
}

function isFurniture(cluster: readonly Candidate[], pageCount: number): boolean {
  const pages = new Set(cluster.map(({ page }) => page)).size;
  const least = PAGE_NUMBER.test(cluster[0]!.key) ? Math.min(LEAST_PAGES, pageCount) : LEAST_PAGES;
  return pages > 1 && pages >= least && pages >= pageCount * LEAST_SHARE;
}
