/** Log-odds below this are as good as this. */
export const NONE = -12;

/** One category's logits by one judge. */
export class JudgeView {
  readonly best: number;

  constructor(
    private readonly logits: Float32Array,
    private readonly width: number,
    private readonly category: number,
  ) {
    this.best = this.most(0, logits.length / width);
  }

  of(unit: number): number {
    return Math.max(NONE, this.logits[unit * this.width + this.category]!);
  }

  most(from: number, to: number): number {
    let most = NONE;
    for (let unit = from; unit < to; unit += 1) most = Math.max(most, this.of(unit));
    return most;
  }

  mean(from: number, to: number): number {
    let sum = 0;
    for (let unit = from; unit < to; unit += 1) sum += this.of(unit);
    return sum / (to - from);
  }
}
