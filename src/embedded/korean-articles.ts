import { splitSentences } from '../contracts/sentences.js';
import type { Provision, SourceText, Span } from '../contracts/types.js';
import { fold } from './evidence.js';

/** A part of an article: a paragraph (항), or all of it where it has none. */
export interface KoreanParagraph extends Span {
  folded: string;
}

/** An article (조) of a Korean contract without articles that stand inside it. */
export interface KoreanArticle extends Span {
  /** Its own heading, folded. */
  heading: string;
  paragraphs: readonly KoreanParagraph[];
}

const HANGUL = /[\uac00-\ud7a3]/;
const ARTICLE_NUMBER = /^제 ?\d+ ?조/;
const PARAGRAPH_NUMBER = /^[①-⑳㉑-㉟]$/;
/** A line without Hangul of so many letters is another language's version of what stands above it. */
const FOREIGN_LETTERS = 12;
/** Fewer letters than this behind the heading are no text of an article. */
const LEAST_TEXT = 4;

/**
 * The articles of a Korean contract in order, disjoint: what is numbered 제n조, or, in a contract without such numbers,
 * what has a Korean heading. Chapters are none: their articles are.
 */
export function koreanArticles({ text, provisions }: SourceText): KoreanArticle[] {
  const all = flatten(provisions);
  const numbered = all.filter(({ number, heading }) => heading !== null && ARTICLE_NUMBER.test(number ?? ''));
  const heads = numbered.length > 0 ? numbered : all.filter(({ heading }) => heading !== null && HANGUL.test(heading));
  const isHead = new Set(heads);
  return heads.flatMap((provision) => {
    const inner = flatten(provision.children).find((child) => isHead.has(child));
    const area = koreanPart(text, { start: provision.start, end: Math.min(provision.end, inner?.start ?? Infinity) });
    const heading = provision.heading ?? '';
    const letters = text.slice(area.start, area.end).match(/[\p{L}\d]/gu)?.length ?? 0;
    if (letters < (heading.match(/[\p{L}\d]/gu)?.length ?? 0) + LEAST_TEXT) return [];
    return [{ ...area, heading: fold(heading), paragraphs: paragraphsOf(text, provision, area) }];
  });
}

function flatten(provisions: readonly Provision[]): Provision[] {
  return provisions.flatMap((provision) => [provision, ...flatten(provision.children)]);
}

/** The span up to the version in another language, as bilingual forms have it behind each article. */
function koreanPart(text: string, { start, end }: Span): Span {
  let kept = start;
  for (let at = start; at < end;) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    const line = text.slice(at, lineEnd);
    if (!HANGUL.test(line) && (line.match(/\p{L}/gu)?.length ?? 0) >= FOREIGN_LETTERS) break;
    if (HANGUL.test(line)) kept = lineEnd;
    at = lineEnd + 1;
  }
  return { start, end: start + text.slice(start, kept).trimEnd().length };
}

function paragraphsOf(text: string, article: Provision, area: Span): KoreanParagraph[] {
  const inside = (span: Span): boolean => span.start >= area.start && span.end <= area.end;
  const circled = article.children.filter((child) => PARAGRAPH_NUMBER.test(child.number ?? '') && inside(child));
  const parts = circled.length > 1 ? circled : [area];
  return parts.map(({ start, end }) => ({ start, end, folded: fold(text.slice(start, end)) }));
}

/** The sentences of a paragraph, trimmed and folded. */
export function sentencesOf(text: string, span: Span): KoreanParagraph[] {
  return splitSentences(text, span).map(({ start, end }) => ({ start, end, folded: fold(text.slice(start, end)) }));
}
