import type { ScriptedNode } from '@org/scripted-node'
import { expect, test } from 'vitest'
import { unaccounted } from './identity.ts'
import { createWatchedChains, sourceOf, type Watched, watch } from './runtime.ts'
import { until } from './until.ts'
import { account, announceOne, startNode, subscribed } from './watched-node.ts'

const CHAINS = [31_337, 31_338] as const

function fetched({ runtime }: Watched): readonly number[] {
  return runtime.accounting().map((row) => row.fetched)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

test('a node that dies takes nothing from the other sources, and its own comes back by itself', async () => {
  const nodes: ScriptedNode[] = []
  for (const chainId of CHAINS) {
    for (const seed of [1, 2]) nodes.push(await startNode({ chainId, seed }))
  }
  const [dying, ...others] = nodes
  if (dying === undefined) throw new Error('no node')
  const watched = createWatchedChains(
    CHAINS.map((chainId, chain) => ({
      chainKey: `dev-${chainId}`,
      chainId,
      sources: nodes.slice(chain * 2, chain * 2 + 2).map((node, n) => sourceOf(`${chainId}-${n}`, node)),
    })),
    { retryBackoffMs: 5 },
  )
  const { runtime, events } = watched
  await runtime.start(events.receive)
  await subscribed(watched)
  const id = `${CHAINS[0]}-0`
  const states = (): readonly string[] =>
    runtime.chains().flatMap(({ sources }) => sources.map(({ state }) => state))

  await Promise.all(nodes.map((node) => node.announce({ count: 10 })))
  await until('all are seen', () => fetched(watched).every((count) => count === 10))
  await dying.kill()
  await until('noticed', () => states()[0] === 'disconnected')
  await Promise.all(others.map((node) => node.announce({ count: 10 })))
  await until('the others go on', () =>
    fetched(watched)
      .slice(1)
      .every((count) => count === 20),
  )
  expect(states().slice(1)).toEqual(['live', 'live', 'live'])
  for (const node of others) expect((await node.counts()).connections).toEqual({ ever: 1, open: 1 })

  const back = await startNode({ chainId: CHAINS[0], seed: 3, port: dying.port })
  await until('back', () => events.of('GapClosed', id).length === 2)
  await back.announce({ count: 10 })
  await until('seen there again', () => fetched(watched).every((count) => count === 20))
  expect(states()).toEqual(['live', 'live', 'live', 'live'])
  // Only its own sight was lost, and nothing was mixed up.
  expect(events.of('GapOpened').filter(({ data }) => data.cause !== 'start')).toMatchObject([
    { source_id: id },
  ])
  for (const row of runtime.accounting()) {
    expect(unaccounted(row)).toBe(0)
    expect(row).toMatchObject({ announced: 20, fetched: 20, dropped: {}, rejected: {} })
    expect(events.of('TxDecoded', row.source_id).map((event) => event.chain_id)).toEqual(
      Array.from({ length: 20 }, () => row.chain_id),
    )
  }
})

test('a source whose every answer is late slows no other', async () => {
  const lateMs = 500
  const count = 60
  const fast = await startNode()
  const slow = await startNode({ seed: 2 })
  await slow.set({ http: [{ kind: 'delay', ms: lateMs }] })
  /** Median time to a body at the fast source, milliseconds. */
  const medianMs = async (watched: Watched, meanwhile: () => Promise<unknown>): Promise<number> => {
    for (let n = 0; n < count; n++) await Promise.all([announceOne(fast), meanwhile()])
    await until('decoded', () => watched.events.of('TxDecoded', 'fast').length === count)
    return median(watched.events.of('TxDecoded', 'fast').map((event) => event.data.fetch_us)) / 1000
  }

  const options = { fullTransactions: false }
  const alone = await watch([sourceOf('fast', fast)], options)
  await subscribed(alone)
  const aloneMs = await medianMs(alone, async () => {})
  await alone.runtime.stop()
  const both = await watch([sourceOf('fast', fast), sourceOf('slow', slow)], {
    ...options,
    backfillTimeoutMs: 1,
  })
  await subscribed(both)
  const besideMs = await medianMs(both, () => announceOne(slow))
  // A few milliseconds are noise on a busy machine.
  expect(besideMs).toBeLessThan(5 * Math.max(aloneMs, 10))
  await until('the slow one is through', () => both.runtime.accounting().every((row) => row.in_flight === 0))
  const slowMs = median(both.events.of('TxDecoded', 'slow').map((event) => event.data.fetch_us)) / 1000
  expect(slowMs).toBeGreaterThan(lateMs * 0.9)
  expect(besideMs / slowMs).toBeLessThan(0.2)
  expect(account(both, 1)).toMatchObject({ announced: count, fetched: count, dropped: {} })
}, 60_000)
