/** Ticks between which no other liquidity begins or ends, as far as was read. */
export interface TickRange {
  readonly lowerTick: number
  readonly upperTick: number
}

/** A word of a pool's tick bitmap: which multiples of the tick spacing begin or end liquidity. */
export interface BitmapWord {
  readonly index: number
  readonly bits: bigint
}

const WORD_BITS = 256

/** The word in which the bit of a tick stands. */
export function bitmapIndex(tick: number, spacing: number): number {
  return Math.floor(tick / spacing) >> 8
}

/**
 * The range in which one step of the pool's swap stays: up to the next marked tick, or the end of the word, as the
 * contract looks for it. Without the right word the nearest multiples of the spacing.
 */
export function tickRange(tick: number, spacing: number, word: BitmapWord | null): TickRange {
  const below = Math.floor(tick / spacing)
  if (word === null || word.index !== bitmapIndex(tick, spacing)) {
    return { lowerTick: below * spacing, upperTick: (below + 1) * spacing }
  }
  const first = word.index * WORD_BITS
  let lower = below - first
  while (lower > 0 && !isSet(word.bits, lower)) lower--
  let upper = below - first + 1
  while (upper < WORD_BITS - 1 && !isSet(word.bits, upper)) upper++
  return { lowerTick: (first + lower) * spacing, upperTick: (first + upper) * spacing }
}

function isSet(bits: bigint, position: number): boolean {
  return ((bits >> BigInt(position)) & 1n) === 1n
}
