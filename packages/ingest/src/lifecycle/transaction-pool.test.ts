import { describe, expect, test } from 'vitest'
import { addressOf, blockHash, blockOf, createPoolBench, decodedOf, START_US } from '../../test/pool.ts'
import { hashOf } from '../../test/transactions.ts'

const SENDER = addressOf(1)

describe('nonce order', () => {
  test('nothing is said before the nonce of the sender is known', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 5 })
    expect(told()).toEqual([])
    pool.seed(SENDER, 5)
    expect(told()).toEqual(['ready 1'])
  })

  test('a hole blocks, filling it makes all that follow ready, each once', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 0)
    add({ id: 3, nonce: 2 })
    add({ id: 4, nonce: 3 })
    expect(told()).toEqual(['ready 1', 'blocked 3 expects 1', 'blocked 4 expects 1'])
    add({ id: 2, nonce: 1 })
    expect(told()).toEqual(['ready 2', 'ready 3', 'ready 4'])
    pool.seed(SENDER, 0)
    expect(told()).toEqual([])
  })

  test('another missing nonce is not said again', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 9, nonce: 9 })
    pool.seed(SENDER, 0)
    expect(told()).toEqual(['blocked 9 expects 0'])
    add({ id: 1, nonce: 0 })
    expect(told()).toEqual(['ready 1'])
  })

  test('what fills a hole leaving blocks those that follow again', () => {
    const { pool, clock, add, told } = createPoolBench({ pendingTtlMs: 60_000 })
    add({ id: 1, nonce: 0 })
    clock.advance(30_000)
    add({ id: 2, nonce: 1 })
    pool.seed(SENDER, 0)
    clock.advance(30_000)
    told()
    pool.expire(clock.nowUs())
    expect(told()).toEqual(['dropped 1 expired', 'blocked 2 expects 0'])
  })

  test('senders do not touch each other', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, sender: 1, nonce: 0 })
    add({ id: 2, sender: 2, nonce: 0 })
    pool.seed(addressOf(2), 0)
    expect(told()).toEqual(['ready 2'])
  })
})

describe('replacement', () => {
  test('by ten percent more of both fees', () => {
    const { pool, add, told } = createPoolBench()
    pool.seed(SENDER, 0)
    add({ id: 1, nonce: 0, fee: 100, tip: 10 })
    pool.seed(SENDER, 0)
    add({ id: 2, nonce: 0, fee: 115, tip: 11 })
    expect(told()).toEqual(['ready 1', 'replaced 1 by 2 (1000 bps)', 'ready 2'])
  })

  test('less is refused and leaves the other where it was', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0, fee: 100, tip: 10 })
    add({ id: 2, nonce: 0, fee: 109, tip: 20 })
    pool.seed(SENDER, 0)
    expect(told()).toEqual(['dropped 2 underpriced_replacement', 'ready 1'])
  })

  test('of a blocked one is blocked, and of a ready one does not block what follows', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    add({ id: 2, nonce: 1 })
    add({ id: 4, nonce: 3 })
    pool.seed(SENDER, 0)
    told()
    add({ id: 5, nonce: 3, fee: 200, tip: 20 })
    expect(told()).toEqual(['replaced 4 by 5 (10000 bps)', 'blocked 5 expects 2'])
    add({ id: 6, nonce: 0, fee: 200, tip: 20 })
    expect(told()).toEqual(['replaced 1 by 6 (10000 bps)', 'ready 6'])
  })

  test('one that was replaced is confirmed when a block holds it after all', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0, fee: 100, tip: 10 })
    add({ id: 2, nonce: 0, fee: 200, tip: 20 })
    expect(told()).toEqual(['replaced 1 by 2 (10000 bps)'])
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    expect(told()).toEqual(['confirmed 1 in 1', 'replaced 2 by 1 (-5000 bps)'])
  })

  test('and so is one that was refused', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    add({ id: 2, nonce: 0 })
    expect(told()).toEqual(['dropped 2 underpriced_replacement'])
    pool.mined(blockOf(1, [{ id: 2, nonce: 0 }]))
    expect(told()).toEqual(['confirmed 2 in 1', 'replaced 1 by 2 (0 bps)'])
  })

  test('one that was dropped begins again with a new body', () => {
    const { pool, clock, add, told } = createPoolBench({ pendingTtlMs: 1000 })
    add({ id: 1, nonce: 0 })
    clock.advance(1000)
    pool.expire(clock.nowUs())
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 0)
    pool.expire(clock.nowUs())
    expect(told()).toEqual(['dropped 1 expired', 'ready 1'])
  })
})

