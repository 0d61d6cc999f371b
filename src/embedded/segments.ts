import { splitSentences } from '../contracts/sentences.js';
import type { Provision, SourceText, Span } from '../contracts/types.js';
import { fold } from './evidence.js';

/** A sentence with the context that taggers and the summariser judge it by. */
export interface Segment extends Span {
  /** Folded text of the sentence; see {@link fold}. */
  folded: string;
  /** Folded headings above the sentence, outermost first, joined by ` > `; empty when there is none. */
  heading: string;
  /** Which article it belongs to: the innermost provision with a heading, as its place in document order; -1 outside all. */
  article: number;
  /** Whether the sentence is nothing but a heading. */
  isHeading: boolean;
  hangul: boolean;
}

interface Unit extends Span {
  heading: string;
  article: number;
}

const HANGUL = /[\uac00-\ud7a3]/;
const LONGEST_HEADING = 90;

/**
 * A heading printed in the run of the text: `9.1 Audit Rights. Licensor may ...`, `ARTICLE IX INSURANCE`,
 * `제5조(비밀유지) ...`. The first group is the heading's words.
 */
const INLINE_HEADING =
  /^(?:(?:article|section|paragraph)\s+)?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[A-Z]|\([a-zA-Z0-9]{1,4}\))[.):]?\s+["“]?([A-Z][A-Za-z ,;&/'’()-]{2,70}?)["”]?(?:[.:]|\s[-–—]|$)/i;
const KOREAN_HEADING = /^제\s?\d{1,3}\s?조(?:의\s?\d{1,2})?\s?[([【]([^)\]】]{1,60})[)\]】]/;
/** Where the provisions end and the signatures begin: what follows stands under no heading. */
const CLOSING =
  /\bIN WITNESS WHEREOF\b|\bIn witness whereof\b|계약(?:의 체결|의 성립)?(?:을|를) 증명하기 위하여|기명 ?날인(?:한|하)/;
const SMALL_WORDS = new Set([
  'of',
  'and',
  'or',
  'the',
  'to',
  'for',
  'in',
  'on',
  'by',
  'with',
  'a',
  'an',
  'upon',
  'not',
]);

/** Whether most words begin with a capital, as words of a heading do. */
function isTitleCased(words: string): boolean {
  let capitals = 0;
  let total = 0;
  for (const word of words.split(/[\s/,;&-]+/)) {
    if (word === '' || SMALL_WORDS.has(word.toLowerCase())) continue;
    total += 1;
    if (/^[("“]?[A-Z]/.test(word)) capitals += 1;
  }
  return total > 0 && total <= 9 && capitals >= total * 0.75;
}

/** Whether a short sentence is a title and no statement. */
function isBareTitle(sentence: string): boolean {
  return isTitleCased(sentence) && !/[,;.]$/.test(sentence);
}

/** The heading that a sentence begins with, and whether there is nothing else in it; null when there is none. */
function inlineHeading(sentence: string): { words: string; alone: boolean } | null {
  const head = sentence.slice(0, 120);
  const match = KOREAN_HEADING.exec(head) ?? INLINE_HEADING.exec(head);
  const words = match?.[1];
  if (match === null || words === undefined || (!HANGUL.test(words) && !isTitleCased(words))) return null;
  return { words, alone: sentence.length - match[0].length < 3 };
}

/** Two levels of a heading path, without an empty level and without saying the same twice. */
function joinHeadings(outer: string, inner: string): string {
  if (outer === '' || outer.includes(inner)) return outer === '' ? inner : outer;
  return `${outer} > ${inner}`;
}

/** The provisions in document order, each with the folded headings of its path and the article it is part of. */
function flatten(provisions: readonly Provision[], path: string, article: number | null, out: Unit[]): Unit[] {
  for (const { start, end, heading: printed, children } of provisions) {
    const own = printed === null ? '' : fold(printed).slice(0, LONGEST_HEADING);
    const heading = joinHeadings(path, own);
    const ownArticle = article === null || own !== '' ? out.length : article;
    out.push({ start, end, heading, article: ownArticle });
    flatten(children, heading, own === '' && article === null ? null : ownArticle, out);
  }
  return out;
}

/** Sweeps the units beside the sentences: both are in document order, so every unit is entered and left once. */
class UnitSweep {
  private readonly open: Unit[] = [];
  private next = 0;

  constructor(private readonly units: readonly Unit[]) {}

  /** The innermost unit that holds `position`; positions must not decrease between calls. */
  at(position: number): Unit | undefined {
    for (let unit = this.units[this.next]; unit !== undefined && unit.start <= position; unit = this.units[this.next]) {
      this.open.push(unit);
      this.next += 1;
    }
    while (this.open.length > 0 && (this.open.at(-1)?.end ?? 0) <= position) this.open.pop();
    return this.open.at(-1);
  }
}

/** The sentences of a text in order, with their headings. Linear in the text. */
export function segmentsOf(source: SourceText): Segment[] {
  const sweep = new UnitSweep(flatten(source.provisions, '', null, []));
  const segments: Segment[] = [];
  let running = '';
  let unitHeading = '';
  let closed = false;
  for (const { start, end } of splitSentences(source.text)) {
    const sentence = source.text.slice(start, end);
    const unit = sweep.at(start);
    if (unit !== undefined && unit.heading !== unitHeading) {
      unitHeading = unit.heading;
      running = '';
      closed = false;
    }
    if (CLOSING.test(sentence)) closed = true;
    const inline = inlineHeading(sentence);
    if (inline !== null) running = fold(inline.words);
    const heading = closed ? '' : joinHeadings(unitHeading, running);
    const isHeading = inline?.alone === true || (sentence.length <= LONGEST_HEADING && isBareTitle(sentence));
    const article = unit?.article ?? -1;
    segments.push({ start, end, folded: fold(sentence), heading, article, isHeading, hangul: HANGUL.test(sentence) });
  }
  return segments;
}
