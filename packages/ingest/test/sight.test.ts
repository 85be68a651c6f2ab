import { type LogFields, noopLogger } from '@org/events'
import { beforeEach, expect, test } from 'vitest'
import { sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'
import {
  account,
  announceOne,
  BY_HASH,
  settled,
  startNode,
  status,
  subscribed,
  watchNode,
} from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

test('a cut socket is a gap from the last frame, and is subscribed again', async () => {
  const watched = await watchNode(node)
  await announceOne(node)
  await until('seen', () => watched.events.of('TxSeen').length === 1)
  await node.cut()
  await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
  expect((await node.counts()).subscriptions).toEqual({ full: 0, hashes: 2, heads: 2 })
  const [, gap] = watched.events.of('GapClosed')
  expect(gap?.data.cause).toBe('disconnect')
  expect(gap?.data.from_us).toBe(watched.events.of('TxSeen')[0]?.ingest_ts_unix_us)
})

test('an open and quiet subscription is left on a public chain, with a gap from the last hash', async () => {
  const other = await startNode()
  const watched = await watch([sourceOf('a', node, other)], { silentChainTimeoutSecs: 0.3 })
  await subscribed(watched)
  await announceOne(node)
  await until('on the other', async () => (await other.counts()).subscriptions.full >= 1)
  const gap = watched.events.of('GapOpened').find(({ data }) => data.cause === 'stall')
  expect(gap?.data.from_us).toBe(watched.events.of('TxSeen')[0]?.ingest_ts_unix_us)
  expect(status(watched).rotations).toBeGreaterThanOrEqual(1)
  expect(status(watched).last_error).toContain('no pending transaction')
})

test('silence is no alarm on a private chain', async () => {
  const watched = await watchNode(
    node,
    { silentChainTimeoutSecs: 0.1, pingIntervalMs: 400 },
    { mempool: 'private' },
  )
  // Longer than the timeout would be, measured by something that has to happen meanwhile.
  await until('four pings', async () => (await node.counts()).pings >= 4)
  expect((await node.counts()).connections.ever).toBe(1)
  expect(watched.events.of('GapOpened')).toHaveLength(1)
})

test('a half-open socket is noticed by its unanswered ping', async () => {
  const watched = await watchNode(node, { pingIntervalMs: 100 })
  await node.halfOpen()
  await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
  expect(watched.events.of('GapClosed')[1]?.data.cause).toBe('disconnect')
  expect((await node.counts()).connections).toEqual({ ever: 2, open: 1 })
})

test.each([
  [
    'refused',
    { kind: 'error', code: -32_601, message: 'notifications not supported', of: 'pending' } as const,
    'notifications not supported',
  ],
  ['not acknowledged', { kind: 'ignored', of: 'pending' } as const, 'within'],
])('a subscription that is %s is no sight, and the next endpoint is tried', async (_name, fault, message) => {
  await node.set({ subscribe: [fault] })
  const other = await startNode()
  const watched = await watch([sourceOf('a', node, other)], { connectTimeoutMs: 300 })
  await until('an error', () => status(watched).last_error?.includes(message) === true)
  expect(watched.events.of('GapClosed')).toHaveLength(0)
  await until('on the other', () => status(watched).state === 'live')
  expect(status(watched).endpoint_index).toBe(1)
  expect((await node.counts()).subscriptions).toMatchObject({ full: 0, hashes: 0 })
})

test('an endpoint of another chain in the list is named at start and never used', async () => {
  const wrong = await startNode({ script: { chainId: 5 } })
  const errors: string[] = []
  const error = (_: string, fields?: LogFields): void => {
    errors.push(String(fields?.error))
  }
  const logger = { ...noopLogger, error }
  const watched = await watch([sourceOf('a', node, wrong)], { logger })
  await subscribed(watched)
  await until('named', () => errors.some((error) => error.includes('answers for chain 5')))
  await node.refuse()
  await node.cut()
  await until('not reached', () => status(watched).state === 'disconnected')
  await node.listen()
  await until('back', () => status(watched).state === 'live')
  expect(status(watched).endpoint_index).toBe(0)
  expect((await wrong.counts()).subscriptions).toEqual({ full: 0, hashes: 0, heads: 0 })
})

test('a source whose only node changes its chain is down for good, and says why', async () => {
  const watched = await watchNode(node)
  await node.set({ chainId: 5 })
  await node.cut()
  await until('failed', () => status(watched).state === 'failed')
  expect(status(watched).last_error).toContain('answers for chain 5, expected chain 31337')
  expect((await node.counts()).subscriptions.hashes).toBe(1)
})

test('an endpoint whose batches keep failing does not lose the bodies of the source', async () => {
  const other = await startNode()
  const watched = await watch([sourceOf('a', node, other)], { fullTransactions: false, retryBackoffMs: 5 })
  await subscribed(watched)
  await node.set({ http: [{ kind: 'status', status: 500, methods: [BY_HASH] }] })
  // The other node has the same transactions: the same seed.
  await other.add({ count: 50 })
  await until('known to be of the chain', async () => ((await other.counts()).questions.eth_chainId ?? 0) > 0)
  for (let n = 0; n < 50; n++) await announceOne(node)
  expect(await settled(watched, 50)).toMatchObject({ fetched: 50, dropped: {} })
  expect((await other.counts()).questions[BY_HASH]).toBe(50)
  // Its breaker opens: it is left alone for most of them.
  expect((await node.counts()).questions[BY_HASH]).toBeLessThan(40)
})

test('one source that misbehaves does not disturb the other', async () => {
  const other = await startNode({ seed: 2 })
  const watched = await watch([sourceOf('bad', node), sourceOf('good', other)], {
    fullTransactions: false,
    retryBackoffMs: 5,
  })
  await subscribed(watched)
  await node.set({ http: [{ kind: 'reset', methods: [BY_HASH] }] })
  for (let n = 0; n < 50; n++) await Promise.all([announceOne(node), announceOne(other)])
  await until('good decoded', () => watched.events.of('TxDecoded', 'good').length === 50)
  await until('settled', () => watched.runtime.accounting().every((row) => row.in_flight === 0))
  expect(account(watched, 1)).toMatchObject({ announced: 50, fetched: 50, dropped: {} })
  const bad = account(watched)
  // The other source does not have these transactions, and says so.
  expect((bad.dropped.fetch_failed ?? 0) + bad.null).toBe(50)
  // The breaker of the bad one opens up to three times on the way, for up to seven seconds.
}, 30_000)

test('keys in URLs are shown nowhere', async () => {
  const key = 'abcdef0123456789abcdef0123456789'
  const lines: string[] = []
  const write = (message: string, fields?: unknown): void => {
    lines.push(message + JSON.stringify(fields))
  }
  const watched = await watch(
    [
      {
        sourceId: 'a',
        endpoints: [{ wsUrl: `${node.wsUrl}/v3/${key}`, httpUrl: `${node.httpUrl}/v3/${key}?apikey=${key}` }],
      },
    ],
    {
      logger: { debug: write, info: write, warn: write, error: write },
      retryBackoffMs: 5,
      fullTransactions: false,
    },
  )
  await subscribed(watched)
  await node.set({ items: [{ kind: 'error', code: -32_000, message: 'no' }] })
  await announceOne(node)
  await settled(watched, 1)
  await node.cut()
  await until('gap', () => watched.events.of('GapOpened').length === 2)
  const shown =
    lines.join('\n') + JSON.stringify(watched.runtime.chains()) + JSON.stringify(watched.events.all)
  expect(shown).toContain('/v3/***')
  expect(shown).not.toContain(key)
})
