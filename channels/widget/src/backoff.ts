/** Exponential back-off with full jitter: after a failure of the gateway all widgets do not come back at once. */

const BASE_MS = 1_000;
const CEILING_MS = 30_000;

/**
 * Milliseconds to wait before the next try.
 *
 * @param failures how many tries failed in a row, 1 for the first
 * @param random   a number in [0, 1)
 */
export function backoff(failures: number, random: number): number {
  const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** (Math.max(1, failures) - 1));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}
