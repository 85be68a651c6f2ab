import type { Hash } from '@org/events'
import type { BodyFault, HttpFault, ScriptedNode } from '@org/scripted-node'
import { beforeEach, describe, expect, test } from 'vitest'
import type { LiveRpcOptions } from '../src/index.ts'
import { sourceOf, type Watched, watch } from './runtime.ts'
import { until } from './until.ts'
import { account, announceOne, BY_HASH, batchesOf, startNode, status, subscribed } from './watched-node.ts'

/** Two nodes with the same transactions. */
let first: ScriptedNode
let second: ScriptedNode

beforeEach(async () => {
  first = await startNode()
  second = await startNode()
})

/** A source for each node. */
async function watchBoth(options: Partial<LiveRpcOptions> = {}): Promise<Watched> {
  const watched = await watch([sourceOf('a', first), sourceOf('b', second)], {
    fullTransactions: false,
    retryBackoffMs: 5,
    ...options,
  })
  await subscribed(watched)
  return watched
}

/** Announces the next transaction by the first node; the second one has it, and says nothing. */
async function announceByFirst(): Promise<Hash> {
  await second.add({ count: 1 })
  return announceOne(first)
}

async function allSettled(watched: Watched, announced: number): Promise<void> {
  await until('settled', () => {
    const rows = watched.runtime.accounting()
    return rows[0]?.announced === announced && rows.every((row) => row.in_flight === 0)
  })
}

describe('a body the announcing source does not have', () => {
  test('is fetched from the other one', async () => {
    await first.set({ items: [{ kind: 'null' }] })
    const watched = await watchBoth()
    const hash = await announceByFirst()
    await allSettled(watched, 1)
    expect(account(watched)).toMatchObject({ fetched: 1, null: 0, dropped: {} })
    expect(account(watched, 1)).toMatchObject({ announced: 0, fetched: 0 })
    expect(await first.reportOf(hash)).toMatchObject({ asked: 3, nulls: 3 })
    expect(await second.reportOf(hash)).toMatchObject({ asked: 1, bodies: 1 })
  })

  test('and the other one neither is not_found, told once and counted for each that announced it', async () => {
    for (const node of [first, second]) await node.set({ items: [{ kind: 'null' }] })
    const watched = await watchBoth()
    const [hash] = await Promise.all([announceOne(first), announceOne(second)])
    await allSettled(watched, 1)
    expect(account(watched)).toMatchObject({ announced: 1, null: 1, dropped: {} })
    expect(account(watched, 1)).toMatchObject({ announced: 1, null: 1, dropped: {} })
    expect(watched.events.of('TxDropped')).toMatchObject([{ tx_hash: hash, data: { reason: 'not_found' } }])
    // Each is asked through its retries, and not again.
    expect(await first.reportOf(hash)).toMatchObject({ asked: 3, nulls: 3 })
    expect(await second.reportOf(hash)).toMatchObject({ asked: 3, nulls: 3 })
  })
})

describe('a source whose HTTP side fails', () => {
  test.each<[string, HttpFault]>([
    ['by status 500', { kind: 'status', status: 500 }],
    ['by resets', { kind: 'reset' }],
  ])(
    '%s has its bodies from the other one, and is soon left alone',
    async (_name, fault) => {
      const count = 60
      const watched = await watchBoth()
      await first.set({ http: [fault] })
      for (let n = 0; n < count; n++) await announceByFirst()
      await allSettled(watched, count)
      expect(account(watched)).toMatchObject({ announced: count, fetched: count, dropped: {}, rejected: {} })
      expect((await second.counts()).questions[BY_HASH]).toBe(count)
      // Those it takes to find out, and one now and then to find out whether it is well.
      expect((await batchesOf(first)).length).toBeLessThan(count / 3)
      // It sees as well as before.
      expect(watched.events.of('GapOpened')).toHaveLength(2)
      expect((await first.counts()).connections.ever).toBe(1)
    },
    20_000,
  )

  test('is asked again when it is well', async () => {
    const watched = await watchBoth()
    await first.set({ http: [{ kind: 'status', status: 500 }] })
    const hashes: Hash[] = []
    for (let n = 0; n < 10; n++) hashes.push(await announceByFirst())
    await first.set({ http: [] })
    await until('a body from the first', async () => {
      hashes.push(await announceByFirst())
      return (await first.reports(hashes)).some(({ bodies }) => bodies > 0)
    })
    await allSettled(watched, hashes.length)
    expect(account(watched)).toMatchObject({ fetched: hashes.length, dropped: {} })
  }, 20_000)
})

describe.each<[string, BodyFault]>([
  ['hash_mismatch', { kind: 'tampered' }],
  ['hash_mismatch', { kind: 'other-hash' }],
  ['wrong_chain', { kind: 'wrong-chain' }],
  ['malformed_body', { kind: 'malformed' }],
  ['oversize_body', { kind: 'oversize', calldataBytes: 10_001 }],
])('%s by %o', (reason, fault) => {
  test('is mended by the other source', async () => {
    await first.set({ items: [fault] })
    const watched = await watchBoth({ maxBodyBytes: 10_000 })
    const hash = await announceByFirst()
    await allSettled(watched, 1)
    expect(account(watched)).toMatchObject({ fetched: 1, rejected: {} })
    expect(watched.events.of('TxRejected')).toEqual([])
    const sound = await second.bodyOf(hash)
    expect(watched.events.of('TxDecoded')).toMatchObject([{ tx_hash: hash, data: { sender: sound?.from } }])
    expect(BigInt(watched.events.of('TxDecoded')[0]?.data.value_wei ?? -1)).toBe(BigInt(String(sound?.value)))
    expect(await second.reportOf(hash)).toMatchObject({ asked: 1, bodies: 1 })
  })

  test('of both sources is one rejection, counted for each that announced it', async () => {
    for (const node of [first, second]) await node.set({ items: [fault] })
    const watched = await watchBoth({ maxBodyBytes: 10_000 })
    const [hash] = await Promise.all([announceOne(first), announceOne(second)])
    await allSettled(watched, 1)
    expect(watched.events.of('TxRejected')).toMatchObject([{ tx_hash: hash, data: { reason } }])
    for (const row of [0, 1]) {
      expect(account(watched, row)).toMatchObject({ announced: 1, rejected: { [reason]: 1 } })
    }
  })
})

test('a node that tampers is left when there is another, with a gap that says so', async () => {
  const watched = await watch([sourceOf('a', first, second)], { fullTransactions: false })
  await subscribed(watched)
  await first.set({ items: [{ kind: 'tampered' }] })
  await announceOne(first)
  await until('on the other', () => status(watched).endpoint_index === 1 && status(watched).state === 'live')
  expect(account(watched)).toMatchObject({ announced: 1, fetched: 0, rejected: { hash_mismatch: 1 } })
  expect(status(watched).rotations).toBe(1)
  expect(watched.events.of('GapOpened')[1]?.data.cause).toBe('error')
  // What the other one shows is fetched from it, not from the one that lies.
  await until('its gap is closed', () => watched.events.of('GapClosed').length === 2)
  const hashes = await second.announce({ count: 6 })
  const last = hashes.slice(1)
  await until('decoded', () => watched.events.of('TxDecoded').length >= last.length)
  expect((await second.reports(last)).map(({ bodies }) => bodies)).toEqual(last.map(() => 1))
  expect((await first.reports(last)).map(({ asked }) => asked)).toEqual(last.map(() => 0))
})
