import { headingAfter, isTitle } from './headings.js';
import { endsStatement, isBehindReferenceWord, isReferenceTail, wordsBefore } from './lines.js';
import { articleValue, letterValue, romanValue, type Marker, type Reading, type Style } from './marker.js';
import type { Span } from '../types.js';

const ARTICLE = /^(?:ARTICLE|Article)\s+([IVXLC]{1,7}|\d{1,3}|[A-Z]?[a-z]{2,8}|[A-Z]{3,9})\b[.:]?/;
const SECTION =
  /^(?:SECTION|Section|SEC\.|Sec\.|CLAUSE|Clause|§{1,2})\s*(\d{1,3}(?:\.\d{1,3}){0,4})(?:[.:](?!\d))?(?![\d(])/;
const PART = /^(?:PART|Part|CHAPTER|Chapter|TITLE)\s+([IVX]{1,6}|\d{1,2}|[A-Z])\b[.:]?/;
const DECIMAL = /^(\d{1,3}(?:\.\d{1,3}){1,5})(?:[.):]|(?=[\s"“A-Z]|$))|^(\d{1,3})\s?[.:](?!\d)(?=\s|["“(A-Z]|$)/;
/** A letter as the second component: "6.E." */
const NUMBER_LETTER = /^(\d{1,3})\.([A-Z])[.:](?=\s)/;
const BARE_NUMBER = /^(\d{1,2})\s{1,12}(?=[A-Z])/;
const PAREN = /^\(([a-z]{1,5}|[A-Z]{1,5}|\d{1,2})\)(?=[\s"“A-Z]|$)/;
const CLOSE = /^([a-zA-Z]|[ivx]{2,5}|[IVX]{2,5}|\d{1,2})\)(?=[\s"“A-Z]|$)/;
const DOT = /^([A-Za-z]|[ivx]{2,5}|[IVX]{2,5})\.(?=\s|["“]|$)|^([ivx]{2,5})\.(?=[A-Z])/;
const ATTACHMENT =
  /^(?:EXHIBIT|Exhibit|SCHEDULE|Schedule|APPENDIX|Appendix|ANNEX|Annex|ANNEXURE|ATTACHMENT|Attachment|ADDENDUM|Addendum)\s+["“]?((?:[A-Z]{1,2}|\d{1,3}|[IVX]{1,5})(?:[-.]?(?:\d{1,3}|[A-Z]))?)["”]?(?=[\s.:(–—-]|$)/;
const CLOSING =
  /^(?:I\s?N\s+W\s?I\s?T\s?N\s?E\s?S\s?S\s+W\s?H\s?E\s?R\s?E\s?O\s?F|In\s+[Ww]itness\s+[Ww]hereof|\[?\s*(?:SIGNATURE PAGE|Signature [Pp]age))\b/;
const KNOWN_HEADING =
  /^(?:RECITALS?|BACKGROUND|PREAMBLE|WITNESSETH|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|DEFINITIONS|Recitals?|Background|Preamble|Definitions)\s*[:.]?$/;
const BODY_BEGINS = /^(?:A\s?G\s?R\s?E\s?E\s?M\s?E\s?N\s?T\s?S?|Agreement|TERMS(?: AND CONDITIONS)?)\s*[:.]?$/;

const INLINE =
  /(?<=\s)(?:ARTICLE\s+(?:[IVXLC]{1,7}|\d{1,3})\b[.:]?|(?:SECTION|Section)\s+\d{1,3}(?:\.\d{1,3}){0,4}[.:]?|\d{1,3}(?:\.\d{1,3}){1,4}\.?|\d{1,2}\.|\((?:[a-z]{1,5}|[A-Z]{1,4}|\d{1,2})\)|(?:[a-z]|[ivx]{2,5}|\d{1,2})\)|(?:[a-z]|[ivx]{2,5})\.|IN WITNESS WHEREOF)(?=[\s,]|[A-Z]{3}|$)/g;

/** The marker that a line begins with, if it begins with one. `next` is the line below. */
export function englishLineMarker(text: string, line: Span, next: Span | undefined): Marker | null {
  const head = text.slice(line.start, Math.min(line.end, line.start + 160));
  if (CLOSING.test(head)) return marker(line, 0, [{ style: 'closing', value: [] }], null);
  const whole = line.end - line.start <= 40 ? head : '';
  if (KNOWN_HEADING.test(whole))
    return { ...marker(line, 0, [{ style: 'heading', value: [] }], null), heading: tidy(whole), headingEnd: line.end };
  if (BODY_BEGINS.test(whole) && endsStatement(wordsBefore(text, line.start)))
    return marker(line, 0, [{ style: 'closing', value: [] }], null);
  const attachment = attachmentMarker(text, line, next, head);
  if (attachment) return attachment;
  const numbered = numberedMarker(head, line);
  if (!numbered || !standsForItself(text, numbered, line)) return null;
  return withHeading(text, numbered, line, next);
}

function numberedMarker(head: string, line: Span): Marker | null {
  let match = ARTICLE.exec(head);
  if (match?.[1]) return keyword(line, match[0], match[1], 'article', articleValue(match[1]));
  match = PART.exec(head);
  if (match?.[1]) return keyword(line, match[0], match[1], 'part', articleValue(match[1]) || letterValue(match[1]));
  match = SECTION.exec(head);
  if (match?.[1]) return marker(line, match[0].length, [{ style: 'section', value: components(match[1]) }], match[1]);
  match = NUMBER_LETTER.exec(head);
  if (match?.[1] && match[2]) {
    const value = [Number(match[1]), letterValue(match[2])];
    return marker(line, match[0].length, [{ style: 'decimal', value }], `${match[1]}.${match[2]}`);
  }
  match = DECIMAL.exec(head);
  const decimal = match?.[1] ?? match?.[2];
  if (match && decimal !== undefined) {
    return marker(line, match[0].length, [{ style: 'decimal', value: components(decimal) }], decimal);
  }
  match = BARE_NUMBER.exec(head);
  if (match?.[1] && line.end - line.start <= 90 && isTitle(head.slice(match[0].length).replace(/[.:]$/, ''))) {
    // A page number before a running header looks the same: such a marker must continue a sequence exactly.
    const bare = marker(line, match[0].length, [{ style: 'decimal', value: [Number(match[1])] }], match[1]);
    return { ...bare, isAtLineStart: false, isMainOnly: true };
  }
  return letterMarker(head, line);
}

function letterMarker(head: string, line: Span): Marker | null {
  let match = PAREN.exec(head);
  if (match?.[1]) return marker(line, match[0].length, readings(match[1], 'paren'), match[0]);
  match = CLOSE.exec(head);
  if (match?.[1]) return marker(line, match[0].length, readings(match[1], 'close'), match[0]);
  match = DOT.exec(head);
  const dotted = match?.[1] ?? match?.[2];
  if (match && dotted !== undefined) return marker(line, match[0].length, readings(dotted, 'dot'), dotted);
  return null;
}

/** Whether the number at the line's start is the provision's own, and not one that a sentence wrapped onto the line. */
function standsForItself(text: string, { end, readings: [reading] }: Marker, line: Span): boolean {
  const style = reading?.style;
  const rest = text.slice(end, Math.min(line.end, end + 24));
  const before = wordsBefore(text, line.start);
  const isKeyword = style === 'article' || style === 'section' || style === 'part';
  if (isKeyword || style === 'decimal') {
    if (isReferenceTail(rest) || (isKeyword && /^\s*\p{Ll}/u.test(rest))) return false;
    const isListed = !isKeyword && /;\s*(?:and|or)$/i.test(before);
    return isListed || (!isBehindReferenceWord(before) && !(isKeyword && before.endsWith(',')));
  }
  if (/^\s*(?:,|and\b|or\b|of\b|above\b|below\b|hereof\b|through\b)/.test(rest)) return false;
  // "for one" + "(1) year"
  if (style === 'number-paren' && /\p{L}$/u.test(before) && /^\s\p{Ll}/u.test(rest)) return false;
  return endsStatement(before) || !isBehindReferenceWord(before) || /\b(?:and|or)$/i.test(before);
}

function withHeading(text: string, own: Marker, line: Span, next: Span | undefined): Marker {
  const heading = own.end < line.end ? headingAfter(text, own.end, line.end) : null;
  if (heading) return { ...own, heading: heading.heading, headingEnd: heading.end };
  const isAlone = text.slice(own.end, line.end).replace(/[\s.:–—-]+/g, '') === '';
  if (!isAlone || !next || next.end - next.start > 100) return own;
  const below = text.slice(next.start, next.end);
  if (!isTitle(below.replace(/[.:]$/, '')) || /^(?:ARTICLE|SECTION|Section|Source|Page|By|Name|\d)\b/.test(below))
    return own;
  return { ...own, heading: tidy(below), headingEnd: next.end };
}

function attachmentMarker(text: string, line: Span, next: Span | undefined, head: string): Marker | null {
  const match = ATTACHMENT.exec(head);
  if (!match?.[1]) return null;
  // In a long line the heading ends where its first provision begins: "Attachment A - Services 1.0 Description".
  const isLong = line.end - line.start > 120;
  const inner = isLong
    ? (/\s(?=(?:\d{1,2}\.\d{0,2}|ARTICLE|Section|SECTION)\s)/.exec(head.slice(match[0].length))?.index ?? -1)
    : 0;
  if (inner < 0) return null;
  const end = isLong ? line.start + match[0].length + inner : line.end;

  // The exhibit number of a filing ("Exhibit 10.4" on top) is not an attachment of the contract.
  if (line.start < 200 && /^\d+\.\d/.test(match[1])) return null;
  const rest = text.slice(line.start + match[0].length, end).replace(/^[\s.:–—-]+/, '');
  if (rest !== '' && !isTitle(rest.replace(/^\(|\)$/g, ''))) return null;
  const before = wordsBefore(text, line.start);
  const isWrapped = match[0].length + 1 >= line.end - line.start && head.endsWith('.') && /[\p{Ll},]$/u.test(before);
  if (isWrapped || isBehindReferenceWord(before) || isReferenceTail(rest)) return null;
  const own = marker(line, match[0].length, [{ style: 'attachment', value: [] }], match[0].replace(/\s+/g, ' '));
  return rest === '' ? withHeading(text, own, line, next) : { ...own, heading: tidy(rest), headingEnd: end };
}

/**
 * Markers within lines, which texts without clean line breaks have: only where a statement ends, behind another number, or
 * (for numbers of two and more components) behind the words of a heading.
 */
export function englishInlineMarkers(text: string, lineEndOf: (offset: number) => number): Marker[] {
  const markers: Marker[] = [];
  for (const match of text.matchAll(INLINE)) {
    const own = inlineMarker(match[0], match.index);
    const rest = text.slice(own.end, own.end + 24);
    const before = wordsBefore(text, match.index);
    const isClosing = own.readings[0]?.style === 'closing';
    if (!isClosing && !mayBegin(own, match[0], before, rest)) continue;
    const heading = isClosing ? null : headingAfter(text, own.end, lineEndOf(own.end));
    const isTitled = heading !== null && (own.readings[0]?.value.length ?? 0) > 1;
    const needsNeighbour = !isClosing && !isTitled && !endsStatement(before) && !isBehindHeading(own, before);
    markers.push({ ...own, needsNeighbour, ...(heading && { heading: heading.heading, headingEnd: heading.end }) });
  }
  return markers;
}

function inlineMarker(printed: string, start: number): Marker {
  const span = { start, end: start + printed.length };
  const at = (own: Reading[], number: string): Marker => ({
    ...marker(span, printed.length, own, number),
    isAtLineStart: false,
  });
  if (printed.startsWith('IN')) return at([{ style: 'closing', value: [] }], '');
  const number = printed.replace(/^[A-Za-z]{3,}\s+/, '').replace(/[.:]$/, '');
  if (printed.startsWith('A')) return at([{ style: 'article', value: [articleValue(number)] }], number);
  if (/^[Ss]/.test(printed) && printed.length > 3) return at([{ style: 'section', value: components(number) }], number);
  if (/^\d[\d.]*$/.test(printed)) return at([{ style: 'decimal', value: components(number) }], number);
  const letters = number.replace(/[()]/g, '');
  const wrap = printed.startsWith('(') ? 'paren' : printed.endsWith('.') ? 'dot' : 'close';
  return at(readings(letters, wrap), number);
}

function mayBegin(own: Marker, printed: string, before: string, rest: string): boolean {
  const [reading] = own.readings;
  const isItem = printed.endsWith(')') || /^[a-z]{1,5}\.$/.test(printed);
  if (isItem)
    return (
      !/^\s*(?:,|and\b|or\b|of\b|above\b|below\b)/.test(rest) &&
      !isBehindReferenceWord(before.replace(/[;,]?\s*(?:and|or)$/i, ''))
    );
  if (!/^\s*(?:["“‘]|\(?\p{Lu})|^\s+[가-힣]/u.test(rest) || isBehindReferenceWord(before)) return false;
  if (reading?.style === 'article') return /^\s+\p{Lu}{2}/u.test(rest);
  return true;
}

/** Whether a number stands behind a word in title case, as in "Definitions 1.1" or "AGREEMENT 1. Term". */
function isBehindHeading(own: Marker, before: string): boolean {
  const style = own.readings[0]?.style;
  const isNumber = style === 'decimal' || style === 'section' || style === 'article';
  return isNumber && /(?:^|\s)["“(]?\p{Lu}[\p{L}'’)"”-]*$/u.test(before);
}

function readings(letters: string, wrap: 'dot' | 'close' | 'paren'): Reading[] {
  if (/^\d/.test(letters))
    return [{ style: wrap === 'paren' ? 'number-paren' : 'number-close', value: [Number(letters)] }];
  const letterCase = /^[A-Z]/.test(letters) ? 'upper' : 'lower';
  const found: Reading[] = [];
  const add = (kind: 'letter' | 'roman', value: number): void => {
    if (value > 0) found.push({ style: `${letterCase}-${wrap}-${kind}`, value: [value] });
  };
  add('letter', letterValue(letters));
  add('roman', romanValue(letters));
  return found;
}

function keyword(line: Span, printed: string, number: string, style: Style, value: number): Marker | null {
  return value === 0 ? null : marker(line, printed.length, [{ style, value: [value] }], number);
}

function marker(line: Span, length: number, own: Reading[], number: string | null): Marker {
  const end = line.start + length;
  return { start: line.start, end, readings: own, number, heading: null, headingEnd: end, isAtLineStart: true };
}

/** `4.0` counts as 4. */
function components(number: string): number[] {
  const parts = number.split('.').map(Number);
  return parts.length === 2 && parts[1] === 0 ? parts.slice(0, 1) : parts;
}

function tidy(heading: string): string {
  return heading
    .trim()
    .replace(/[.:\s]+$/, '')
    .replace(/\s+/g, ' ');
}
