/** A seeded source of numbers: the same seed gives the same sequence. Not for secrets. */
export interface Prng {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** One element, uniformly. @throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T
  /** True with probability `p`. */
  chance(p: number): boolean
  /** `bytes` random bytes as 0x hex. */
  hex(bytes: number): `0x${string}`
}

/** sfc32 seeded from the text by FNV-1a; small, fast, and its state belongs to the instance. */
export function createPrng(seed: string): Prng {
  let a = fnv1a(seed, 0x811c9dc5)
  let b = fnv1a(seed, 0x9e3779b9)
  let c = fnv1a(seed, 0x85ebca6b)
  let counter = 1

  function next32(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  // The first outputs still resemble the seed.
  for (let round = 0; round < 12; round += 1) next32()

  const next = (): number => next32() / 2 ** 32
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('cannot pick from an empty list')
      return items[int(0, items.length - 1)] as T // the index is within the list
    },
    chance: (p) => next() < p,
    hex(bytes): `0x${string}` {
      let digits = ''
      for (let byte = 0; byte < bytes; byte += 1) digits += int(0, 255).toString(16).padStart(2, '0')
      return `0x${digits}`
    },
  }
}

function fnv1a(text: string, basis: number): number {
  let hash = basis
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash | 0
}
