import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createSystemClock, type Hash, noopLogger } from '@org/events'
import { expect, onTestFinished, test } from 'vitest'
import { poolOf, type SentCall } from '../../test/fake-endpoint.ts'
import { PendingTx } from '../dedupe/sightings.ts'
import { createEndpoint } from '../endpoints/endpoint.ts'
import { createRpcClient } from '../rpc/rpc-client.ts'
import { createFetcher, type Fetcher } from './fetcher.ts'

const BATCH_SIZE = 128
const MAX_IN_FLIGHT = 4

interface Served {
  readonly fetcher: Fetcher
  /** Sizes of the batches, as the server saw them. */
  readonly batches: number[]
  readonly found: Set<string>
  readonly failed: Set<string>
}

/** A fetcher over a real server on loopback. */
async function serve(
  answer: (calls: readonly SentCall[], response: ServerResponse) => void,
): Promise<Served> {
  const batches: number[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const parsed: unknown = JSON.parse(text)
      const calls = (Array.isArray(parsed) ? parsed : [parsed]) as SentCall[] // sent by the code under test
      batches.push(calls.length)
      answer(calls, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const httpUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has one
  const clock = createSystemClock()
  const client = createRpcClient({
    url: httpUrl,
    connections: MAX_IN_FLIGHT,
    timeoutMs: 10_000,
    maxResponseBytes: 10_000_000,
    nowUnixMs: () => Date.now(),
  })
  const endpoint = createEndpoint({
    config: { wsUrl: 'ws://127.0.0.1:1', httpUrl },
    client,
    maxBatchSize: BATCH_SIZE,
    random: Math.random,
    logger: noopLogger,
  })
  endpoint.verified = true
  const found = new Set<string>()
  const failed = new Set<string>()
  const fetcher = createFetcher({
    pool: poolOf([endpoint], clock),
    listener: {
      onBody: (pending) => found.add(pending.hash),
      onNotFound: (pending) => failed.add(pending.hash),
      onFailed: (pending) => failed.add(pending.hash),
      onRequest: () => {},
    },
    logger: noopLogger,
    monotonicMs: () => clock.monotonicMs(),
    random: Math.random,
    capacity: 65_536,
    batchSize: BATCH_SIZE,
    maxInFlight: MAX_IN_FLIGHT,
    flushMs: 5,
    retryAttempts: 2,
    retryBackoffMs: 10,
    deadlineMs: 60_000,
  })
  onTestFinished(async () => {
    await client.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { fetcher, batches, found, failed }
}

const hashOf = (n: number): Hash => `0x${n.toString(16).padStart(64, '0')}` as Hash // 64 hex digits
const bodies = (calls: readonly SentCall[]): string =>
  JSON.stringify(calls.map((call) => ({ jsonrpc: '2.0', id: call.id, result: { hash: call.params[0] } })))

test('with 100 ms of response time 2,000 transactions a second go through: batches grow while slots are busy', async () => {
  const { fetcher, batches, found } = await serve((calls, response) => {
    setTimeout(() => response.end(bodies(calls)), 100)
  })
  const startedMs = performance.now()
  let added = 0
  let most = 0
  while (added < 2000) {
    // As many as the time demands, so that a busy machine announces no fewer.
    const due = Math.min(2000, Math.floor((performance.now() - startedMs) * 2))
    for (; added < due; added++) expect(fetcher.add(new PendingTx(hashOf(added), 0, 1))).toBe(true)
    most = Math.max(most, fetcher.held)
    await delay(1)
  }
  await fetcher.drain(AbortSignal.timeout(10_000))
  expect(found.size).toBe(2000)
  // Ten answers of 100 ms in four slots each second: 50 hashes a batch are needed.
  expect(batches.length).toBeLessThan(120)
  // What is held is what was announced during a few response times, not a queue that grows.
  expect(most).toBeLessThan(1500)
})

test('refusals over HTTP cost no hash: too large, too fast, then well', async () => {
  let paused = true
  const { fetcher, batches, found, failed } = await serve((calls, response) => {
    if (calls.length > 20) response.writeHead(413).end('Payload Too Large')
    else if (paused) {
      paused = false
      response.writeHead(429, { 'retry-after': '0' }).end()
    } else response.end(bodies(calls))
  })
  for (let n = 0; n < 100; n++) fetcher.add(new PendingTx(hashOf(n), 0, 1))
  await fetcher.drain(AbortSignal.timeout(20_000))
  expect([found.size, failed.size]).toEqual([100, 0])
  expect(batches.slice(0, 3)).toEqual([100, 50, 50])
})
