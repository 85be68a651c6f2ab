import { createRing, type Hash, noopLogger } from '@org/events'
import { describe, expect, test } from 'vitest'
import { PendingTx } from '../dedupe/sightings.ts'
import { IngestError } from '../errors.ts'
import { createFetcher, type Fetcher, type FetcherOptions } from './fetcher.ts'
import type { RpcClient } from './rpc-client.ts'

interface Harness {
  readonly fetcher: Fetcher
  /** Sizes of the requests, in order. */
  readonly sizes: number[]
  /** Most requests that were open at once. */
  most: () => number
  readonly outcomes: Map<Hash, string>
  /** Resolves when this many hashes have an outcome. */
  settled(count: number): Promise<void>
  add(n: number): boolean
}

/** Answers a request of so many hashes: one answer each, or throws. */
type Respond = (hashes: readonly Hash[]) => Promise<unknown>

const bodies: Respond = async (hashes) => hashes.map((hash, id) => ({ id, result: { hash } }))
const never: Respond = () => new Promise(() => {})

function harness(respond: Respond, overrides: Partial<FetcherOptions> = {}): Harness {
  const sizes: number[] = []
  const outcomes = new Map<Hash, string>()
  const waiters = new Set<() => void>()
  let open = 0
  let most = 0
  const client: RpcClient = {
    where: 'node',
    async post(body, signal) {
      const requests = JSON.parse(body) as { params: [Hash] }[] // written by the fetcher
      sizes.push(requests.length)
      open++
      most = Math.max(most, open)
      const aborted = new Promise<never>((_, reject) => {
        const fail = (): void => reject(new IngestError('RPC_FAILED', 'aborted', { retryable: false }))
        if (signal.aborted) fail()
        else signal.addEventListener('abort', fail)
      })
      try {
        return await Promise.race([respond(requests.map((request) => request.params[0])), aborted])
      } finally {
        open--
      }
    },
    close: async () => {},
  }
  const settle = (pending: PendingTx, outcome: string): void => {
    if (outcomes.has(pending.hash)) throw new Error(`settled twice: ${pending.hash}`)
    outcomes.set(pending.hash, outcome)
    for (const waiter of waiters) waiter()
  }
  const fetcher = createFetcher({
    client: () => client,
    listener: {
      onBody: (pending) => settle(pending, 'body'),
      onNotFound: (pending) => settle(pending, 'null'),
      onFailed: (pending) => settle(pending, 'failed'),
      onRequest: () => {},
    },
    logger: noopLogger,
    monotonicMs: () => performance.now(),
    random: () => 0,
    capacity: 1000,
    batchSize: 4,
    maxInFlight: 2,
    flushMs: 1,
    retryAttempts: 2,
    retryBackoffMs: 1,
    ...overrides,
  })
  return {
    fetcher,
    sizes,
    most: () => most,
    outcomes,
    add: (n) => fetcher.add(new PendingTx(`0x${n}` as Hash, 0, 1)), // the fetcher does not look into hashes
    settled: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (outcomes.size >= count) resolve()
        }
        waiters.add(check)
        check()
      }),
  }
}

describe('batches', () => {
  test('a full one goes at once, the rest after its wait', async () => {
    const { add, sizes, settled, outcomes } = harness(bodies)
    for (let n = 0; n < 9; n++) add(n)
    await settled(9)
    expect(sizes).toEqual([4, 4, 1])
    expect([...outcomes.values()].every((outcome) => outcome === 'body')).toBe(true)
  })

  test('no more are in flight than allowed', async () => {
    const { add, most, settled } = harness(bodies, { maxInFlight: 3 })
    for (let n = 0; n < 200; n++) add(n)
    await settled(200)
    expect(most()).toBe(3)
  })

  test('beyond the bound nothing is taken, and there is room again afterwards', async () => {
    const { add, fetcher, settled } = harness(bodies, { capacity: 5 })
    expect([0, 1, 2, 3, 4, 5].map(add)).toEqual([true, true, true, true, true, false])
    await settled(5)
    expect(fetcher.queued).toBe(0)
    expect(add(6)).toBe(true)
    await settled(6)
  })
})

describe('retries', () => {
  test('only what had no answer is asked for again', async () => {
    const asked = createRing<string>(10)
    const { add, settled, outcomes } = harness(async (hashes) => {
      asked.push(hashes.join())
      return hashes.map((hash, id) => ({
        id,
        result: String(hash) === '0x1' && asked.size < 3 ? null : { hash },
      }))
    })
    for (let n = 0; n < 3; n++) add(n)
    await settled(3)
    expect([asked.at(0), asked.at(1), asked.at(2)]).toEqual(['0x0,0x1,0x2', '0x1', '0x1'])
    expect(outcomes.get('0x1' as Hash)).toBe('body')
  })

  test('what fails with a final error is given up at once', async () => {
    const { add, settled, sizes, outcomes } = harness(async () => {
      throw new IngestError('RPC_FAILED', 'forbidden', { retryable: false })
    })
    add(1)
    await settled(1)
    expect(sizes).toEqual([1])
    expect([...outcomes.values()]).toEqual(['failed'])
  })

  test('the last answer decides between null and failed', async () => {
    let requests = 0
    const { add, settled, outcomes } = harness(async (hashes) => {
      requests++
      if (requests < 3) throw new Error('connection reset')
      return hashes.map((_, id) => ({ id, result: null }))
    })
    add(1)
    await settled(1)
    expect([...outcomes.values()]).toEqual(['null'])
  })
})

describe('drain', () => {
  test('waits for what is held', async () => {
    const { add, fetcher, outcomes } = harness(bodies, { flushMs: 20 })
    for (let n = 0; n < 10; n++) add(n)
    await fetcher.drain(AbortSignal.timeout(10_000))
    expect(outcomes.size).toBe(10)
  })

  test('fails everything when its time is up: queued, in flight, waiting for a retry', async () => {
    let requests = 0
    const respond: Respond = (hashes) => {
      requests++
      return requests === 1 ? Promise.reject(new Error('reset')) : never(hashes)
    }
    const { add, fetcher, outcomes } = harness(respond, { maxInFlight: 1, retryBackoffMs: 60_000 })
    for (let n = 0; n < 10; n++) add(n)
    await fetcher.drain(AbortSignal.timeout(50))
    expect(outcomes.size).toBe(10)
    expect(new Set(outcomes.values())).toEqual(new Set(['failed']))
    expect(fetcher.queued).toBe(0)
  })

  test('has nothing to wait for when nothing is held', async () => {
    await harness(bodies).fetcher.drain(new AbortController().signal)
  })
})

test('a listener that throws costs its hash and no other', async () => {
  const failed: Hash[] = []
  const taken: Hash[] = []
  const { add, fetcher } = harness(bodies, {
    listener: {
      onBody(pending) {
        if (String(pending.hash) === '0x1') throw new Error('defect')
        taken.push(pending.hash)
      },
      onNotFound: () => {},
      onFailed: (pending) => failed.push(pending.hash),
      onRequest: () => {},
    },
  })
  for (let n = 0; n < 3; n++) add(n)
  await fetcher.drain(AbortSignal.timeout(10_000))
  expect({ failed, taken }).toEqual({ failed: ['0x1'], taken: ['0x0', '0x2'] })
})
