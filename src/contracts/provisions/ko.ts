import { hangulValue, type Marker, type Reading } from './marker.js';
import { endsStatement, wordsBefore } from './lines.js';
import type { Span } from '../types.js';

const DIVISION = /^제\s?(\d{1,3})\s?(편|장|절|관)(?:의\s?(\d{1,2}))?(?=\s|[(（[【:.]|$)/;
const ARTICLE = /^제\s?(\d{1,4})\s?조(?:의\s?(\d{1,3}))?/;
const TITLE =
  /^\s{0,3}(?:\(([^()（）\n]*(?:\([^()\n]*\)[^()\n]*)*)\)|（([^（）\n]*)）|\[([^[\]\n]*)\]|【([^【】\n]*)】|<([^<>\n]*)>)/;
/** Particles and words behind a title in parentheses that make the whole a reference. */
const PARTICLE = /^(?:에|의|을|를|은|는|과|와|부터|까지|및|제\d|항|,|또는|단서|본문|로|으로)/;
const CIRCLED = /^([①-⑳])/;
const HANGUL = /^\(?([가나다라마바사아자차카타파하])([.)])(?=\s|[가-힣“‘"「(]|$)/;
const NUMBER_CLOSE = /^\(?(\d{1,2})\)(?=\s|[가-힣“‘"「]|$)/;
const NUMBER_DOT = /^(\d{1,2})\.(?=\s?[가-힣“‘"「(（『])/;
const ATTACHMENT =
  /^[[<【〔(]?\s*(별표|별지|별첨|붙임|첨부|부속서|부록)\s*(?:제?\s?(\d{1,3}(?:의\s?\d{1,2})?)\s?호?)?\s*(?:서식)?\s*[\]>】〕)]?/;
const SUPPLEMENT = /^부\s*칙(?=\s|[(（<[]|$)/;
const DOCUMENT_TITLE =
  /^[^.,:]{2,40}(?:계약서|합의서|약정서|확인서|협정서|동의서|각서|서약서|특약)\s?(?:\([^()]{1,20}\))?$/;
const CLOSING =
  /^(?:(?:이|본|위|상기)\s?(?:계약|합의|약정)[^.\n]{0,30}(?:증명|증빙)하기\s?위[하해]|이상[과의][^.\n]{0,20}(?:증명|계약)[^.\n]{0,40}(?:서명|날인))/;

const INLINE = /(?<=\s)(?:[①-⑳]|제\s?\d{1,4}\s?조(?:의\s?\d{1,3})?(?=\s?[(（[【])|제\s?\d{1,3}\s?(?:장|절)(?=\s))/g;

/** The Korean marker that a line begins with, if it begins with one. `next` is the line below, `hasArticles`: an article stands before it. */
export function koreanLineMarker(
  text: string,
  line: Span,
  next: Span | undefined,
  hasArticles: boolean,
): Marker | null {
  const head = text.slice(line.start, Math.min(line.end, line.start + 160));
  if (!/[가-힣①-⑳]/.test(head)) return null;
  if (CLOSING.test(head)) return marker(line.start, 0, { style: 'closing', value: [] }, null);
  return (
    divisionMarker(text, line, head) ??
    articleMarker(text, line, head) ??
    attachmentMarker(text, line, next, head, hasArticles) ??
    itemMarker(line, head, hasArticles)
  );
}

function divisionMarker(text: string, line: Span, head: string): Marker | null {
  const match = DIVISION.exec(head);
  if (!match || PARTICLE.test(head.slice(match[0].length).trimStart())) return null;
  const style =
    match[2] === '편' ? 'part' : match[2] === '장' ? 'chapter' : match[2] === '절' ? 'division' : 'subdivision';
  const own = marker(line.start, match[0].length, { style, value: numbers(match[1], match[3]) }, printed(match[0]));
  const rest = text.slice(own.end, line.end);
  if (rest.length > 60 || /다\.?$/.test(rest)) return own;
  return titled(own, bare(rest), line.end);
}

function articleMarker(text: string, line: Span, head: string): Marker | null {
  const match = ARTICLE.exec(head);
  if (!match) return null;
  const own = marker(
    line.start,
    match[0].length,
    { style: 'article', value: numbers(match[1], match[2]) },
    printed(match[0]),
  );
  const rest = text.slice(own.end, Math.min(line.end, own.end + 120));
  const title = TITLE.exec(rest);
  if (title) {
    if (PARTICLE.test(rest.slice(title[0].length))) return null;
    return titled(own, bare(title.slice(1).find((group) => group !== undefined) ?? ''), own.end + title[0].length);
  }
  if (rest.trim() === '') return own;
  // Without a title in brackets only a short line is a heading: "제3조 계약기간"; "제3조에 따라", "제3조 제1항" are references.
  if (!/^\s/.test(rest) || PARTICLE.test(rest.trim()) || line.end - own.end > 40 || /[다.,]$/.test(rest)) {
    const beginsText =
      /^\s+[①“‘"]/.test(rest) ||
      (/^\s{1,4}\S/.test(rest) && wordsBefore(text, line.start).endsWith('다.') && !PARTICLE.test(rest.trim()));
    return beginsText ? own : null;
  }
  return titled(own, bare(rest), line.end);
}

function attachmentMarker(
  text: string,
  line: Span,
  next: Span | undefined,
  head: string,
  hasArticles: boolean,
): Marker | null {
  const length = line.end - line.start;
  const supplement = SUPPLEMENT.exec(head);
  if (supplement && length <= 60)
    return titled(
      marker(line.start, supplement[0].length, { style: 'attachment', value: [] }, '부칙'),
      bare(head.slice(supplement[0].length)),
      line.end,
    );
  const match = ATTACHMENT.exec(head);
  if (match && length <= 80) {
    const isBracketed = /^[[<【〔(]/.test(head) && /[\]>】〕)]\s*$/.test(match[0]);
    const rest = head.slice(match[0].length);
    if (
      (isBracketed || match[2] !== undefined || rest.trim() === '') &&
      !PARTICLE.test(rest) &&
      !/다\.?$/.test(rest) &&
      !/^\s*[:：]/.test(rest)
    ) {
      const number = [match[1], match[2]].filter((part) => part !== undefined).join(' ');
      const own = marker(line.start, match[0].trimEnd().length, { style: 'attachment', value: [] }, number);
      if (rest.trim() !== '') return titled(own, bare(rest), line.end);
      const below = next ? text.slice(next.start, next.end) : '';
      return next && DOCUMENT_TITLE.test(below) ? titled(own, bare(below), next.end) : own;
    }
  }
  if (length > 60 || !DOCUMENT_TITLE.test(head) || /\d\s*[.)]/.test(head)) return null;
  // The title of the contract ends the form above it; behind its articles it is another document's.
  if (!hasArticles) return marker(line.start, 0, { style: 'closing', value: [] }, null);
  return titled(marker(line.start, 0, { style: 'attachment', value: [] }, null), bare(head), line.end);
}

function itemMarker(line: Span, head: string, hasArticles: boolean): Marker | null {
  let match = CIRCLED.exec(head);
  if (match?.[1]) {
    if (PARTICLE.test(head.slice(1))) return null;
    return marker(line.start, 1, circled(match[1]), match[1]);
  }
  match = HANGUL.exec(head);
  if (match?.[1]) {
    const style = match[2] === '.' ? 'hangul-dot' : 'hangul-close';
    return marker(
      line.start,
      match[0].length,
      { style, value: [hangulValue(match[1])] },
      style === 'hangul-dot' ? match[1] : match[0],
    );
  }
  match = NUMBER_CLOSE.exec(head);
  if (match?.[1]) {
    const style = match[0].startsWith('(') ? 'number-paren' : 'number-close';
    return marker(line.start, match[0].length, { style, value: [Number(match[1])] }, match[0]);
  }
  match = NUMBER_DOT.exec(head);
  if (!match?.[1]) return null;
  const own = marker(line.start, match[0].length, { style: 'decimal', value: [Number(match[1])] }, match[1]);
  const title = bare(head.slice(match[0].length).replace(/\s*[:：].*$/s, ''));
  const isHeading = !hasArticles && title.length <= 30 && !/[다함임음됨.,;)]$/.test(title);
  return isHeading ? titled(own, title, own.end + head.slice(match[0].length).indexOf(title) + title.length) : own;
}

/** Markers within lines: ① and 제N조(title) behind the end of a statement or directly behind another marker. */
export function koreanInlineMarkers(text: string, lineEndOf: (offset: number) => number): Marker[] {
  const markers: Marker[] = [];
  // All of them begin with one of these.
  if (!/[①-⑳제]/.test(text)) return markers;
  for (const match of text.matchAll(INLINE)) {
    const start = match.index;
    const line = { start, end: lineEndOf(start) };
    const head = text.slice(start, Math.min(line.end, start + 160));
    const before = wordsBefore(text, start);
    if (/[」』,]$/.test(before)) continue;
    const isItem = /^[①-⑳]/.test(head);
    const own = isItem
      ? itemMarker(line, head, true)
      : head.includes('조') && ARTICLE.test(head)
        ? articleMarker(text, line, head)
        : divisionMarker(text, line, head);
    if (own) markers.push({ ...own, isAtLineStart: false, needsNeighbour: !endsStatement(before) });
  }
  return markers;
}

function circled(character: string): Reading {
  return { style: 'circled', value: [character.charCodeAt(0) - 0x245f] };
}

function numbers(first: string | undefined, second: string | undefined): number[] {
  return second === undefined ? [Number(first)] : [Number(first), Number(second)];
}

function printed(match: string): string {
  return match.replace(/\s+/g, '');
}

function bare(title: string): string {
  const trimmed = title.replace(/^[\s:.]+|[\s:.]+$/g, '').replace(/\s+/g, ' ');
  return /^[([【<（].*[)\]】>）]$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

function titled(own: Marker, heading: string, headingEnd: number): Marker {
  return heading === '' ? own : { ...own, heading, headingEnd: Math.max(own.end, headingEnd) };
}

function marker(start: number, length: number, reading: Reading, number: string | null): Marker {
  const end = start + length;
  return { start, end, readings: [reading], number, heading: null, headingEnd: end, isAtLineStart: true };
}
