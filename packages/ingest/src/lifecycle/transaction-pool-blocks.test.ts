import { describe, expect, test } from 'vitest'
import {
  addressOf,
  blockHash,
  blockOf,
  createPoolBench,
  minedOf,
  START_S,
  START_US,
} from '../../test/pool.ts'
import { hashOf } from '../../test/transactions.ts'

const SENDER = addressOf(1)

describe('blocks', () => {
  test('confirm what they hold, with the delay since the first sighting', () => {
    const { pool, events, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.seed(SENDER, 0)
    pool.mined(blockOf(1, [minedOf({ id: 1, nonce: 0 }, 'reverted')]))
    expect(told()).toEqual(['ready 1', 'confirmed 1 in 1'])
    expect(events.at(-1)).toEqual({
      kind: 'TxConfirmedProvisional',
      chain_id: 1,
      source_id: 'a',
      ingest_ts_unix_us: START_US,
      tx_hash: hashOf(1),
      data: {
        block_number: 1,
        block_hash: blockHash(1),
        block_timestamp: START_S + 12,
        inclusion_delay_ms: 12_000,
        status: 'reverted',
      },
    })
  })

  test('the same block told twice confirms once', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    expect(told()).toEqual(['confirmed 1 in 1'])
  })

  test('a nonce that they use makes what follows ready, and replaces who had it', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0, fee: 100, tip: 10 })
    add({ id: 2, nonce: 1 })
    pool.mined(blockOf(1, [{ id: 7, nonce: 0, fee: 150, tip: 12 }]))
    expect(told()).toEqual(['replaced 1 by 7 (2000 bps)', 'ready 2'])
  })

  test('read with hashes only, they use the nonces of what is known', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 4 })
    add({ id: 2, nonce: 5 })
    const unread = { sender: null, nonce: null, maxFeeWei: null, maxTipWei: null, status: 'unknown' } as const
    pool.mined(
      blockOf(1, [
        { hash: hashOf(1), ...unread },
        { hash: hashOf(50), ...unread },
      ]),
    )
    expect(told()).toEqual(['confirmed 1 in 1', 'ready 2'])
  })

  test('a body that comes after its block is confirmed at once, final when the block is', () => {
    const { pool, add, told } = createPoolBench()
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    add({ id: 1, nonce: 0 })
    expect(told()).toEqual(['confirmed 1 in 1'])
    pool.mined(blockOf(2, [{ id: 2, nonce: 1 }]))
    pool.finalized(2)
    expect(told()).toEqual(['final 1 in 1'])
    add({ id: 2, nonce: 1 })
    expect(told()).toEqual(['confirmed 2 in 2', 'final 2 in 2'])
    expect(pool.readings.tracked).toBe(0)
  })

  test('finality is told in the order of the blocks, also of one that was told late', () => {
    const { pool, add, told } = createPoolBench()
    for (const id of [1, 2, 3]) add({ id, sender: id, nonce: 0 })
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    pool.mined(blockOf(3, [{ id: 3, sender: 3, nonce: 0 }]))
    pool.mined(blockOf(2, [{ id: 2, sender: 2, nonce: 0 }]))
    told()
    pool.finalized(2)
    expect(told()).toEqual(['final 1 in 1', 'final 2 in 2'])
    pool.finalized(3)
    expect(told()).toEqual(['final 3 in 3'])
    expect(pool.readings).toMatchObject({ tracked: 0, finalNumber: 3, events: { confirmed: 3, final: 3 } })
  })

  test('a transaction that the node says is in a block of the window is confirmed without having been read', () => {
    const { pool, events, add } = createPoolBench()
    pool.mined(blockOf(1))
    add({ id: 1, nonce: 0 }, blockHash(1))
    expect(events.at(-1)).toMatchObject({ kind: 'TxConfirmedProvisional', data: { status: 'unknown' } })
  })
})

