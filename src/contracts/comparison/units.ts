import { splitParagraphs } from '../paragraphs.js';
import type { Provision, Span, TableRow } from '../types.js';
import type { ComparedText, ComparisonItem } from './comparison.js';
import { foldedWords, type Token, tokensOf } from './words.js';

/** A piece of a text that is compared as a whole. Units are in order, do not overlap, and hold all that is not white space. */
export interface Unit extends Span {
  kind: ComparisonItem['kind'];
  /** The provision it is or lies in. */
  provision: Provision | null;
  /** The unit of the provision around it; -1 where there is none. */
  parent: number;
  /** Printed number and folded heading of a provision; empty where it has none. */
  number: string;
  heading: string;
  /** The heading as printed. */
  printed: string | null;
  tokens: Token[];
  /** Folded words without the number. */
  words: string[];
  /** Equal for units of the same kind whose tokens, without the number, are the same. */
  key: string;
}

/** Cuts a text into its units: every provision without those inside it, paragraphs where there are none, table rows. */
export function unitsOf(source: ComparedText): Unit[] {
  return new UnitCutter(source).cut();
}

class UnitCutter {
  readonly #source: ComparedText;
  readonly #units: Unit[] = [];
  readonly #rows: readonly TableRow[];
  #nextRow = 0;

  constructor(source: ComparedText) {
    this.#source = source;
    this.#rows = source.tables.flatMap(({ rows }) => rows).toSorted((a, b) => a.start - b.start);
  }

  cut(): Unit[] {
    this.#provisions(this.#source.provisions, 0, this.#source.text.length, null, -1);
    return this.#units;
  }

  /** The range of a provision (or the whole text) with the provisions in it. */
  #provisions(inside: readonly Provision[], from: number, to: number, owner: Provision | null, parent: number): void {
    let at = from;
    let ownUnit = parent;
    const gap = (end: number): void => {
      if (owner && at === from) ownUnit = this.#own(owner, { start: at, end }, parent);
      else this.#paragraphs({ start: at, end }, owner, ownUnit);
    };
    for (const provision of inside) {
      if (provision.start < at) continue;
      gap(provision.start);
      this.#provisions(provision.children, provision.start, provision.end, provision, ownUnit);
      at = provision.end;
    }
    gap(to);
  }

  /** The provision's own text. Rows of tables in it are units of their own. Returns the index of its unit. */
  #own(provision: Provision, range: Span, parent: number): number {
    let own = parent;
    for (const { span, isRow } of this.#splitRows(range)) {
      if (isRow) this.#add('row', span, provision, own);
      else if (own !== parent) this.#add('paragraph', span, provision, own);
      else own = this.#add('provision', span, provision, parent);
    }
    return own;
  }

  #paragraphs(range: Span, owner: Provision | null, parent: number): void {
    for (const { span, isRow } of this.#splitRows(range)) {
      if (isRow) this.#add('row', span, owner, parent);
      else
        for (const paragraph of splitParagraphs(this.#source.text, span))
          this.#add('paragraph', paragraph, owner, parent);
    }
  }

  /** The parts of a range that are rows of tables, and those that are not. */
  #splitRows(range: Span): { span: Span; isRow: boolean }[] {
    const parts: { span: Span; isRow: boolean }[] = [];
    let at = range.start;
    while ((this.#rows[this.#nextRow]?.end ?? Infinity) <= range.start) this.#nextRow += 1;
    for (let row = this.#rows[this.#nextRow]; row && row.end <= range.end; row = this.#rows[++this.#nextRow]) {
      if (row.start < at) continue;
      if (row.start > at) parts.push({ span: { start: at, end: row.start }, isRow: false });
      parts.push({ span: { start: row.start, end: row.end }, isRow: true });
      at = row.end;
    }
    if (at < range.end) parts.push({ span: { start: at, end: range.end }, isRow: false });
    return parts.filter(({ span }) => this.#source.text.slice(span.start, span.end).trim() !== '');
  }

  /** @returns the index of the unit */
  #add(kind: Unit['kind'], range: Span, provision: Provision | null, parent: number): number {
    const { text } = this.#source;
    const raw = text.slice(range.start, range.end);
    const start = range.start + raw.length - raw.trimStart().length;
    const end = range.start + raw.trimEnd().length;
    const named = kind === 'provision' ? provision : null;
    const unit = withContent(text, {
      kind,
      start,
      end,
      provision,
      parent,
      number: named?.number ?? '',
      heading: fold(named?.heading ?? ''),
      printed: named?.heading ?? null,
      tokens: tokensOf(text, { start, end }),
    });
    return this.#units.push(unit) - 1;
  }
}

/** The unit with what follows from its tokens and its number. */
export function withContent(text: string, unit: Omit<Unit, 'words' | 'key'>): Unit {
  const content = unit.tokens.slice(numberTokens(text, unit.tokens, unit.number));
  const words = content.map((token) => text.slice(token.start, token.end));
  return { ...unit, words: foldedWords(text, content), key: `${unit.kind === 'row' ? 'r' : 'p'} ${words.join(' ')}` };
}

/** How many tokens at the beginning of a provision are its number: `제5조`, `Section 12.3`, `(a)`. */
export function numberTokens(text: string, tokens: readonly Token[], number: string): number {
  if (number === '') return 0;
  const wanted = number.replace(/\s+/g, '');
  let seen = '';
  for (const [index, { start, end }] of tokens.entries()) {
    seen += text.slice(start, end);
    if (seen.endsWith(wanted)) return index + 1;
    if (seen.length > wanted.length + 10) break;
  }
  return 0;
}

function fold(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