describe('stale transactions', () => {
  test('are asked for after two blocks, since the node may be ahead of the heads', () => {
    const { pool, add } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 1)
    pool.mined(blockOf(1))
    expect(pool.takeStale(10)).toEqual([])
    pool.mined(blockOf(2))
    expect(pool.takeStale(10)).toEqual([hashOf(1)])
    expect(pool.takeStale(10)).toEqual([])
  })

  test('are asked for in time also when no blocks come', () => {
    const { pool, clock, add } = createPoolBench({ staleWaitMs: 30_000 })
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 1)
    clock.advance(29_999)
    expect(pool.takeStale(10)).toEqual([])
    clock.advance(1)
    expect(pool.takeStale(10)).toEqual([hashOf(1)])
  })

  test('that a block holds in the meantime are not asked for', () => {
    const { pool, add } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 1)
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    pool.mined(blockOf(2))
    expect(pool.takeStale(10)).toEqual([])
    expect(pool.readings.stale).toBe(0)
  })

  test('of one nonce stand side by side until it is known which was mined', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 9, nonce: 2 })
    pool.seed(SENDER, 1)
    add({ id: 1, nonce: 0, fee: 100 })
    add({ id: 2, nonce: 0, fee: 100 })
    expect(told()).toEqual(['blocked 9 expects 1'])
    pool.minedElsewhere(hashOf(2), blockOf(1), 'success', false)
    expect(told()).toEqual(['confirmed 2 in 1', 'replaced 1 by 2 (0 bps)'])
  })

  test('that no node knows are dropped, but only while their nonce is used', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 0)
    told()
    pool.gone(hashOf(1))
    expect(told()).toEqual([])
    pool.seed(SENDER, 1)
    pool.gone(hashOf(1))
    expect(told()).toEqual(['dropped 1 nonce_used'])
  })

  test('that nothing was found out about are asked for again later', () => {
    const { pool, clock, add } = createPoolBench({ recheckMs: 60_000 })
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 1)
    clock.advance(30_000)
    expect(pool.takeStale(10)).toEqual([hashOf(1)])
    pool.undecided(hashOf(1))
    pool.mined(blockOf(1))
    pool.mined(blockOf(2))
    expect(pool.takeStale(10)).toEqual([])
    clock.advance(60_000)
    expect(pool.takeStale(10)).toEqual([hashOf(1)])
  })

  test('a body whose block was not seen is asked for, and does not block what follows', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 2, nonce: 1 })
    pool.seed(SENDER, 0)
    told()
    add({ id: 1, nonce: 0 }, blockHash(5))
    expect(told()).toEqual(['ready 2'])
    pool.mined(blockOf(6))
    pool.mined(blockOf(7))
    expect(pool.takeStale(10)).toEqual([hashOf(1)])
  })

  test.each([
    ['a body', false],
    ['one that is known', true],
  ])(
    '%s that a node says is in an unknown block is asked for, also before the nonce is known',
    (_, isKnown) => {
      const { pool, clock, add } = createPoolBench({ staleWaitMs: 30_000 })
      if (isKnown) add({ id: 1, nonce: 0 })
      add({ id: 1, nonce: 0 }, blockHash(5))
      clock.advance(30_000)
      expect(pool.takeStale(10)).toEqual([hashOf(1)])
    },
  )

  test('one that is known is confirmed when a node says in which block of the window it is', () => {
    const { pool, add, told } = createPoolBench()
    pool.mined(blockOf(1))
    add({ id: 1, nonce: 0 })
    add({ id: 2, nonce: 1 })
    add({ id: 1, nonce: 0 }, blockHash(1))
    expect(told()).toEqual(['confirmed 1 in 1', 'ready 2'])
  })

  test('mined in a final block they are final at once', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.minedElsewhere(hashOf(1), blockOf(1), 'unknown', true)
    expect(told()).toEqual(['confirmed 1 in 1', 'final 1 in 1'])
    expect(pool.readings.tracked).toBe(0)
  })

  test('a block that was only named becomes final like any other', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.minedElsewhere(hashOf(1), blockOf(1), 'unknown', false)
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    expect(told()).toEqual(['confirmed 1 in 1'])
    pool.finalized(1)
    expect(told()).toEqual(['final 1 in 1'])
  })

  test('a block that was only named gives way to the one of the chain', () => {
    const { pool, clock, add, told } = createPoolBench({ recheckMs: 60_000 })
    add({ id: 1, nonce: 0 })
    pool.takeSenders(1)
    pool.seed(SENDER, 0)
    pool.minedElsewhere(hashOf(1), blockOf(2, [], 1), 'unknown', false)
    pool.mined(blockOf(2))
    expect(told()).toEqual(['ready 1', 'confirmed 1 in 2', 'reorged 1', 'ready 1'])
    pool.minedElsewhere(hashOf(1), blockOf(2, [], 1), 'unknown', false)
    expect(told()).toEqual([])
    clock.advance(60_000)
    expect(pool.takeStale(10)).toEqual([hashOf(1)])
  })
})

