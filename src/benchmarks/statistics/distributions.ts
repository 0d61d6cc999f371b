const LANCZOS_FIRST = 0.9999999999998099;
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

/** The quantile function of the standard normal distribution, to about 1e-15, by bisection on the two-sided tail. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError('A quantile needs a probability between 0 and 1');
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const z = bisect((x) => 2 * tail - twoSidedTail(x), 0, 40);
  return probability < 0.5 ? -z : z;
}

/** P(|Z| > z) of the standard normal: a series near 0, a continued fraction (Abramowitz and Stegun 26.2.14) beyond. */
function twoSidedTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let [term, sum] = [z, z];
    for (let k = 3; Math.abs(term) > 1e-18; k += 2) sum += term *= (z * z) / k;
    return 1 - 2 * density * sum;
  }
  let fraction = z;
  for (let k = 120; k > 0; k--) fraction = z + k / fraction;
  return (2 * density) / fraction;
}

/** ln Gamma(x) for x > 0 (Lanczos, g = 7, nine terms; relative error below 1e-14). */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError('ln Gamma is computed for x > 0');
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = LANCZOS.reduce((total, coefficient, index) => total + coefficient / (shifted + index + 1), LANCZOS_FIRST);
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** The regularised incomplete beta function I_x(a, b), a and b > 0, x in [0, 1]: the Beta(a, b) distribution function. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) throw new RangeError('I_x(a, b) needs a, b > 0 and x in [0, 1]');
  if (x === 0 || x === 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return (front / a) * betaFraction(x, a, b);
}

/** The continued fraction of I_x(a, b) (DLMF 8.17.22) by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  const guard = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  const step = (coefficient: number): number => {
    d = 1 / guard(1 + coefficient * d);
    c = guard(1 + coefficient / c);
    fraction *= d * c;
    return d * c;
  };
  for (let m = 1; m <= 10_000; m++) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const change = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(change - 1) < 1e-15) return fraction;
  }
  throw new RangeError('I_x(a, b) did not converge');
}

/** The x in [0, 1] with I_x(a, b) = probability. */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError('A quantile needs a probability in [0, 1]');
  return bisect((x) => incompleteBeta(x, a, b) - probability, 0, 1);
}

/** The root of an increasing function between `low` and `high`, to the last bit. */
function bisect(increasing: (x: number) => number, low: number, high: number): number {
  for (let step = 0; step < 1100; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
