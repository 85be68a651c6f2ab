import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPrng } from './prng.ts'

describe('createPrng', () => {
  it('repeats its sequence for the same seed', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const [one, other] = [createPrng(seed), createPrng(seed)]
        for (let draw = 0; draw < 50; draw += 1) expect(one.next()).toBe(other.next())
      }),
    )
  })

  it('gives other sequences for other seeds', () => {
    const starts = new Set(
      Array.from({ length: 2_000 }, (_, seed) => {
        const prng = createPrng(String(seed))
        return [prng.next(), prng.next()].join()
      }),
    )
    expect(starts.size).toBe(2_000)
  })

  it('stays within the bounds asked for and reaches both ends', () => {
    const prng = createPrng('bounds')
    const seen = new Set(Array.from({ length: 1_000 }, () => prng.int(3, 7)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7])
  })

  it('is close to uniform', () => {
    const prng = createPrng('uniform')
    const counts = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 100_000; draw += 1) {
      const bucket = Math.floor(prng.next() * 10)
      counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('writes bytes as hex of the length asked for', () => {
    expect(createPrng('bytes').hex(20)).toMatch(/^0x[0-9a-f]{40}$/)
  })

  it('refuses to pick from nothing', () => {
    expect(() => createPrng('x').pick([])).toThrow(RangeError)
  })
})
