import { describe, expect, test } from 'vitest'
import { addressOf, blockOf, createPoolBench } from '../../test/pool.ts'

describe('whose nonce is asked for', () => {
  test('each new sender once, the oldest wish first', () => {
    const { pool, add } = createPoolBench()
    for (const sender of [3, 1, 2]) add({ id: sender, sender, nonce: 0 })
    add({ id: 9, sender: 3, nonce: 1 })
    expect(pool.readings.wishedSenders).toBe(3)
    expect(pool.takeSenders(2)).toEqual([addressOf(3), addressOf(1)])
    expect(pool.takeSenders(2)).toEqual([addressOf(2)])
    expect(pool.takeSenders(2)).toEqual([])
  })

  test('not that of one whose transactions are gone by then', () => {
    const { pool, add } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    expect(pool.takeSenders(10)).toEqual([])
  })

  test('again a little later when the question failed', () => {
    const { pool, clock, add } = createPoolBench({ retryMs: 1000 })
    add({ id: 1, nonce: 0 })
    pool.unseeded(pool.takeSenders(1)[0] ?? addressOf(0))
    clock.advance(999)
    expect(pool.takeSenders(1)).toEqual([])
    clock.advance(1)
    expect(pool.takeSenders(1)).toEqual([addressOf(1)])
  })

  test('again after a minute where one is blocked, or waits that long', () => {
    const { pool, clock, add } = createPoolBench({ recheckMs: 60_000 })
    for (const sender of [1, 2, 3]) {
      add({ id: sender, sender, nonce: sender === 1 ? 5 : 0 })
      pool.takeSenders(1)
      pool.seed(addressOf(sender), 0)
    }
    clock.advance(59_999)
    pool.mined(blockOf(1, [{ id: 3, sender: 3, nonce: 0 }]))
    // Its first one is mined; the second has not waited long.
    add({ id: 4, sender: 3, nonce: 1 })
    expect(pool.takeSenders(10)).toEqual([])
    clock.advance(1)
    expect(pool.takeSenders(10)).toEqual([addressOf(1), addressOf(2)])
    pool.seed(addressOf(1), 0)
    pool.seed(addressOf(2), 0)
    expect(pool.takeSenders(10)).toEqual([])
    clock.advance(59_999)
    expect(pool.takeSenders(10)).toEqual([addressOf(3)])
  })

  test('at once when a transaction is blocked and the nonce is an old one', () => {
    const { pool, clock, add } = createPoolBench({ recheckMs: 60_000 })
    add({ id: 1, nonce: 0 })
    pool.takeSenders(1)
    pool.seed(addressOf(1), 0)
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    clock.advance(30_000)
    add({ id: 2, nonce: 9 })
    expect(pool.takeSenders(1)).toEqual([])
    clock.advance(30_000)
    add({ id: 3, nonce: 8 })
    expect(pool.takeSenders(1)).toEqual([addressOf(1)])
  })

  test('again only so often in one second, whoever waits', () => {
    const { pool, clock, add } = createPoolBench({ recheckMs: 60_000, rechecksPerSecond: 4 })
    for (let sender = 1; sender <= 10; sender++) {
      add({ id: sender, sender, nonce: 0 })
      pool.takeSenders(1)
      pool.seed(addressOf(sender), 0)
    }
    clock.advance(60_000)
    expect(pool.takeSenders(100).length).toBe(4)
    expect(pool.takeSenders(100).length).toBe(0)
    clock.advance(500)
    expect(pool.takeSenders(100).length).toBe(2)
    clock.advance(60_000)
    expect(pool.takeSenders(100).length).toBe(4)
  })
})

describe('what is known of a sender', () => {
  test('stays while it has no transactions, and blocks keep it true', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    pool.mined(blockOf(2, [{ id: 7, nonce: 1 }]))
    told()
    add({ id: 2, nonce: 2 })
    expect(told()).toEqual(['ready 2'])
  })

  test('is forgotten first of those that have none for longest', () => {
    const { pool, add, told } = createPoolBench({ maxSenders: 2 })
    for (const sender of [1, 2]) {
      add({ id: sender, sender, nonce: 0 })
      pool.mined(blockOf(sender, [{ id: sender, sender, nonce: 0 }]))
    }
    add({ id: 3, sender: 3, nonce: 0 })
    expect(pool.readings.senders).toBe(2)
    told()
    add({ id: 5, sender: 2, nonce: 1 })
    expect(told()).toEqual(['ready 5'])
    add({ id: 6, sender: 1, nonce: 1 })
    expect(told()).toEqual([])
    // All of them have transactions: none can be forgotten.
    expect(pool.readings.senders).toBe(3)
  })

  test('may be lowered by a node, not below what blocks prove', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 5 })
    pool.seed(addressOf(1), 5)
    pool.seed(addressOf(1), 3)
    expect(told()).toEqual(['ready 1', 'blocked 1 expects 3'])
    pool.mined(blockOf(1, [{ id: 9, nonce: 4 }]))
    pool.seed(addressOf(1), 3)
    expect(told()).toEqual(['ready 1'])
  })
})

test('one that is forgotten while blocks change it does not take a later one of its address along', () => {
  const { pool, add, told } = createPoolBench({ maxSenders: 2 })
  const blocks = [1, 2].map((sender) => blockOf(2 + sender, [{ id: 20 + sender, sender, nonce: 1 }]))
  for (const sender of [1, 2]) {
    add({ id: sender, sender, nonce: 0 })
    pool.mined(blockOf(sender, [{ id: sender, sender, nonce: 0 }]))
  }
  for (const block of blocks) pool.mined(block)
  for (const block of blocks.toReversed()) pool.unmined(block, blockOf(3, [], 1).hash)
  // The new branch is still read; there is room for one of the two accounts only.
  add({ id: 3, sender: 3, nonce: 0 })
  pool.settleReorg()
  for (const sender of [1, 4]) add({ id: 3 + sender, sender, nonce: 1 })
  told()
  for (const sender of pool.takeSenders(9)) pool.seed(sender, sender === addressOf(3) ? 0 : 1)
  expect(told().sort()).toEqual(['ready 3', 'ready 4', 'ready 7'])
})

test('a sender that waits in vain is asked less and less often, and as at first once blocks were missed', () => {
  const { pool, clock, add } = createPoolBench({ recheckMs: 60_000 })
  add({ id: 1, nonce: 0 })
  const minutes: number[] = []
  const watch = (from: number, to: number): void => {
    for (let minute = from; minute <= to; minute++) {
      for (const sender of pool.takeSenders(1)) {
        minutes.push(minute)
        pool.seed(sender, 0)
      }
      clock.advance(60_000)
    }
  }
  watch(0, 100)
  expect(minutes).toEqual([0, 1, 3, 7, 15, 31, 47, 63, 79, 95])
  pool.missed()
  watch(101, 104)
  expect(minutes.slice(10)).toEqual([102, 104])
})
