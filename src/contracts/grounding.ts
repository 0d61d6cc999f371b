import { characterEnd, fold, type FoldedText } from './grounding/folded-text.js';
import { lowerCase, matches, type Fit, type FoldedMatch } from './grounding/matching.js';
import { quoteForms, quotePieces } from './grounding/quote-forms.js';
import { runningLines } from './grounding/running-lines.js';
import { letterCount, negates, significance } from './grounding/significance.js';
import { pageAt, splitsPair } from './pages.js';
import { splitSentences } from './sentences.js';
import type { Citation, Page, Span } from './types.js';

/** How a quotation was found: letter by letter, but for typography, or but for typography and case. */
export type GroundingMethod = 'exact' | 'normalised' | 'caseless';

/** A quotation with the places of the source it stands for: several when it has an omission or runs over a page break. */
export interface GroundedQuote {
  method: GroundingMethod;
  /** In order, disjoint, each beginning and ending with a character that is not white space. */
  spans: Span[];
  /** One for each span. */
  citations: Citation[];
}

/** Below this many letters and digits a quotation grounds only where it is exact and stands once, in the text or at `near`. */
const MIN_LETTERS = 3;

/** What a quotation must have for its case to be overlooked. */
const CASELESS = { letters: 20, words: 4 } as const;

/** Limits on a quotation with omissions: pieces, significance of each, and source characters left out between two. */
const OMISSION = { pieces: 8, significance: 10, gap: 2_000, firstPieces: 50 } as const;

interface Candidate {
  spans: Span[];
  fit: Fit;
  isExact: boolean;
}

/**
 * Maps what a model says it quotes to the words of the source. Built once for a text, in time and memory linear in it.
 *
 * Nothing paraphrased grounds: the words, numbers and negations of the quotation all stand in the source, in its order.
 * Only typography may differ (see {@link FoldedText}) and, for long quotations and as the last resort, case.
 */
export class GroundingIndex {
  private readonly folded: FoldedText;
  private lowerUnits: string | undefined;
  private skipped: readonly Span[] | undefined;
  private body: FoldedText | undefined;

  /**
   * @param text Canonical text; any other text works too, its offsets are the given text's.
   * @param pages Its pages, in order.
   */
  constructor(
    readonly text: string,
    readonly pages: readonly Page[],
  ) {
    this.folded = fold(text);
  }

  /**
   * Finds a quotation.
   *
   * @param near Where it is expected: of several occurrences the one that overlaps it is taken, else the nearest one.
   *   Without it the first one is taken.
   * @returns null when the source does not say this.
   */
  ground(quote: string, near?: Span): GroundedQuote | null {
    const literal = quote.trim();
    if (literal === '') return null;
    if (letterCount(literal) < MIN_LETTERS || significance(literal) === 0) return this.groundShort(literal, near);
    const forms = quoteForms(literal);
    return (
      this.groundForms(forms, near) ??
      this.groundOverPages(forms, near) ??
      this.groundPieces(literal, near) ??
      this.groundCaseless(forms, near)
    );
  }

  /**
   * The citation of a span, without the white space at its ends and with surrogate pairs whole.
   *
   * @throws RangeError when the span holds nothing but white space.
   */
  cite(span: Span): Citation {
    const { text } = this;
    let start = Math.max(0, span.start);
    let end = Math.min(text.length, span.end);
    if (splitsPair(text, start)) start -= 1;
    if (splitsPair(text, end)) end += 1;
    const cut = text.slice(start, Math.max(start, end));
    const quote = cut.trim();
    if (quote === '') throw new RangeError(`nothing to cite in [${span.start}, ${span.end})`);
    start += cut.length - cut.trimStart().length;
    end = start + quote.length;
    return { start, end, page: this.pageAt(start), quote };
  }

  /** Number of the page that holds an offset of the text. */
  pageAt(offset: number): number {
    return pageAt(this.pages, offset);
  }

