import { type Hash, noopLogger } from '@org/events'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeEndpoint, poolOf, type SentCall } from '../../test/fake-endpoint.ts'
import { PendingTx } from '../dedupe/sightings.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import { createFetcher } from './fetcher.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const ITEMS = ['body', 'null', 'error', 'rate', 'large', 'missing', 'unsupported'] as const
const WHOLE = [
  '429',
  '413',
  '500',
  '401',
  'reset',
  'garbage',
  'nothing',
  'refused',
  'first_large',
  'large',
] as const
type Item = (typeof ITEMS)[number]

/** One answer of a node: a thing for the whole batch, or one for each call in turn. */
type Answer = (typeof WHOLE)[number] | readonly Item[]

const ERRORS = {
  error: { code: -32_603, message: 'internal error' },
  rate: { code: -32_005, message: 'rate limit exceeded' },
  large: { code: -32_003, message: 'response too large' },
  unsupported: { code: -32_601, message: 'Method not found' },
} as const

function itemOf(item: Item, { id, params }: SentCall): unknown[] {
  switch (item) {
    case 'body':
      return [{ id, result: { hash: params[0] } }]
    case 'null':
      return [{ id, result: null }]
    case 'missing':
      return []
    case 'error':
    case 'rate':
    case 'large':
    case 'unsupported':
      return [{ id, error: ERRORS[item] }]
  }
}

function answerOf(answer: Answer, calls: readonly SentCall[]): unknown {
  switch (answer) {
    case '429':
      throw new RpcFailure('rate_limited', '429', { retryAfterMs: 1000 })
    case '413':
      throw new RpcFailure('too_large', '413')
    case '500':
      throw new RpcFailure('status', '500')
    case '401':
      throw new RpcFailure('status', '401', { retryable: false })
    case 'reset':
      throw new RpcFailure('transport', 'reset')
    case 'garbage':
      throw new RpcFailure('bad_response', 'garbage')
    case 'nothing':
      return []
    case 'refused':
      return { id: null, error: ERRORS.error }
    case 'large':
      return [{ id: null, error: { code: -32_600, message: 'batch too large' } }]
    case 'first_large':
      return [{ id: calls[0]?.id, error: { code: -32_600, message: 'batch too large' } }]
    default:
      return calls.flatMap((call, i) => itemOf(answer[i % answer.length] ?? 'body', call))
  }
}

const answers = fc.array(
  fc.oneof(fc.constantFrom(...WHOLE), fc.array(fc.constantFrom(...ITEMS), { minLength: 1, maxLength: 6 })),
  { minLength: 1, maxLength: 20 },
)

test('whatever the endpoints answer, every hash is settled exactly once and nothing stays held', async () => {
  const run = fc.record({
    /** Answers of each endpoint, in turn and over again. */
    nodes: fc.array(answers, { minLength: 1, maxLength: 3 }),
    /** Milliseconds between hashes. */
    gaps: fc.array(fc.constantFrom(0, 0, 0, 1, 7, 300), { minLength: 1, maxLength: 40 }),
    batchSize: fc.integer({ min: 1, max: 9 }),
    maxInFlight: fc.integer({ min: 1, max: 4 }),
    retryAttempts: fc.nat(2),
    /** Whether another source takes over what it is offered. */
    relieved: fc.boolean(),
    /** Hashes that somebody else settles after some milliseconds, by index. */
    elsewhere: fc.dictionary(fc.integer({ min: 0, max: 39 }).map(String), fc.nat(400), { maxKeys: 6 }),
  })
  await fc.assert(
    fc.asyncProperty(
      run,
      async ({ nodes, gaps, batchSize, maxInFlight, retryAttempts, relieved, elsewhere }) => {
        const outcomes = new Map<PendingTx, number>()
        const settle = (pending: PendingTx): void => {
          expect(pending.settled).toBe(false)
          outcomes.set(pending, (outcomes.get(pending) ?? 0) + 1)
          pending.settled = true
        }
        const endpoints = nodes.map((script, i) => {
          let turn = 0
          return createFakeEndpoint({
            name: `node-${i}`,
            maxBatchSize: batchSize,
            respond: async (calls) => {
              await new Promise((resolve) => setTimeout(resolve, 10 * (i + 1)))
              return answerOf(script[turn++ % script.length] ?? [], calls)
            },
          })
        })
        const fetcher = createFetcher({
          pool: poolOf(endpoints),
          listener: { onBody: settle, onNotFound: settle, onFailed: settle, onRequest: () => {} },
          logger: noopLogger,
          monotonicMs: () => performance.now(),
          random: () => 0.5,
          capacity: 1000,
          batchSize,
          maxInFlight,
          flushMs: 5,
          retryAttempts,
          retryBackoffMs: 50,
          deadlineMs: 20_000,
          relieve(pending) {
            if (relieved) settle(pending)
            return relieved
          },
        })
        const pendings: PendingTx[] = []
        for (const [n, gapMs] of gaps.entries()) {
          const pending = new PendingTx(`0x${n}` as Hash, 0, 1) // the fetcher does not look into hashes
          pendings.push(pending)
          expect(fetcher.add(pending)).toBe(true)
          const settledAfterMs = elsewhere[String(n)]
          if (settledAfterMs !== undefined) {
            setTimeout(() => {
              pending.settled = true
            }, settledAfterMs)
          }
          if (gapMs > 0) await vi.advanceTimersByTimeAsync(gapMs)
        }
        // The deadline, the longest retry, and as long again for one that was put back in front.
        await vi.advanceTimersByTimeAsync(60_000)
        expect([fetcher.held, fetcher.queued]).toEqual([0, 0])
        for (const [n, pending] of pendings.entries()) {
          expect(pending.settled).toBe(true)
          const told = outcomes.get(pending) ?? 0
          if (elsewhere[String(n)] === undefined) expect(told).toBe(1)
          else expect(told).toBeLessThanOrEqual(1)
        }
        expect(Math.max(0, ...endpoints.map((endpoint) => endpoint.most()))).toBeLessThanOrEqual(maxInFlight)
        await fetcher.drain(new AbortController().signal)
        expect(vi.getTimerCount()).toBe(0)
      },
    ),
    { numRuns: 150 },
  )
})
