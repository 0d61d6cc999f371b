import { DIGITS, type NumberShape, shapeNumber } from './number-shapes.js';

/** A level of a numbering: `^1.` is the number of level 1 with a full stop. */
export interface NumberingLevel {
  format: string;
  shape: NumberShape;
  start: number;
}

/** A definition of numbered paragraphs, by level from 0. A level that is missing prints nothing. */
export interface Numbering {
  levels: readonly NumberingLevel[];
}

/** What a paragraph shows in front of its text: nothing, its place in the outline of its section, a number, a bullet. */
export interface Heading {
  type: 'none' | 'outline' | 'number' | 'bullet';
  /** Of the numbering or bullet; 0 for an outline whose section says which. */
  id: number;
  /** From 0. */
  level: number;
}

const LEVELS = 10;

/** The levels of a numbering that are printed, at most; a path of more is not. */
const MAX_LABEL = 100;

/**
 * Counts numbered paragraphs as Hangul does: each numbering goes on where it stopped, a level begins anew after a higher one, and
 * a numbering that is met for the first time takes the higher levels over from the paragraphs before it.
 */
export class NumberCounter {
  readonly #counts = new Map<string, number[]>();
  #last: number[] = [];

  /** The label of the next paragraph. @param id of the numbering. @param level from 0. */
  next(id: string, numbering: Numbering | undefined, level: number): string {
    const depth = Math.min(Math.max(level, 0), LEVELS - 1);
    const counts = this.#counts.get(id) ?? this.#last.slice(0, depth);
    this.#counts.set(id, counts);
    this.#last = counts;
    const start = numbering?.levels[depth]?.start ?? 1;
    const before = counts[depth];
    counts.length = depth;
    counts[depth] = before === undefined ? start : before + 1;
    const format = numbering?.levels[depth]?.format ?? '';
    return this.#print(format, numbering?.levels ?? [], counts)
      .trim()
      .slice(0, MAX_LABEL);
  }

  #print(format: string, levels: readonly NumberingLevel[], counts: readonly number[]): string {
    const numberOf = (level: number): string => {
      const { start = 1, shape = DIGITS } = levels[level] ?? {};
      return shapeNumber(counts[level] ?? start, shape);
    };
    const path = (): string => counts.map((_, level) => numberOf(level)).join('.');
    return format.replace(/\^(10|[1-9]|[nN])|\^(?![\p{L}\p{N}])/gu, (_, place: string | undefined) => {
      if (place === undefined) return '';
      if (place === 'n') return path();
      return place === 'N' ? `${path()}.` : numberOf(Number(place) - 1);
    });
  }
}