  private groundShort(literal: string, near: Span | undefined): GroundedQuote | null {
    const found = this.candidates(this.folded, fold(literal), literal).filter(({ isExact }) => isExact);
    const whole = found.filter(({ fit }) => fit === 'whole');
    const close = near ? found.filter((candidate) => isWithin(candidate, near)) : [];
    const [only] = whole.length === 1 ? whole : close;
    return only && (whole.length === 1 || close.length === 1) ? this.grounded('exact', only.spans) : null;
  }

  private groundForms(forms: readonly string[], near: Span | undefined): GroundedQuote | null {
    for (const form of forms) {
      const best = bestOf(this.candidates(this.folded, fold(form), form), near);
      if (best) return this.grounded(best.isExact ? 'exact' : 'normalised', best.spans);
    }
    return null;
  }

  /** Looks in the text without its page headers and footers. */
  private groundOverPages(forms: readonly string[], near: Span | undefined): GroundedQuote | null {
    this.skipped ??= runningLines(this.text, this.pages);
    if (this.skipped.length === 0) return null;
    this.body ??= fold(this.text, this.skipped);
    for (const form of forms) {
      const best = bestOf(this.candidates(this.body, fold(form), form), near);
      if (best)
        return this.grounded(
          'normalised',
          best.spans.flatMap((span) => this.withoutSkipped(span)),
        );
    }
    return null;
  }

  private groundCaseless(forms: readonly string[], near: Span | undefined): GroundedQuote | null {
    this.lowerUnits ??= lowerCase(this.folded.units);
    for (const form of forms) {
      if (letterCount(form) < CASELESS.letters || form.split(/\s+/).length < CASELESS.words) continue;
      const best = bestOf(this.candidates(this.folded, fold(form), form, this.lowerUnits), near);
      if (best) return this.grounded('caseless', best.spans);
    }
    return null;
  }

  private groundPieces(literal: string, near: Span | undefined): GroundedQuote | null {
    const pieces = quotePieces(literal);
    const [first, ...rest] = pieces;
    if (first === undefined || pieces.length > OMISSION.pieces) return null;
    if (rest.length === 0) return first === literal ? null : this.groundForms(quoteForms(first), near);
    if (pieces.some((piece) => significance(piece) < OMISSION.significance)) return null;

    const foldedRest = rest.map((piece) => fold(piece));
    const chains: Candidate[] = [];
    for (const match of matches(this.folded, fold(first))) {
      if (match.fit !== 'whole') continue;
      const chain = this.chain(match, foldedRest);
      if (chain)
        chains.push({ spans: chain.map((part) => this.spanOf(this.folded, part, '')), fit: 'whole', isExact: false });
      if (chains.length >= OMISSION.firstPieces) break;
    }
    const best = bestOf(chains, near);
    return best ? this.grounded('normalised', best.spans) : null;
  }

  /** The pieces of a quotation behind its first, each close to the one before; null when one is not there. */
  private chain(first: FoldedMatch, rest: readonly FoldedText[]): FoldedMatch[] | null {
    const chain = [first];
    let previous = first;
    for (const piece of rest) {
      const [next] = matches(this.folded, piece, previous.end);
      if (
        next?.fit !== 'whole' ||
        !this.mayLeaveOut(this.endOf(this.folded, previous.end - 1), this.folded.starts[next.start] ?? 0)
      )
        return null;
      chain.push(next);
      previous = next;
    }
    return chain;
  }

