/** How often a case was solved over independent repeats. */
export interface Repeats {
  successes: number;
  trials: number;
}

/**
 * pass^k of one case: the chance that k repeats drawn without replacement from its trials all succeed,
 * C(successes, k) / C(trials, k), the unbiased estimate of (chance of success)^k.
 *
 * @throws RangeError when there are fewer than k trials or the counts are not possible
 */
export function passHatK({ successes, trials }: Repeats, k: number): number {
  const counts = Number.isInteger(successes) && Number.isInteger(trials) && Number.isInteger(k);
  if (!counts || k < 1 || trials < k || successes < 0 || successes > trials) {
    throw new RangeError('pass^k needs 1 <= k <= trials and 0 <= successes <= trials');
  }
  let probability = 1;
  for (let draw = 0; draw < k; draw++) probability *= Math.max(0, successes - draw) / (trials - draw);
  return probability;
}
