import { rankOf, type Marker, type Reading, type Style } from './marker.js';

/** A marker that was taken for a provision, with its place in the tree. */
export interface Entry {
  marker: Marker;
  reading: Reading;
  parent: Entry | null;
}

/** Where a marker goes: `keep` open provisions stay open, and how well its number continues what is open. */
interface Placement {
  keep: number;
  fit: 'next' | 'first' | 'jump';
}

/** Numbers that a line's number may skip, with a heading and without. */
const MAX_JUMP_WITH_HEADING = 4;
const MAX_JUMP = 2;

/** Main provisions behind which a new "1." with a heading begins another document instead of a list. */
const MIN_MAIN_BEFORE_RESTART = 3;

/** Markers looked at to tell the letter (i) from the numeral (i). */
const LOOKAHEAD = 40;

/**
 * Takes from the markers, in the order of the text, those that number the contract consistently, and nests them. A marker
 * whose number neither begins nor continues a sequence is a reference and is left out.
 *
 * @param isUnnumbered The contract's structure is its headings, so that numbers nest under them.
 */
export function nest(markers: readonly Marker[], isUnnumbered: boolean): Entry[] {
  return withoutLoneItems(new Nesting(markers, isUnnumbered).run());
}

class Nesting {
  private readonly entries: Entry[] = [];
  /** The open provisions from the outermost to the innermost. */
  private open: Entry[] = [];
  /** The last value of each ranked style since the last attachment began. */
  private lastOfStyle = new Map<Style, number[]>();
  /** The last of the main numbers since then, 0 before the first. */
  private lastMain = 0;
  private hasMain = false;

  constructor(
    private readonly markers: readonly Marker[],
    private readonly isUnnumbered: boolean,
  ) {}

  run(): Entry[] {
    for (const [index, marker] of this.markers.entries()) this.take(marker, index);
    return this.entries;
  }

  private take(marker: Marker, index: number): void {
    const style = marker.readings[0]?.style;
    if (style === 'closing') {
      this.open = [];
      this.push(marker, { style, value: [] }, 0);
      this.open = [];
      return;
    }
    if (style === 'attachment') {
      this.lastOfStyle = new Map();
      this.lastMain = 0;
      this.hasMain = false;
      this.push(marker, { style, value: [] }, 0);
      return;
    }
    if (style === 'heading') {
      this.push(
        marker,
        { style, value: [] },
        this.keepWhile((entry) => this.outranks(entry, 1)),
      );
      return;
    }
    let best: { reading: Reading; placement: Placement } | undefined;
    for (const reading of marker.readings) {
      const placement = this.place(marker, reading);
      if (placement && (!best || this.isBetter(placement, best.placement, reading, index)))
        best = { reading, placement };
    }
    if (best) this.push(marker, best.reading, best.placement.keep);
  }

  private push(marker: Marker, reading: Reading, keep: number): void {
    this.open.length = Math.min(keep, this.open.length);
    const entry = { marker, reading, parent: this.open.at(-1) ?? null };
    this.entries.push(entry);
    this.open.push(entry);
    if (rankOf(reading.style) !== undefined) this.lastOfStyle.set(reading.style, reading.value);
    const isMain = isNumeric(entry) && this.open.length === this.base() + 1;
    if (isMain && reading.value.length === 1) this.lastMain = reading.value[0] ?? 0;
    this.hasMain ||= isMain || reading.style === 'article';
  }

  /** Continuing beats beginning beats jumping; of two, the innermost; (i) is told by what comes behind it. */
  private isBetter(a: Placement, b: Placement, reading: Reading, index: number): boolean {
    if (reading.style.endsWith('-roman') && reading.value[0] === 1 && b.fit === 'next') {
      return this.isFollowedByRoman(reading.style, index);
    }
    const order = ['next', 'first', 'jump'];
    if (a.fit !== b.fit) return order.indexOf(a.fit) < order.indexOf(b.fit);
    return a.keep > b.keep;
  }

  private isFollowedByRoman(style: Style, index: number): boolean {
    const letters = style.replace('-roman', '-letter');
    const isAbove = ({ style, value }: Reading): boolean =>
      rankOf(style) !== undefined || (style === 'decimal' && value.length === 1);
    for (let next = index + 1; next < index + LOOKAHEAD; next += 1) {
      const readings = this.markers[next]?.readings ?? [];
      if (readings.some((reading) => reading.style === style && reading.value[0] === 2)) return true;
      if (readings.some((reading) => (reading.style === letters && reading.value[0] === 10) || isAbove(reading)))
        return false;
    }
    return false;
  }