  /**
   * Whether the words between two pieces may be left out: there are few of them, and no negation is lost from the
   * sentence that the first piece breaks off or from the one that the second piece enters.
   */
  private mayLeaveOut(start: number, end: number): boolean {
    if (end - start > OMISSION.gap) return false;
    const isClosed = (sentence: string): boolean => /[.!?。！？]["”’)\]]*$/.test(sentence);
    const sentences = splitSentences(this.text, { start, end }).map((span) => this.text.slice(span.start, span.end));
    if (isClosed(this.text.slice(Math.max(0, start - 4), start))) sentences.unshift('.');
    const firstClosed = sentences.findIndex(isClosed);
    if (firstClosed < 0) return !negates(sentences.join(' '));
    const lastClosed = sentences.findLastIndex(isClosed);
    return (
      !negates(sentences.slice(0, firstClosed + 1).join(' ')) && !negates(sentences.slice(lastClosed + 1).join(' '))
    );
  }

  private candidates(source: FoldedText, quote: FoldedText, form: string, lowerUnits?: string): Candidate[] {
    if (quote.units === '') return this.literalCandidates(form);
    const found: Candidate[] = [];
    for (const match of matches(source, quote, 0, lowerUnits)) {
      // White space and marks before the quotation's first unit stand before the match if the quotation is literal.
      const start = (source.starts[match.start] ?? 0) - (quote.starts[0] ?? 0);
      const isExact = start >= 0 && this.text.startsWith(form, start);
      const span = isExact ? { start, end: start + form.length } : this.spanOf(source, match, form);
      found.push({ spans: [span], fit: match.fit, isExact });
    }
    return found;
  }

  /** Where a quotation stands that consists of nothing that folding keeps, such as a bullet. */
  private literalCandidates(form: string): Candidate[] {
    const found: Candidate[] = [];
    for (
      let start = this.text.indexOf(form);
      start >= 0 && found.length < 2;
      start = this.text.indexOf(form, start + 1)
    ) {
      found.push({ spans: [{ start, end: start + form.length }], fit: 'whole', isExact: true });
    }
    return found;
  }

  /** The source range of a match, with the quotation marks around it if the quotation has them too. */
  private spanOf(source: FoldedText, match: FoldedMatch, form: string): Span {
    let start = source.starts[match.start] ?? 0;
    let end = this.endOf(source, match.end - 1);
    if (isQuotationMark(form[0]) && isQuotationMark(this.text[start - 1])) start -= 1;
    if (isQuotationMark(form.at(-1)) && isQuotationMark(this.text[end])) end += 1;
    return { start, end };
  }

  /** End of the source character that a unit belongs to; a run of dots belongs together. */
  private endOf(source: FoldedText, unit: number): number {
    let end = characterEnd(this.text, source.starts[unit] ?? 0);
    if (source.units[unit] === '…') while (this.text[end] === '.') end += 1;
    return end;
  }

  private withoutSkipped(span: Span): Span[] {
    const parts: Span[] = [];
    let start = span.start;
    for (const skip of this.skipped ?? []) {
      if (skip.end <= start || skip.start >= span.end) continue;
      parts.push({ start, end: skip.start });
      start = skip.end;
    }
    parts.push({ start, end: span.end });
    return parts.filter((part) => this.text.slice(part.start, part.end).trim() !== '');
  }

  private grounded(method: GroundingMethod, spans: readonly Span[]): GroundedQuote {
    const citations = spans.map((span) => this.cite(span));
    return { method, spans: citations.map(({ start, end }) => ({ start, end })), citations };
  }
}

/** The candidate at `near`, then one of whole words, then a literal one, then the nearest or the first. */
function bestOf(candidates: readonly Candidate[], near: Span | undefined): Candidate | undefined {
  let best: { candidate: Candidate; rank: number[] } | undefined;
  for (const candidate of candidates) {
    const isHere = near !== undefined && isWithin(candidate, near);
    if (candidate.fit === 'fragment' && !(candidate.isExact && isHere)) continue;
    const rank = rankOf(candidate, near);
    if (!best || isBefore(rank, best.rank)) best = { candidate, rank };
  }
  return best?.candidate;
}

function rankOf(candidate: Candidate, near: Span | undefined): number[] {
  const { start, end } = extentOf(candidate);
  const distance = near ? Math.max(0, near.start - end, start - near.end) : start;
  const isElsewhere = near !== undefined && !(start < near.end && end > near.start);
  return [Number(isElsewhere), Number(candidate.fit !== 'whole'), Number(!candidate.isExact), distance, start];
}

function extentOf({ spans }: Candidate): Span {
  const start = spans[0]?.start ?? 0;
  return { start, end: spans.at(-1)?.end ?? start };
}

function isWithin(candidate: Candidate, near: Span): boolean {
  const { start, end } = extentOf(candidate);
  return start >= near.start && end <= near.end;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

function isQuotationMark(character: string | undefined): boolean {
  return character !== undefined && /["'“”„‟‘’‚‛«»「」『』《》〈〉]/.test(character);
}
