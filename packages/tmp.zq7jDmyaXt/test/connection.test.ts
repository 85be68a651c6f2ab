import { createSystemClock } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import { expect, test } from 'vitest'
import { type ConnectionOptions, watchConnection } from '../src/transport/connection.ts'
import type { ConnectionListener } from '../src/transport/frame-listener.ts'
import { until } from './until.ts'
import { announceOne, startNode } from './watched-node.ts'

const IGNORE: ConnectionListener = {
  onLive: () => {},
  onHash: () => {},
  onTransaction: () => {},
  onHead: () => {},
  onInvalidFrame: () => {},
}

async function setUp(): Promise<{
  readonly node: ScriptedNode
  readonly stop: AbortController
  readonly options: ConnectionOptions
}> {
  const node = await startNode()
  const stop = new AbortController()
  const options: ConnectionOptions = {
    url: node.wsUrl,
    chainId: node.chainId,
    clock: createSystemClock(),
    fullTransactions: true,
    pendingOptional: false,
    connectTimeoutMs: 5000,
    pingIntervalMs: 1000,
    silenceTimeoutMs: null,
    maxFrameBytes: 1_048_576,
    signal: stop.signal,
  }
  return { node, stop, options }
}

test('a listener that throws ends the connection, and its owner hears of it', async () => {
  const { node, options } = await setUp()
  const watching = watchConnection(options, {
    ...IGNORE,
    onTransaction: () => {
      throw new Error('defect')
    },
  })
  watching.catch(() => {})
  await until('subscribed', async () => (await node.counts()).subscriptions.full === 1)
  await announceOne(node)
  await expect(watching).rejects.toThrowError('defect')
  await until('the socket is released', async () => (await node.counts()).connections.open === 0)
})

test('an abort ends it at any time, and releases the socket', async () => {
  const { node, stop, options } = await setUp()
  let live = false
  const watching = watchConnection(options, { ...IGNORE, onLive: () => (live = true) })
  await until('live', () => live)
  stop.abort()
  expect(await watching).toMatchObject({ cause: 'shutdown' })
  await until('the socket is released', async () => (await node.counts()).connections.open === 0)
  expect(await watchConnection(options, IGNORE)).toMatchObject({ cause: 'shutdown', sightLostUs: null })
})

test('a node of another chain is left before anything is subscribed', async () => {
  const { node, options } = await setUp()
  const end = await watchConnection({ ...options, chainId: 1 }, IGNORE)
  expect(end).toMatchObject({
    cause: 'error',
    error: { code: 'WRONG_CHAIN', retryable: false },
    sightLostUs: null,
  })
  expect((await node.counts()).subscriptions).toEqual({ full: 0, hashes: 0, heads: 0 })
})

test('a place where nobody listens is a failed connection', async () => {
  const { node, options } = await setUp()
  await node.stop()
  expect(await watchConnection(options, IGNORE)).toMatchObject({
    cause: 'disconnect',
    error: { code: 'CONNECT_FAILED', retryable: true, message: expect.stringContaining('ECONNREFUSED') },
  })
})
