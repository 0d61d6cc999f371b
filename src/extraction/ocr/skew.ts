import type { Component } from './components.js';

/** The steepest skew looked for, in degrees, and how finely. */
const STEEPEST = 15;
const COARSE = 0.5;
const FINE = 0.05;

/** With fewer letters no lines can be told. */
const FEWEST_LETTERS = 20;

/** More letters than this tell nothing new. */
const MOST_LETTERS = 6000;

/** How the lines of a page run. */
export interface Skew {
  /** By how many degrees clockwise the lines are turned from the level. */
  degrees: number;
  /** How clearly letters stand in lines: the larger the clearer; comparable between directions of the same page. */
  clearness: number;
}

/**
 * Finds the skew of lines by their letters: at the right angle their lower ends fall on few levels.
 *
 * @param upright false: for lines that run from top to bottom.
 */
export function findSkew(letters: readonly Component[], letterHeight: number, upright: boolean): Skew {
  if (letters.length < FEWEST_LETTERS) return { degrees: 0, clearness: 0 };
  const stride = Math.ceil(letters.length / MOST_LETTERS);
  const points = letters
    .filter((_, index) => index % stride === 0)
    .map(({ left, right, top, bottom }) =>
      upright ? { along: (left + right) / 2, level: bottom } : { along: -(top + bottom) / 2, level: right },
    );
  const step = Math.max(2, letterHeight / 5);
  const clearness = (degrees: number): number => gathering(points, degrees, step);
  let best = { degrees: 0, clearness: clearness(0) };
  const look = (degrees: number): void => {
    const value = clearness(degrees);
    if (value > best.clearness) best = { degrees, clearness: value };
  };
  for (let degrees = -STEEPEST; degrees <= STEEPEST; degrees += COARSE) look(degrees);
  const around = best.degrees;
  for (let degrees = around - COARSE; degrees <= around + COARSE; degrees += FINE) look(degrees);
  return { degrees: Math.round(best.degrees / FINE) * FINE, clearness: best.clearness };
}

/** How unevenly the points spread over levels that are tilted by an angle: the mean of the squared counts. */
function gathering(points: readonly { along: number; level: number }[], degrees: number, step: number): number {
  const tangent = Math.tan((degrees * Math.PI) / 180);
  const counts = new Map<number, number>();
  for (const { along, level } of points) {
    const at = Math.round((level - along * tangent) / step);
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  let sum = 0;
  for (const count of counts.values()) sum += count * count;
  return sum / points.length;
}
