import { toLetters, toRoman } from '../numerals.js';

/** A list being read. `next` is the number of its next item. */
export interface List {
  ordered: boolean;
  style: string;
  next: number;
  step: 1 | -1;
}

/** Opens a list from its attributes: `start`, `reversed`, `type` or a `list-style-type` in `style`. */
export function openList(name: string, attributes: Readonly<Record<string, string>>): List {
  const css = /list-style(?:-type)?\s*:\s*([a-z-]+)/i.exec(attributes['style'] ?? '')?.[1]?.toLowerCase();
  const start = Number.parseInt(attributes['start'] ?? '', 10);
  return {
    ordered: name === 'ol',
    style: css ?? attributes['type'] ?? '',
    next: Number.isNaN(start) ? 1 : start,
    step: 'reversed' in attributes ? -1 : 1,
  };
}

/** The marker of the list's next item, which a browser would draw: `3.`, `c.`, `iv.`, `•`; empty for `none`. */
export function nextMarker(list: List | undefined, value?: string): string {
  if (!list || list.style === 'none') return '';
  if (!list.ordered) return '•';
  const given = Number.parseInt(value ?? '', 10);
  const number = Number.isNaN(given) ? list.next : given;
  list.next = number + list.step;
  return `${formatNumber(number, list.style)}.`;
}

function formatNumber(number: number, style: string): string {
  switch (style) {
    case 'a':
    case 'lower-alpha':
    case 'lower-latin':
      return toLetters(number).toLowerCase();
    case 'A':
    case 'upper-alpha':
    case 'upper-latin':
      return toLetters(number);
    case 'i':
    case 'lower-roman':
      return toRoman(number).toLowerCase();
    case 'I':
    case 'upper-roman':
      return toRoman(number);
    default:
      return String(number);
  }
}
