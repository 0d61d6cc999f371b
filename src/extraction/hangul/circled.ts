import { shapeNumber } from './number-shapes.js';

const CIRCLED = 1;

/** Characters that are printed over each other; a number in a circle is the sign for it. */
export function circled(text: string, isInCircle: boolean): string {
  return isInCircle && /^[1-9][0-9]?$/.test(text) && Number(text) <= 50 ? shapeNumber(Number(text), CIRCLED) : text;
}
