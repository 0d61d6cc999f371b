type Random = () => number;

/** Choices of one document. */
export class Maker {
  constructor(readonly random: Random) {}

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('');
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  two(low: number, high: number): string {
    return String(this.int(low, high)).padStart(2, '0');
  }
}

/** A datum in one of the forms people write it in, and the words before and after it. */
export interface Piece {
  label?: string;
  value: string;
  before: string;
  after?: string;
}
