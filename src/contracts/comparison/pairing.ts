import type { Unit } from './units.js';

/** For each unit of a side the index of its other version; -1 for none. */
export interface Mates {
  ofLeft: Int32Array;
  ofRight: Int32Array;
}

/** Which units have found each other so far. */
export class Pairing {
  readonly #ofLeft: Int32Array;
  readonly #ofRight: Int32Array;
  #places: { left: Int32Array; right: Int32Array } | undefined;

  constructor(
    readonly left: readonly Unit[],
    readonly right: readonly Unit[],
  ) {
    this.#ofLeft = new Int32Array(left.length).fill(-1);
    this.#ofRight = new Int32Array(right.length).fill(-1);
  }

  pair(left: number, right: number): void {
    this.#ofLeft[left] = right;
    this.#ofRight[right] = left;
    this.#places = undefined;
  }

  mates(): Mates {
    return { ofLeft: this.#ofLeft, ofRight: this.#ofRight };
  }

  mateOfLeft(index: number): number {
    return this.#ofLeft[index] ?? -1;
  }

  isFree(left: number, right: number): boolean {
    return this.#ofLeft[left] === -1 && this.#ofRight[right] === -1;
  }

  /** Rows of tables are versions of rows only. */
  mayPair(left: number, right: number): boolean {
    return this.isFree(left, right) && (this.left[left]?.kind === 'row') === (this.right[right]?.kind === 'row');
  }

  freeLeft(): number[] {
    return free(this.#ofLeft);
  }

  freeRight(): number[] {
    return free(this.#ofRight);
  }

  /** Both at the top, or in provisions that are versions of one another. */
  haveSameParent(left: number, right: number): boolean {
    const [a, b] = [this.left[left]?.parent ?? -1, this.right[right]?.parent ?? -1];
    return a < 0 || b < 0 ? a === b : this.#ofLeft[a] === b;
  }

  /** Behind the same pair, with nothing paired between. */
  areInSamePlace(left: number, right: number): boolean {
    return this.placeOfLeft(left) === this.placeOfRight(right);
  }

  /** The right unit whose version is the closest paired unit before this one; -1 at the beginning. */
  placeOfLeft(index: number): number {
    return this.#placesNow().left[index] ?? -1;
  }

  placeOfRight(index: number): number {
    return this.#placesNow().right[index] ?? -1;
  }

  /** Places as they are when first asked for since the last pair. */
  #placesNow(): { left: Int32Array; right: Int32Array } {
    if (this.#places) return this.#places;
    const left = new Int32Array(this.left.length);
    const right = new Int32Array(this.right.length);
    let place = -1;
    for (let i = 0; i < left.length; i++) {
      if (this.mateOfLeft(i) >= 0) place = this.mateOfLeft(i);
      left[i] = place;
    }
    place = -1;
    for (let j = 0; j < right.length; j++) {
      if ((this.#ofRight[j] ?? -1) >= 0) place = j;
      right[j] = place;
    }
    this.#places = { left, right };
    return this.#places;
  }
}

function free(mates: Int32Array): number[] {
  const indexes: number[] = [];
  for (let index = 0; index < mates.length; index++) if (mates[index] === -1) indexes.push(index);
  return indexes;
}
