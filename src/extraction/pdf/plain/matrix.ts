const { fround } = Math;

/**
 * A transformation as PDF writes it, in single precision like PDFium's: where text is near to a limit, the same sums decide.
 * Treated as immutable.
 */
export class Matrix {
  constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly d: number,
    readonly e: number,
    readonly f: number,
  ) {}

  /** This one first, then `next`. */
  followedBy(next: Matrix): Matrix {
    return new Matrix(
      fround(fround(this.a * next.a) + fround(this.b * next.c)),
      fround(fround(this.a * next.b) + fround(this.b * next.d)),
      fround(fround(this.c * next.a) + fround(this.d * next.c)),
      fround(fround(this.c * next.b) + fround(this.d * next.d)),
      fround(fround(fround(this.e * next.a) + fround(this.f * next.c)) + next.e),
      fround(fround(fround(this.e * next.b) + fround(this.f * next.d)) + next.f),
    );
  }

  x(x: number, y: number): number {
    return fround(fround(fround(this.a * x) + fround(this.c * y)) + this.e);
  }

  y(x: number, y: number): number {
    return fround(fround(fround(this.b * x) + fround(this.d * y)) + this.f);
  }

  /** Whether text under it stands upright and reads from left to right. */
  get upright(): boolean {
    return this.b === 0 && this.c === 0 && this.a > 0 && this.d > 0 && this.a < 1e6 && this.d < 1e6;
  }
}

export const IDENTITY = new Matrix(1, 0, 0, 1, 0, 0);
