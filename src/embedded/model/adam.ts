const FIRST = 0.9;
const SECOND = 0.999;

/** Weights of a layer with what Adam (Kingma and Ba 2015) remembers of their gradients. */
export class Adam {
  readonly gradients: Float32Array;
  private readonly means: Float32Array;
  private readonly squares: Float32Array;

  constructor(readonly values: Float32Array) {
    this.gradients = new Float32Array(values.length);
    this.means = new Float32Array(values.length);
    this.squares = new Float32Array(values.length);
  }

  /** Moves the weights by the gradients' mean over so many examples, and clears them. */
  step(rate: number, examples: number, steps: number): void {
    const { values, gradients, means, squares } = this;
    const [first, second] = [1 - FIRST ** steps, 1 - SECOND ** steps];
    for (let at = 0; at < values.length; at += 1) {
      const gradient = gradients[at]! / examples;
      means[at] = FIRST * means[at]! + (1 - FIRST) * gradient;
      squares[at] = SECOND * squares[at]! + (1 - SECOND) * gradient * gradient;
      values[at]! -= (rate * means[at]!) / first / (Math.sqrt(squares[at]! / second) + 1e-8);
      gradients[at] = 0;
    }
  }
}
