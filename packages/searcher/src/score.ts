/** An integer from 0 to 100. */
export function clampScore(points: number): number {
  return Math.min(100, Math.max(0, Math.round(points)))
}

/**
 * Integer points that grow with the order of magnitude of `value`: none up to `from`, then `perDecade` for each
 * factor of ten, at most `most`.
 */
export function logPoints(value: number, from: number, perDecade: number, most: number): number {
  if (!(value > from)) return 0
  return Math.min(most, Math.round(perDecade * Math.log10(value / from)))
}
