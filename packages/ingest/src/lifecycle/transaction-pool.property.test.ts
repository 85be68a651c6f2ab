import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressOf, blockHash, blockOf, createPoolBench, inWords, type PoolBench } from '../../test/pool.ts'
import { type ModelInput, PoolModel } from '../../test/pool-model.ts'
import { hashOf } from '../../test/transactions.ts'

const LIFETIME_MS = 1000
const SENDERS = 2
const NONCES = 4
const PRICES = [1000, 1050, 1200] as const

/** Every transaction there is: some of each account, nonce and price. */
const UNIVERSE: readonly ModelInput[] = Array.from({ length: SENDERS * NONCES * PRICES.length }, (_, i) => {
  const fee = PRICES[i % PRICES.length] ?? 0
  const nonce = Math.floor(i / PRICES.length) % NONCES
  return { id: i + 1, sender: Math.floor(i / PRICES.length / NONCES) + 1, nonce, fee, tip: fee / 10 }
})

const anyTx = fc.constantFrom(...UNIVERSE)
const body = fc.array(anyTx, { maxLength: 6 })
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('add' as const), tx: anyTx }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('seed' as const),
      sender: fc.integer({ min: 1, max: SENDERS }),
      // A node may lag or be ahead.
      offset: fc.constantFrom(-1, 0, 0, 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('mine' as const), body }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('reorg' as const),
      depth: fc.integer({ min: 1, max: 3 }),
      isAnew: fc.boolean(),
      between: fc.array(anyTx, { maxLength: 3 }),
      branch: fc.array(body, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('finalize' as const), depth: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('expire' as const), ms: fc.constantFrom(100, 400, 1100) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('ask' as const), fails: fc.boolean() }) },
)
// Long enough for what takes several steps in a row to go wrong.
const steps = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' })
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Does the same to the pool and to the model. Blocks hold what the chain's accounts allow, as real ones do. */
class Run {
  readonly bench: PoolBench
  readonly model: PoolModel
  #nextBranch = 0
  /** Hashes of the blocks of the model's chain. */
  readonly #blocks: ReturnType<typeof blockOf>[] = []

  constructor(bench: PoolBench, model: PoolModel) {
    this.bench = bench
    this.model = model
  }

  take(each: Step): void {
    const { pool, clock } = this.bench
    // Bodies arrive one after the other.
    clock.advance(1)
    switch (each.op) {
      case 'add':
        this.#add(each.tx)
        return
      case 'seed': {
        const nonce = Math.max(0, this.model.accountNonce(each.sender) + each.offset)
        pool.seed(addressOf(each.sender), nonce)
        this.model.seed(each.sender, nonce)
        return
      }
      case 'mine':
        this.#mine(each.body)
        return
      case 'reorg': {
        const open = this.model.chain.filter((block) => !block.isFinal).length
        for (let left = Math.min(each.depth, open); left > 0; left--) this.#unmine()
        if (each.isAnew && each.depth >= open) {
          pool.beganAnew()
          this.model.beganAnew()
        }
        for (const tx of each.between) {
          clock.advance(1)
          this.#add(tx)
        }
        for (const txs of each.branch) this.#mine(txs)
        pool.settleReorg()
        this.model.settleReorg()
        return
      }
      case 'finalize': {
        const number = this.#blocks.length - each.depth
        pool.finalized(number)
        this.model.finalized(number)
        return
      }
      case 'expire':
        clock.advance(each.ms)
        pool.expire(clock.nowUs())
        this.model.expire((id) => pool.has(hashOf(id)))
        return
      case 'ask':
        this.#ask(each.fails)
    }
  }

  #add(tx: ModelInput): void {
    this.bench.add(tx)
    this.model.add(tx)
  }

  #mine(wanted: readonly ModelInput[]): void {
    const nonces = new Map<number, number>()
    const txs = wanted.filter(({ sender, nonce }) => {
      const next = nonces.get(sender) ?? this.model.accountNonce(sender)
      if (nonce !== next) return false
      nonces.set(sender, next + 1)
      return true
    })
    const block = blockOf(this.#blocks.length + 1, txs, this.#nextBranch++)
    this.#blocks.push(block)
    this.bench.pool.mined(block)
    this.model.mined(block.number, txs)
  }

  #unmine(): void {
    const block = this.#blocks.pop()
    if (block === undefined) return
    this.bench.pool.unmined(block, blockHash(block.number, this.#nextBranch))
    this.model.unmined()
  }

  #ask(fails: boolean): void {
    const { pool } = this.bench
    for (const sender of pool.takeSenders(2)) {
      const number = Number(sender)
      expect(
        [...this.model.txs.values()].some((tx) => tx.sender === number && this.model.isPending(tx)),
      ).toBe(true)
      if (fails) pool.unseeded(sender)
      else {
        pool.seed(sender, this.model.accountNonce(number))
        this.model.seed(number, this.model.accountNonce(number))
      }
    }
    for (const hash of pool.takeStale(2)) {
      const tx = this.model.txs.get(Number(hash))
      expect(tx !== undefined && this.model.isPending(tx)).toBe(true)
      if (fails) pool.undecided(hash)
      else {
        pool.gone(hash)
        this.model.gone(Number(hash))
      }
    }
  }
}

