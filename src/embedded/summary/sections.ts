import type { Provision, Span } from '../../contracts/types.js';
import { lineKey } from './prose.js';

/** A part of the text under a printed heading. */
export interface Section extends Span {
  title: string;
}

/** Top-level sections with a printed heading, in order. */
export function sectionsOf(text: string, provisions: readonly Provision[], recurring: ReadonlySet<string>): Section[] {
  const sections: Section[] = [];
  for (const { start, end, number, heading } of provisions) {
    const title = [number, heading].filter((part) => part !== null && part !== '').join(' ');
    if (heading !== null && title !== '') sections.push({ start, end, title });
  }
  return sections.length > 0 ? sections : headingSections(text, recurring);
}

/** Sections of a text without provisions: short lines in title case or with a number, followed by prose. */
function headingSections(text: string, recurring: ReadonlySet<string>): Section[] {
  const lines =
    /^(?:#{1,6} +|(?:\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[가-하])[.)]? +)?([A-Z가-힣][^\n.!?;:|]{2,70})$/gm;
  const starts = [...text.matchAll(lines)].filter(({ 0: line, index }) => {
    if (recurring.has(lineKey(line))) return false;
    const before = text.slice(Math.max(0, index - 2), index);
    return (
      (before === '' || before.endsWith('\n')) && (/^\d|^#|^[IVX]+\. |^[가-하][.)]/.test(line) || before === '\n\n')
    );
  });
  return starts.map((match, order) => ({
    start: match.index,
    end: starts[order + 1]?.index ?? text.length,
    title: match[0].replace(/^#+ +/, '').trim(),
  }));
}

/** The section at a position, by binary search. */
export function sectionAt(sections: readonly Section[], position: number): Section | undefined {
  let low = 0;
  let high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sections[middle]?.start ?? Infinity) <= position) low = middle + 1;
    else high = middle;
  }
  const section = sections[low - 1];
  return section !== undefined && position < section.end ? section : undefined;
}
