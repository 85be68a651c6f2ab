/** A value at a time. */
export interface Sample {
  readonly atS: number
  readonly value: number
}

/**
 * How much a value grows per second: the middle of the slopes of all pairs (Theil and Sen), which a collection of
 * garbage or a moment of load does not move. NaN for fewer than two samples.
 */
export function slopeOf(samples: readonly Sample[]): number {
  const slopes: number[] = []
  for (const [index, a] of samples.entries()) {
    for (const b of samples.slice(index + 1)) {
      if (b.atS !== a.atS) slopes.push((b.value - a.value) / (b.atS - a.atS))
    }
  }
  slopes.sort((a, b) => a - b)
  return slopes[slopes.length >> 1] ?? Number.NaN
}
