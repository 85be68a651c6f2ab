import { createServer, type Server } from 'node:net'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createWatched, sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'
import { announceOne, startNode, status, subscribed, watchNode } from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

/** How long nobody was subscribed the last time, as the node saw it. Milliseconds. */
async function lastBlindMs(): Promise<number> {
  const last = (await node.counts()).blind.at(-1)
  return ((last?.toUs ?? Number.POSITIVE_INFINITY) - (last?.fromUs ?? 0)) / 1000
}

describe('a subscription is back', () => {
  test('soon after its socket was closed', async () => {
    const reconnectBackoffMs = 100
    const watched = await watchNode(node, { reconnectBackoffMs, maxReconnectBackoffMs: 30_000 })
    await node.cut()
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
    expect(await lastBlindMs()).toBeLessThan(10 * reconnectBackoffMs)
    expect((await node.counts()).connections).toEqual({ ever: 2, open: 1 })
  })

  test('soon again after it was long in coming and then stood: waits begin anew', async () => {
    const reconnectBackoffMs = 20
    const rejected = 5
    const watched = await watchNode(node, { reconnectBackoffMs, maxReconnectBackoffMs: 30_000 })
    await node.set({ connections: [{ kind: 'rejected', status: 503, first: rejected }] })
    await node.cut()
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
    const stoodSinceMs = performance.now()
    await until('it stood for a while', () => performance.now() - stoodSinceMs > 1100)
    await node.cut()
    await until('subscribed once more', () => watched.events.of('GapClosed').length === 3)
    // The wait that would have been the next one is drawn from its upper half.
    const nextMs = (reconnectBackoffMs * 2 ** (rejected + 1)) / 2
    expect(await lastBlindMs()).toBeLessThan(nextMs / 2)
    expect((await node.counts()).upgrades).toBe(3 + rejected)
  })

  test('within the ping interval after its socket went half open; the gap begins at the last sign of life', async () => {
    const pingIntervalMs = 1000
    const watched = await watchNode(node, { pingIntervalMs })
    await announceOne(node)
    await until('seen', () => watched.events.of('TxSeen').length === 1)
    await node.halfOpen()
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)

    expect(await lastBlindMs()).toBeLessThan(1.5 * pingIntervalMs)
    const [, gap] = watched.events.of('GapClosed')
    const frozenUs = (await node.counts()).blind.at(-1)?.fromUs ?? Number.NaN
    const seenUs = watched.events.of('TxSeen')[0]?.ingest_ts_unix_us ?? Number.NaN
    expect(gap?.data.cause).toBe('disconnect')
    expect(gap?.data.from_us).toBeGreaterThanOrEqual(seenUs)
    // The clocks of two processes may be a little apart.
    expect(gap?.data.from_us).toBeLessThan(frozenUs + 10_000)
    expect((await node.counts()).connections).toEqual({ ever: 2, open: 1 })
  })
})

describe('attempts come less and less often', () => {
  const BACKOFF = { reconnectBackoffMs: 50, maxReconnectBackoffMs: 400 } as const
  const WATCHED_MS = 2000

  /** Most attempts there can be in a time, each of which takes so long and is followed by at least half of its wait. */
  function mostAttempts(withinMs: number, eachMs: number): number {
    let attempts = 0
    for (let atMs = 0; atMs <= withinMs; attempts++) {
      const waitMs = Math.min(BACKOFF.maxReconnectBackoffMs, BACKOFF.reconnectBackoffMs * 2 ** attempts)
      atMs += eachMs + waitMs / 2
    }
    return attempts
  }

  /** Watches a source for a while, and holds what it was asked against the waits. */
  async function expectAttempts(
    source: Parameters<typeof sourceOf>[1],
    count: () => number | Promise<number>,
    eachMs: number,
    connectTimeoutMs = 1000,
  ): Promise<void> {
    const watched = createWatched([sourceOf('a', source)], { ...BACKOFF, connectTimeoutMs })
    const sinceMs = performance.now()
    await watched.runtime.start(watched.events.receive)
    await until('watched for a while', () => performance.now() - sinceMs > WATCHED_MS)
    const attempts = await count()
    expect(attempts).toBeLessThanOrEqual(mostAttempts(performance.now() - sinceMs, eachMs))
    // It is tried for ever.
    expect(attempts).toBeGreaterThanOrEqual(3)
  }

  test('at a node that closes right after the subscription', async () => {
    // The frames before it are the answers of the handshake: chain, heads, pending transactions.
    await node.set({ connections: [{ kind: 'cut-after', frames: 3 }] })
    await expectAttempts(node, async () => (await node.counts()).connections.ever, 0)
    expect((await node.counts()).connections.open).toBeLessThanOrEqual(1)
    expect((await node.counts()).subscriptions.full).toBeGreaterThanOrEqual(3)
  })

  test('at a node that rejects the upgrade', async () => {
    await node.set({ connections: [{ kind: 'rejected', status: 503 }] })
    await expectAttempts(node, async () => (await node.counts()).upgrades, 0)
  })

  test('at a node that never answers the upgrade', async () => {
    await node.set({ connections: [{ kind: 'no-upgrade' }] })
    await expectAttempts(node, async () => (await node.counts()).upgrades, 100, 100)
  })

  test('at a port that resets each connection', async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections++
      socket.resetAndDestroy()
    })
    const port = await listen(server)
    await expectAttempts({ wsUrl: `ws://127.0.0.1:${port}`, httpUrl: node.httpUrl }, () => connections, 0)
  })

  test('at a closed port, and its first connection is the only one', async () => {
    await node.refuse()
    const watched = await watch([sourceOf('a', node)], BACKOFF)
    const sinceMs = performance.now()
    await until('refused for a while', () => performance.now() - sinceMs > 1000)
    expect(status(watched).last_error).toContain('ECONNREFUSED')
    await node.listen()
    await subscribed(watched)
    expect((await node.counts()).connections).toEqual({ ever: 1, open: 1 })
    expect((await node.counts()).upgrades).toBe(1)
  })
})

async function listen(server: Server): Promise<number> {
  onTestFinished(() => {
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not a TCP port')
  return address.port
}