describe('bounds', () => {
  test('of a sender with too many the highest nonce leaves', () => {
    const { pool, add, told } = createPoolBench({ senderLimit: 2 })
    pool.seed(SENDER, 0)
    add({ id: 3, nonce: 2 })
    add({ id: 2, nonce: 1 })
    add({ id: 1, nonce: 0 })
    expect(told()).toEqual(['dropped 3 sender_limit_reached'])
    add({ id: 4, nonce: 3 })
    expect(told()).toEqual(['dropped 4 sender_limit_reached'])
  })

  test('when all is full the oldest pending transaction leaves', () => {
    const { pool, add, told } = createPoolBench({ maxTracked: 4 })
    for (let id = 1; id <= 6; id++) add({ id, sender: id, nonce: 0 })
    expect(told()).toEqual(['dropped 1 expired', 'dropped 2 expired'])
    expect(pool.readings.tracked).toBeLessThanOrEqual(4)
  })

  test('of those that were replaced or dropped a quarter is known', () => {
    const { pool, add } = createPoolBench({ maxTracked: 8 })
    add({ id: 1, nonce: 0 })
    for (let id = 2; id <= 5; id++) add({ id, nonce: 0 })
    expect(pool.readings.states).toMatchObject({ waiting: 1, dropped: 2 })
    expect([2, 3, 4, 5].map((id) => pool.has(hashOf(id)))).toEqual([false, false, true, true])
  })

  test('confirmed ones that never become final do not push out all the others', () => {
    const { pool, add } = createPoolBench({ maxTracked: 8 })
    for (let id = 1; id <= 8; id++) {
      add({ id, sender: id, nonce: 0 })
      pool.mined(blockOf(id, [{ id, sender: id, nonce: 0 }]))
    }
    for (let id = 9; id <= 12; id++) add({ id, sender: id, nonce: 0 })
    expect(pool.readings).toMatchObject({ tracked: 8, forgottenConfirmed: 4 })
    expect(pool.readings.states).toMatchObject({ confirmed: 4, waiting: 4 })
  })

  test('a chain that never becomes final is followed no further back than its bound', () => {
    const { pool, add, told } = createPoolBench({ maxBlocks: 2 })
    add({ id: 1, nonce: 0 })
    pool.mined(
      blockOf(1, [
        { id: 1, nonce: 0 },
        { id: 5, sender: 5, nonce: 0 },
      ]),
    )
    pool.mined(blockOf(2))
    pool.mined(blockOf(3))
    expect(pool.readings).toMatchObject({ tracked: 0, forgottenConfirmed: 1 })
    told()
    add({ id: 5, sender: 5, nonce: 0 })
    expect(told()).toEqual(['confirmed 5 in 1'])
    expect(pool.readings.tracked).toBe(0)
  })

  test('one of an earlier run gets its whole time again: it may have been mined meanwhile', () => {
    const { pool, clock, told } = createPoolBench({ pendingTtlMs: 1000 })
    pool.add(decodedOf({ id: 1, nonce: 0 }, START_US - 9_000_000), 0, blockHash(1))
    pool.expire(clock.nowUs())
    expect(told()).toEqual([])
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    expect(told()).toEqual(['confirmed 1 in 1'])
  })

  test('one that left its block waits from then on', () => {
    const { pool, clock, add, told } = createPoolBench({ pendingTtlMs: 1000 })
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    clock.advance(2000)
    pool.unmined(blockOf(1), blockHash(1, 1))
    pool.settleReorg()
    told()
    pool.expire(clock.nowUs())
    expect(told()).toEqual([])
    clock.advance(1000)
    pool.expire(clock.nowUs())
    expect(told()).toEqual(['dropped 1 expired'])
  })

  test('of the transactions of blocks a bounded number is held; nonces are asked again when more would be needed', () => {
    const { pool, clock, add, told } = createPoolBench({ maxMined: 2, recheckMs: 60_000 })
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 0)
    pool.takeSenders(9)
    const blocks = [
      blockOf(1, [
        { id: 1, nonce: 0 },
        { id: 7, sender: 2, nonce: 0 },
      ]),
      blockOf(2, [{ id: 8, sender: 2, nonce: 1 }]),
    ]
    for (const block of blocks) pool.mined(block)
    expect(pool.readings.mined).toBe(1)
    add({ id: 9, sender: 2, nonce: 2 })
    pool.seed(addressOf(2), 2)
    pool.takeSenders(9)
    told()
    for (const block of blocks.toReversed()) pool.unmined(block, blockHash(block.number, 1))
    pool.settleReorg()
    expect(pool.readings.mined).toBe(0)
    clock.advance(1000)
    for (const sender of pool.takeSenders(9)) pool.seed(sender, 0)
    expect(told()).toEqual(['reorged 1', 'ready 1', 'blocked 9 expects 0'])
  })

  test('what is too old leaves', () => {
    const { pool, clock, add, told } = createPoolBench({ pendingTtlMs: 1000 })
    add({ id: 1, nonce: 0 })
    clock.advance(999)
    pool.expire(clock.nowUs())
    expect(told()).toEqual([])
    clock.advance(1)
    pool.expire(clock.nowUs())
    expect(told()).toEqual(['dropped 1 expired'])
    expect(pool.has(hashOf(1))).toBe(true)
    clock.advance(1000)
    pool.expire(clock.nowUs())
    expect(pool.has(hashOf(1))).toBe(false)
    expect(pool.readings.states).toEqual({
      waiting: 0,
      ready: 0,
      blocked: 0,
      confirmed: 0,
      replaced: 0,
      dropped: 0,
    })
  })
})

test('events name the source that fetched the transaction', () => {
  const { pool, events } = createPoolBench()
  pool.add(decodedOf({ id: 1, nonce: 0 }), 1, null)
  pool.seed(SENDER, 0)
  expect(events).toEqual([
    {
      kind: 'TxReady',
      chain_id: 1,
      source_id: 'b',
      ingest_ts_unix_us: START_US,
      tx_hash: hashOf(1),
      data: { sender: SENDER, nonce: 0 },
    },
  ])
})
