/**
 * A smooth, strictly growing map of probabilities (beta calibration, Kull et al. 2017): the log-odds of the corrected
 * probability are `low * ln p - high * ln(1 - p) + shift`, with `low` and `high` above 0. `1, 1, 0` changes nothing.
 */
export interface Calibration {
  low: number;
  high: number;
  shift: number;
}

/** A chosen range's probability of adding a clause, and whether it is right, be it as the only one or not. */
export type Outcome = readonly [probability: number, isRight: boolean];

/** `low` and `high` are no less than this: the order is kept. */
const LEAST_SLOPE = 0.05;
/** How much the map holds to the one that changes nothing, as so many outcomes would. */
const INERTIA = 1;
const ROUNDS = 50;
const CLOSE = 1e-10;
/** Probabilities count as no nearer to 0 and 1 than this in the fit. */
const EDGE = 1e-6;

/**
 * The map under which the outcomes are likeliest: where right ranges are more, or fewer, than their probabilities say, it
 * corrects them. It changes no order and makes none equal.
 */
export function calibrate(outcomes: readonly Outcome[]): Calibration {
  const rows = outcomes.map(([probability, isRight]) => ({ inputs: inputsOf(probability), target: isRight ? 1 : 0 }));
  const identity = [1, 1, 0];
  const weights = [...identity];
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = weights.map((weight, index) => INERTIA * (weight - identity[index]!));
    const curve = [0, 1, 2].map((row) => [0, 1, 2].map((column) => (row === column ? INERTIA : 0)));
    for (const { inputs, target } of rows) {
      const probability = logistic(weights.reduce((sum, weight, index) => sum + weight * inputs[index]!, 0));
      for (let row = 0; row < 3; row += 1) {
        slope[row]! += (probability - target) * inputs[row]!;
        for (let column = 0; column < 3; column += 1)
          curve[row]![column]! += probability * (1 - probability) * inputs[row]! * inputs[column]!;
      }
    }
    // A slope that lies at its least and would fall further stays there.
    for (const index of [0, 1]) {
      if (weights[index]! > LEAST_SLOPE || slope[index]! <= 0) continue;
      slope[index] = 0;
      for (let other = 0; other < 3; other += 1) curve[index]![other] = curve[other]![index] = other === index ? 1 : 0;
    }
    const step = solve(curve, slope);
    for (let index = 0; index < 3; index += 1) {
      const moved = weights[index]! - Math.max(-1, Math.min(1, step[index]!));
      weights[index] = index < 2 ? Math.max(LEAST_SLOPE, moved) : moved;
    }
    if (step.every((value) => Math.abs(value) < CLOSE)) break;
  }
  const [low, high, shift] = weights;
  return { low: low!, high: high!, shift: shift! };
}

/** The corrected probability, which grows with the given one; 0 and 1 stay. */
export function calibrated({ low, high, shift }: Calibration, probability: number): number {
  return logistic(low * Math.log(probability) - high * Math.log(1 - probability) + shift);
}

function inputsOf(probability: number): [number, number, number] {
  return [Math.log(Math.max(EDGE, probability)), -Math.log(Math.max(EDGE, 1 - probability)), 1];
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The solution of a small system of equations whose matrix is symmetric and positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (const [index, pivot] of rows.entries()) {
    for (const other of rows.slice(index + 1)) {
      const times = other[index]! / pivot[index]!;
      for (let at = index; at < other.length; at += 1) other[at]! -= times * pivot[at]!;
    }
  }
  const solution: number[] = [];
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index]!;
    let rest = row.at(-1)!;
    for (let at = index + 1; at < rows.length; at += 1) rest -= row[at]! * solution[at]!;
    solution[index] = rest / row[index]!;
  }
  return solution;
}