  private place(marker: Marker, reading: Reading): Placement | null {
    const placement = this.placeAnywhere(marker, reading);
    // Within a line hardly anything but an exact continuation is believed.
    if (marker.isMainOnly === true && placement && placement.keep > this.base()) return null;
    if (placement?.fit !== 'jump' || marker.isAtLineStart) return placement;
    return this.skipsOneNumber(marker, reading) ? placement : null;
  }

  /** One main number may be lost in a line (in a table, or behind a word) before the next is found. */
  private skipsOneNumber(marker: Marker, { style, value }: Reading): boolean {
    return (
      style === 'decimal' && value.length === 1 && marker.needsNeighbour === false && value[0] === this.lastMain + 2
    );
  }

  private placeAnywhere(marker: Marker, reading: Reading): Placement | null {
    if (reading.style === 'section' || reading.style === 'decimal') {
      return reading.value.length > 1 ? this.placeDeep(marker, reading) : this.placeNumber(marker, reading);
    }
    return rankOf(reading.style) === undefined ? this.placeItem(marker, reading) : this.placeRanked(marker, reading);
  }

  /** Articles, chapters and the like: nested by rank, counted through the document. */
  private placeRanked(marker: Marker, { style, value }: Reading): Placement | null {
    const rank = rankOf(style) ?? 0;
    const last = this.lastOfStyle.get(style);
    const isRestart = last !== undefined && value[0] === 1 && value.length === 1;
    // Articles that begin again without a new part or chapter are another document's.
    const isNewDocument = isRestart && style === 'article' && this.open.some((entry) => entry.reading.style === style);
    const keep = isNewDocument ? this.base() : this.keepWhile((entry) => this.outranks(entry, rank));
    if (value[0] === undefined || value[0] === 0) return null;
    if (last === undefined) return { keep, fit: value[0] === 1 ? 'first' : 'jump' };
    if (isNext(last, value)) return { keep, fit: 'next' };
    if (isRestart) return { keep, fit: 'first' };
    const step = value[0] - (last[0] ?? 0);
    const most = marker.heading === null ? MAX_JUMP : 20;
    return step > 0 && step <= most ? { keep, fit: 'jump' } : null;
  }

  /** 3.2 under 3, 3.2.1 under 3.2, whether that is an article, a section or a plain number. */
  private placeDeep(marker: Marker, { value }: Reading): Placement | null {
    const prefix = value.slice(0, -1);
    const own = value.at(-1) ?? 0;
    const parent = this.open.findLastIndex((entry) => isNumeric(entry) && isEqual(entry.reading.value, prefix));
    const sibling = this.open.findLastIndex((entry) => isNumeric(entry) && entry.reading.value.length === value.length);
    const before = this.open[sibling]?.reading.value;
    if (parent >= 0) {
      const counted = before && sibling > parent ? (before.at(-1) ?? 0) : 0;
      return stepFit(own - counted, marker, counted === 0, parent + 1);
    }
    if (before && isEqual(before.slice(0, -1), prefix))
      return stepFit(own - (before.at(-1) ?? 0), marker, false, sibling);
    const isExpected = marker.isAtLineStart || (prefix[0] ?? 0) === (before?.[0] ?? 0) + 1;
    if (own > 1 || !isExpected) return null;
    // The provision above has no line of its own: 2.1 behind 1.5.
    if (before && (prefix[0] ?? 0) >= (before[0] ?? 0))
      return { keep: sibling, fit: marker.isAtLineStart ? 'jump' : 'first' };
    return before ? null : { keep: this.keepWhile((entry) => this.outranks(entry, 8)), fit: 'first' };
  }

  /** 1., 2., 3.: the contract's main numbers, or a list within one of them. */
  private placeNumber(marker: Marker, { style, value }: Reading): Placement | null {
    const own = value[0] ?? 0;
    const same = this.open.flatMap((entry, index) =>
      entry.reading.style === style && entry.reading.value.length === 1 ? [index] : [],
    );
    const expecting = same.filter((index) => own === (this.open[index]?.reading.value[0] ?? 0) + 1);
    const alike = expecting.findLast(
      (index) => (this.open[index]?.marker.heading === null) === (marker.heading === null),
    );
    const next = alike ?? expecting.at(-1);
    if (next !== undefined) return { keep: next, fit: 'next' };
    if (own === 1) return this.placeFirstNumber(marker, style, same);
    const innermost = same.at(-1);
    if (innermost !== undefined) {
      const fit = stepFit(own - (this.open[innermost]?.reading.value[0] ?? 0), marker, false, innermost);
      return marker.heading === null && same.length > 1 ? null : fit;
    }
    if (own === this.lastMain + 1 && this.open.length <= this.base()) return { keep: this.base(), fit: 'next' };
    return own <= 3 && !this.hasMain && marker.heading !== null ? { keep: this.base(), fit: 'jump' } : null;
  }

