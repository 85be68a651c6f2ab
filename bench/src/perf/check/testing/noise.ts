/** Noise from a seed. */
export interface Noise {
  /** A normal deviate. */
  deviate(): number
  /** A factor: log-normal of that deviation, and one time in ten what a neighbour does to a round. */
  ofNeighbour(deviation: number): number
}

const NEIGHBOUR_SHARE = 0.1
const NEIGHBOUR_DEVIATION = 0.7

export function createNoise(seed: number): Noise {
  let state = seed >>> 0
  /** From 0 to 1 (mulberry32). */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const deviate = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    deviate,
    ofNeighbour(deviation) {
      const spoiled = next() < NEIGHBOUR_SHARE ? deviate() * NEIGHBOUR_DEVIATION : 0
      return Math.exp(deviate() * deviation + spoiled)
    },
  }
}