describe('whatever happens in whatever order', () => {
  test('the last event of every transaction is what the model says, and so are the states', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const bench = createPoolBench({ pendingTtlMs: LIFETIME_MS, maxTracked: 1000 })
        const model = new PoolModel(LIFETIME_MS * 1000, bench.clock.nowUs)
        const run = new Run(bench, model)
        const last = new Map<number, string>()
        let read = 0
        for (const each of taken) {
          run.take(each)
          for (; read < bench.events.length; read++) {
            const event = bench.events[read]
            if (event !== undefined) last.set(Number(event.tx_hash), inWords(event))
          }
          expect(Object.fromEntries(last)).toEqual(Object.fromEntries(model.last))
          expect(bench.pool.readings.states).toEqual(model.states())
          expect(bench.pool.readings.tracked).toBe(model.txs.size)
        }
        for (const tx of UNIVERSE) expect(bench.pool.has(hashOf(tx.id))).toBe(model.txs.has(tx.id))
      }),
      { numRuns: 300 },
    )
  })

  test('no transaction is confirmed twice in one block, and what is final was confirmed', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const bench = createPoolBench({ pendingTtlMs: LIFETIME_MS })
        const run = new Run(bench, new PoolModel(LIFETIME_MS * 1000, bench.clock.nowUs))
        for (const each of taken) run.take(each)
        const confirmedIn = new Map<string, string | null>()
        for (const { kind, tx_hash, data } of bench.events) {
          if (kind === 'TxConfirmedProvisional') {
            expect(confirmedIn.get(tx_hash)).not.toBe(data.block_hash)
            confirmedIn.set(tx_hash, data.block_hash)
          } else if (kind === 'TxConfirmedFinal') {
            expect(confirmedIn.get(tx_hash)).toBe(data.block_hash)
            // It may be announced again, and is confirmed again then.
            confirmedIn.delete(tx_hash)
          } else if (kind === 'TxReorged') {
            expect(confirmedIn.get(tx_hash)).toBe(data.old_block_hash)
            confirmedIn.delete(tx_hash)
          } else expect(confirmedIn.has(tx_hash)).toBe(false)
        }
      }),
    )
  })

  test('every bound holds, however small', () => {
    const limits = fc.record({
      maxTracked: fc.integer({ min: 1, max: 8 }),
      senderLimit: fc.integer({ min: 1, max: 3 }),
      maxSenders: fc.integer({ min: 1, max: 2 }),
      maxRemembered: fc.integer({ min: 2, max: 6 }),
      maxBlocks: fc.integer({ min: 1, max: 3 }),
      maxMined: fc.integer({ min: 0, max: 4 }),
    })
    fc.assert(
      fc.property(limits, steps, (bounds, taken) => {
        const bench = createPoolBench({ ...bounds, pendingTtlMs: LIFETIME_MS })
        // The model has no bounds: it only tells which blocks the chain allows.
        const model = new PoolModel(LIFETIME_MS * 1000, bench.clock.nowUs)
        const run = new Run(
          { ...bench, pool: { ...bench.pool, takeSenders: () => [], takeStale: () => [] } },
          model,
        )
        for (const each of taken) {
          run.take(each)
          bench.pool.takeSenders(1)
          bench.pool.takeStale(1)
          const { tracked, states, senders, stale, remembered, mined } = bench.pool.readings
          const pending = states.waiting + states.ready + states.blocked
          expect(tracked).toBe(pending + states.confirmed + states.replaced + states.dropped)
          expect(tracked).toBeLessThanOrEqual(bounds.maxTracked)
          expect(Math.min(...Object.values(states))).toBeGreaterThanOrEqual(0)
          expect(pending).toBeLessThanOrEqual(SENDERS * bounds.senderLimit)
          expect(senders).toBeLessThanOrEqual(Math.max(bounds.maxSenders, SENDERS))
          expect(stale).toBeLessThanOrEqual(pending)
          expect(remembered).toBeLessThanOrEqual(bounds.maxRemembered)
          expect(mined).toBeLessThanOrEqual(bounds.maxMined)
        }
      }),
    )
  })
})