describe('reorganisations', () => {
  test('what stays out of the new branch is pending again, what stands in it is confirmed there', () => {
    const { pool, events, add, told } = createPoolBench()
    for (const nonce of [0, 1, 2]) add({ id: nonce + 1, nonce })
    pool.seed(SENDER, 0)
    pool.mined(blockOf(1))
    pool.mined(blockOf(2, [{ id: 1, nonce: 0 }]))
    pool.mined(blockOf(3, [{ id: 2, nonce: 1 }]))
    told()
    pool.unmined(blockOf(3), blockHash(3, 1))
    pool.unmined(blockOf(2), blockHash(2, 1))
    expect(events.at(-1)).toMatchObject({
      kind: 'TxReorged',
      tx_hash: hashOf(1),
      data: { old_block_hash: blockHash(2), new_block_hash: blockHash(2, 1) },
    })
    pool.mined(blockOf(2, [], 1))
    pool.mined(blockOf(3, [{ id: 1, nonce: 0 }], 1))
    expect(told()).toEqual(['reorged 2', 'reorged 1', 'confirmed 1 in 3'])
    pool.settleReorg()
    expect(told()).toEqual(['ready 2'])
  })

  test('a nonce that is free again blocks what follows it', () => {
    const { pool, add, told } = createPoolBench()
    pool.mined(blockOf(1))
    add({ id: 2, nonce: 1 })
    pool.seed(SENDER, 0)
    pool.mined(blockOf(2, [{ id: 7, nonce: 0 }]))
    expect(told()).toEqual(['blocked 2 expects 0', 'ready 2'])
    pool.unmined(blockOf(2), blockHash(2, 1))
    pool.settleReorg()
    expect(told()).toEqual(['blocked 2 expects 0'])
  })

  test('nothing is said of a sender between the branches, also not of a body that comes then', () => {
    const { pool, add, told } = createPoolBench()
    pool.mined(blockOf(1))
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(2, [{ id: 1, nonce: 0 }]))
    told()
    pool.unmined(blockOf(2), blockHash(2, 1))
    add({ id: 2, nonce: 1 })
    add({ id: 3, sender: 3, nonce: 0 })
    pool.seed(addressOf(3), 0)
    expect(told()).toEqual(['reorged 1', 'ready 3'])
    pool.mined(blockOf(2, [{ id: 1, nonce: 0 }], 1))
    pool.settleReorg()
    expect(told()).toEqual(['confirmed 1 in 2', 'ready 2'])
  })

  test('when every block that is not final left, what was final still proves nonces', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(0, [{ id: 1, nonce: 0 }]))
    pool.finalized(0)
    add({ id: 2, nonce: 1 })
    pool.mined(blockOf(1, [{ id: 2, nonce: 1 }]))
    told()
    pool.unmined(blockOf(1), blockHash(1, 1))
    pool.mined(blockOf(1, [], 1))
    pool.settleReorg()
    expect(told()).toEqual(['reorged 2', 'ready 2'])
    expect(pool.takeSenders(10)).toEqual([])
  })

  test('when the chain began anew no nonce is trusted any more', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    add({ id: 3, nonce: 1 })
    pool.takeSenders(10)
    pool.seed(SENDER, 0)
    pool.mined(blockOf(0, [{ id: 7, sender: 7, nonce: 0 }]))
    pool.finalized(0)
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    pool.unmined(blockOf(1), blockHash(1, 1))
    pool.beganAnew()
    pool.mined(blockOf(1, [], 1))
    pool.settleReorg()
    expect(told()).toEqual(['ready 1', 'ready 3', 'confirmed 1 in 1', 'reorged 1'])
    expect(pool.takeSenders(10)).toEqual([SENDER])
    pool.seed(SENDER, 0)
    expect(told()).toEqual(['ready 1'])
    expect(pool.readings).toMatchObject({ remembered: 0, finalNumber: null })
  })

  test('blocks that are not known, or final, are not taken back', () => {
    const { pool, add, told } = createPoolBench()
    add({ id: 1, nonce: 0 })
    pool.mined(blockOf(1, [{ id: 1, nonce: 0 }]))
    pool.finalized(1)
    told()
    pool.unmined(blockOf(1, [{ id: 1, nonce: 0 }]), blockHash(1, 1))
    pool.unmined(blockOf(9), blockHash(9, 1))
    pool.settleReorg()
    expect(told()).toEqual([])
  })
})

describe('coverage', () => {
  test('counts what was known before its block, each block once', () => {
    const { pool, add } = createPoolBench()
    add({ id: 1, nonce: 0 })
    const block = blockOf(1, [
      { id: 1, nonce: 0 },
      { id: 2, sender: 2, nonce: 0 },
    ])
    pool.mined(block)
    pool.mined(block)
    expect(pool.readings.coverage).toMatchObject({ mined: 2, foreseen: 1 })
  })
})