  private placeFirstNumber(marker: Marker, style: Style, same: readonly number[]): Placement | null {
    const [outermost] = same;
    if (outermost === undefined) {
      const isNested = this.hasMain || this.open.some((entry) => isTitled(entry));
      if (style === 'section') return { keep: this.keepWhile((entry) => this.outranks(entry, 7)), fit: 'first' };
      return { keep: isNested ? this.open.length : this.base(), fit: 'first' };
    }
    const main = this.open[outermost];
    const isNewDocument =
      marker.isAtLineStart &&
      main?.marker.heading !== null &&
      marker.heading !== null &&
      (main?.reading.value[0] ?? 0) >= MIN_MAIN_BEFORE_RESTART;
    if (isNewDocument) return { keep: outermost, fit: 'first' };
    return { keep: same.length > 1 ? (same.at(-1) ?? 0) : this.open.length, fit: 'first' };
  }

  /** Letters, Roman numerals, circled numbers: a sequence under whatever is open when it begins. */
  private placeItem(marker: Marker, { style, value }: Reading): Placement | null {
    const own = value[0] ?? 0;
    const last = (index: number): number => this.open[index]?.reading.value[0] ?? 0;
    const same = this.open.flatMap((entry, index) => (entry.reading.style === style ? [index] : []));
    const next = same.findLast((index) => own === last(index) + 1);
    if (next !== undefined) return { keep: next, fit: 'next' };
    const innermost = same.at(-1);
    if (own === 1) {
      if (innermost !== undefined) return { keep: innermost, fit: 'first' };
      const mayBeMain = marker.isAtLineStart || (style === 'number-close' && marker.needsNeighbour === false);
      return this.open.length > 0 || mayBeMain ? { keep: this.open.length, fit: 'first' } : null;
    }
    return innermost !== undefined && own === last(innermost) + 2 ? { keep: innermost, fit: 'jump' } : null;
  }

  /** Open provisions that stay open at the main level: the attachment, and the heading where headings are the structure. */
  private base(): number {
    return this.keepWhile((entry) => this.outranks(entry, 2));
  }

  private outranks(entry: Entry, rank: number): boolean {
    if (entry.reading.style === 'heading' && !this.isUnnumbered) return false;
    return (rankOf(entry.reading.style) ?? rank) < rank;
  }

  private keepWhile(stays: (entry: Entry) => boolean): number {
    const first = this.open.findIndex((entry) => !stays(entry));
    return first < 0 ? this.open.length : first;
  }
}

/** How a number fits `step` behind the one before it, or as the first of its sequence. */
function stepFit(step: number, marker: Marker, isFirst: boolean, keep: number): Placement | null {
  if (step === 1 || (isFirst && step === 0)) return { keep, fit: isFirst ? 'first' : 'next' };
  return step > 1 && step <= (marker.heading === null ? MAX_JUMP : MAX_JUMP_WITH_HEADING)
    ? { keep, fit: 'jump' }
    : null;
}

function isNumeric({ reading }: Entry): boolean {
  return reading.style === 'article' || reading.style === 'section' || reading.style === 'decimal';
}

/** Whether an open provision is part of the contract's structure rather than an item of a list or a recital. */
function isTitled({ marker, reading }: Entry): boolean {
  return reading.style !== 'attachment' && reading.style !== 'heading' && marker.heading !== null;
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** Whether an article's number follows another: 3 or 3-2 behind 3, 4 behind 3-2. */
function isNext(last: readonly number[], value: readonly number[]): boolean {
  const [number = 0, branch = 1] = value;
  const [lastNumber = 0, lastBranch = 1] = last;
  return (number === lastNumber && branch === lastBranch + 1) || (number === lastNumber + 1 && branch === 1);
}

/** Without items that stand alone where the text may mean something else by them: "(a)" within a line, an initial "J.". */
function withoutLoneItems(entries: readonly Entry[]): Entry[] {
  const siblings = new Map<Entry | null, Map<Style, number>>();
  for (const { parent, reading } of entries) {
    const counts = siblings.get(parent) ?? new Map<Style, number>();
    counts.set(reading.style, (counts.get(reading.style) ?? 0) + 1);
    siblings.set(parent, counts);
  }
  const isLone = (entry: Entry): boolean => {
    const { style, value } = entry.reading;
    const isItem = rankOf(style) === undefined && style !== 'closing' && value.length === 1;
    const isDoubtful = !entry.marker.isAtLineStart || (style.includes('-dot-') && entry.marker.heading === null);
    return isItem && isDoubtful && siblings.get(entry.parent)?.get(style) === 1;
  };
  const lone = new Set(entries.filter(isLone));
  const kept = entries.filter((entry) => !lone.has(entry));
  for (const entry of kept) while (entry.parent && lone.has(entry.parent)) entry.parent = entry.parent.parent;
  return kept;
}
