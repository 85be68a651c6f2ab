/** Longest wait between two attempts. */
const MAX_DELAY_MS = 15_000
const FIRST_DELAY_MS = 500

/**
 * Wait before the next attempt in milliseconds: doubles with each failure up to 15 s, of which the upper half is
 * random, so that many clients do not return at the same moment.
 * @param failures attempts that failed in a row, from 1.
 * @param random a number in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1))
  return Math.round(ceiling * (0.5 + random / 2))
}
