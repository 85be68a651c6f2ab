import { noopLogger } from '@org/events'
import { expect, test } from 'vitest'
import { hashOf } from '../../test/transactions.ts'
import type { RpcPort } from '../rpc/rpc-port.ts'
import { createBackfill } from './backfill.ts'

function rpcOf(count: number): RpcPort {
  const byNonce = Object.fromEntries(Array.from({ length: count }, (_, n) => [n, { hash: hashOf(n) }]))
  return { call: async () => ({ pending: { '0xaa': byNonce }, queued: {} }), callEach: async () => [] }
}

test('a large pool does not fill a queue that is worked off meanwhile', async () => {
  const [poolSize, eventsEach, capacity, perMs] = [4000, 5, 8000, 40]
  let queued = 0
  let longest = 0
  let lastMs = performance.now()
  const backfill = createBackfill({
    rpc: rpcOf(poolSize),
    receive() {
      const nowMs = performance.now()
      queued = Math.max(0, queued - (nowMs - lastMs) * perMs) + eventsEach
      lastMs = nowMs
      longest = Math.max(longest, queued)
      return true
    },
    hasRoom: () => true,
    logger: noopLogger,
  })
  let found = 0
  await backfill.run(new AbortController().signal, () => {
    found++
  })
  expect(found).toBe(poolSize)
  expect(longest).toBeLessThan(capacity)
})

test('a pool that is known is gone through without a wait, and a pool of one sender may be of any size', async () => {
  let asked = 0
  const backfill = createBackfill({
    rpc: rpcOf(200_000),
    receive() {
      asked++
      return false
    },
    hasRoom: () => true,
    logger: noopLogger,
  })
  await backfill.run(new AbortController().signal, () => {
    throw new Error('nothing is new')
  })
  expect(asked).toBe(200_000)
})

test('what is given up is not read on', async () => {
  const giveUp = new AbortController()
  let asked = 0
  const backfill = createBackfill({
    rpc: rpcOf(5000),
    receive() {
      if (++asked === 100) giveUp.abort()
      return true
    },
    hasRoom: () => true,
    logger: noopLogger,
  })
  await backfill.run(giveUp.signal, () => {})
  expect(asked).toBeLessThan(300)
})

test('where there is no room for more, the rest of the pool waits for it', async () => {
  let room = false
  let asked = 0
  const backfill = createBackfill({
    rpc: rpcOf(500),
    receive() {
      asked++
      return true
    },
    hasRoom: () => room,
    logger: noopLogger,
  })
  const read = backfill.run(new AbortController().signal, () => {})
  await expect.poll(() => asked).toBe(128)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(asked).toBe(128)
  room = true
  await read
  expect(asked).toBe(500)
})
