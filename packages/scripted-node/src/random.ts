/** Seeded randomness: the same seed, the same draws, on every machine. */
export interface Random {
  /** Uniform in [0, 2^32). */
  uint32(): number
  /** Uniform in [0, 1). */
  share(): number
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** One of the values. @throws Error when there is none */
  pick<T>(values: readonly T[]): T
  /** So many bytes as lower-case hex without `0x`, at most 256. */
  hex(bytes: number): string
}

const MAX_HEX_BYTES = 256
const WARM_UP_DRAWS = 12

/** The generator sfc32 (Chris Doty-Humphrey, PractRand), its state filled from the seed and a stream number. */
export function createRandom(seed: number, stream = 0): Random {
  let a = seed >>> 0
  let b = stream >>> 0
  let c = 0x9e3779b9
  let counter = 1
  const scratch = Buffer.alloc(MAX_HEX_BYTES)

  const uint32 = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  const share = (): number => uint32() / 2 ** 32
  const integer = (min: number, max: number): number => min + Math.floor(share() * (max - min + 1))
  for (let i = 0; i < WARM_UP_DRAWS; i++) uint32()

  return {
    uint32,
    share,
    integer,
    pick(values) {
      if (values.length === 0) throw new Error('pick: nothing to pick from')
      return values[integer(0, values.length - 1)] as (typeof values)[number] // within the bounds
    },
    hex(bytes) {
      for (let at = 0; at < bytes; at += 4) scratch.writeInt32LE(uint32() | 0, at)
      return scratch.toString('hex', 0, bytes)
    },
  }
}
