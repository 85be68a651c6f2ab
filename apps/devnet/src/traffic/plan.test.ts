import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlan, type PlanOptions } from './plan.ts'
import { type Fees, type PlannedTransaction, TRAFFIC_KINDS } from './planned-transaction.ts'
import { SWAP_METHODS } from './swap-methods.ts'

function take(options: PlanOptions, count: number): readonly PlannedTransaction[] {
  const plan = createPlan(options)
  return Array.from({ length: count }, () => plan.next())
}

const anyOptions = fc.record({
  seed: fc.string(),
  senders: fc.integer({ min: 2, max: 40 }),
  txPerSecond: fc.integer({ min: 1, max: 1_000 }),
})
const demo = { seed: 'demo', senders: 16, txPerSecond: 20 }

/** What a node compares when a transaction wants to replace another. */
function price(fees: Fees): readonly bigint[] {
  return fees.type === 'legacy' ? [fees.gasPrice] : [fees.maxFeePerGas, fees.maxPriorityFeePerGas]
}

describe('createPlan', () => {
  it('plans the same for the same seed', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        expect(take(options, 300)).toEqual(take(options, 300))
      }),
      { numRuns: 30 },
    )
  })

  it('plans something else for another seed', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const other = { ...options, seed: `${options.seed}!` }
        expect(take(options, 20)).not.toEqual(take(other, 20))
      }),
      { numRuns: 30 },
    )
  })

  it('plans each kind, both fee types, and every way to swap', () => {
    const plan = take(demo, 5_000)
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(TRAFFIC_KINDS))
    expect(new Set(plan.map(({ fees }) => fees.type))).toEqual(new Set(['legacy', 'eip1559']))
    const methods = plan.flatMap(({ action }) => (action.type === 'swap' ? [action.method] : []))
    expect(new Set(methods)).toEqual(new Set(Object.keys(SWAP_METHODS)))
  })

  it('spreads swaps over several orders of magnitude, within 0.01 and 50 ether', () => {
    const sizes = take(demo, 5_000).flatMap(({ action }) =>
      action.type === 'swap' && SWAP_METHODS[action.method].exact === 'in' && action.path[0] === 'WETH'
        ? [Number(action.amountIn) / 1e18]
        : [],
    )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0.01)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(50)
    for (const [from, to] of [
      [0.01, 0.1],
      [0.1, 1],
      [1, 10],
      [10, 50],
    ] as const) {
      const share = sizes.filter((size) => size >= from && size < to).length / sizes.length
      expect(share).toBeGreaterThan(0.1)
    }
  })

  it('replaces only earlier transactions of the same sender, once, at fees at least 10 % higher', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const plan = take(options, 600)
        const replaced = new Set<number>()
        for (const { index, sender, nonce, fees } of plan) {
          if (nonce.role !== 'replace') continue
          const original = plan[nonce.of]
          if (original === undefined) throw new Error(`entry ${index} replaces an unknown one`)
          expect(original.index).toBeLessThan(index)
          expect(original.sender).toBe(sender)
          expect(original.nonce.role).toBe('next')
          expect(replaced.has(nonce.of)).toBe(false)
          replaced.add(nonce.of)
          const before = price(original.fees)
          price(fees).forEach((value, part) => {
            expect(value * 10n).toBeGreaterThanOrEqual((before[part] ?? 0n) * 11n)
          })
        }
      }),
      { numRuns: 30 },
    )
  })

  it('fills every gap, and its sender sends nothing new in between', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const open = new Map<number, number>()
        for (const { index, sender, nonce } of take(options, 1_000)) {
          if (nonce.role === 'next') expect(open.has(sender)).toBe(false)
          if (nonce.role === 'ahead') open.set(sender, index)
          if (nonce.role !== 'fill') continue
          expect(open.get(sender)).toBe(nonce.of)
          open.delete(sender)
        }
        expect(open.size).toBeLessThanOrEqual(Math.max(1, options.senders / 4))
      }),
      { numRuns: 30 },
    )
  })

  it('refuses a single sender: a gap would block everything', () => {
    expect(() => createPlan({ ...demo, senders: 1 })).toThrow('at least 2 senders')
  })
})
