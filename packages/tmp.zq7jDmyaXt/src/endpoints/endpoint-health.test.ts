import { noopLogger } from '@org/events'
import { describe, expect, test } from 'vitest'
import { RpcFailure, type RpcFailureKind } from '../rpc/rpc-failure.ts'
import { FAILURES_BEFORE_OPEN } from './breaker.ts'
import { type BatchOutcome, createEndpointHealth, type EndpointHealth } from './endpoint-health.ts'

const OK = { ok: true, result: null } as const
const failed = (kind: RpcFailureKind, retryable = true): Extract<BatchOutcome, { ok: false }> => ({
  ok: false,
  error: new RpcFailure(kind, kind, { retryable }),
})

interface Watched {
  readonly health: EndpointHealth
  readonly lines: string[]
  /** A batch from `fromMs` to `toMs`. */
  batch(size: number, outcome: BatchOutcome, fromMs: number, toMs?: number): void
}

function createWatched(): Watched {
  const lines: string[] = []
  const write = (message: string): number => lines.push(message)
  const health = createEndpointHealth({
    where: 'node',
    maxBatchSize: 128,
    random: () => 0,
    logger: { ...noopLogger, info: write, warn: write },
  })
  return {
    health,
    lines,
    batch(size, outcome, fromMs, toMs = fromMs) {
      health.ended(health.began(size, 'bodies', fromMs), outcome, toMs)
    },
  }
}

test('nothing is held against an endpoint nothing is known of', () => {
  const { health } = createWatched()
  expect([health.readyIn('bodies', 0), health.batchSize('bodies', 0), health.cost]).toEqual([0, 128, null])
  expect(health).toMatchObject({
    breaker: 'closed',
    batchLimit: 128,
    latencyMs: null,
    callsPerSecond: null,
    rateLimited: 0,
  })
})

describe('what a batch teaches', () => {
  test.each(['transport', 'status', 'bad_response'] as const)(
    '%s in a row opens the breaker, once in the log',
    (kind) => {
      const { health, lines, batch } = createWatched()
      for (let i = 0; i < FAILURES_BEFORE_OPEN; i++) batch(10, failed(kind), 0)
      expect([health.breaker, health.readyIn('bodies', 0)]).toEqual(['open', 500])
      batch(10, failed(kind), 500)
      batch(10, { ok: true, answers: Array(10).fill(OK) }, 2000)
      expect(health.breaker).toBe('closed')
      expect(lines).toEqual(['an endpoint is left alone for a while', 'an endpoint answers again'])
    },
  )

  test('a refused credential opens it at once', () => {
    const { health, batch } = createWatched()
    batch(10, failed('status', false), 0)
    expect(health.breaker).toBe('open')
  })

  test.each(['too_large', 'refused'] as const)('%s halves the batch and leaves the breaker alone', (kind) => {
    const { health, batch } = createWatched()
    for (const size of [128, 64, 32, 16, 8, 4, 2]) batch(size, failed(kind), 0)
    expect(health).toMatchObject({ batchLimit: 1, breaker: 'closed' })
    for (let i = 0; i < 10; i++) batch(1, failed(kind), 0)
    expect(health).toMatchObject({ batchLimit: 1, breaker: 'closed' })
  })

  test('one call that is too large halves the batch as well', () => {
    const { health, batch } = createWatched()
    batch(100, { ok: true, answers: [...Array(99).fill(OK), failed('too_large')] }, 0)
    expect(health.batchLimit).toBe(50)
  })

  test('a rate limit pauses it, whether for all calls or for one', () => {
    for (const outcome of [
      failed('rate_limited'),
      { ok: true, answers: [OK, failed('rate_limited')] } as const,
    ]) {
      const { health, lines, batch } = createWatched()
      batch(2, outcome, 0)
      expect(health).toMatchObject({ rateLimited: 1, callsPerSecond: 5, breaker: 'closed' })
      expect(health.readyIn('bodies', 0)).toBeGreaterThan(0)
      expect(lines).toEqual(['an endpoint limits the rate'])
    }
  })

  test('what the caller aborted teaches nothing, also when it was to find out whether all is well', () => {
    const { health, batch } = createWatched()
    for (let i = 0; i < 20; i++) batch(10, failed('aborted', false), 0)
    expect(health).toMatchObject({ breaker: 'closed', batchLimit: 128, latencyMs: null })
    for (let i = 0; i < FAILURES_BEFORE_OPEN; i++) batch(10, failed('transport'), 0)
    batch(10, failed('aborted', false), 500)
    expect([health.breaker, health.readyIn('bodies', 500)]).toEqual(['open', 0])
  })
})

test('questions have a batch of their own, and their time does not count', () => {
  const { health } = createWatched()
  const batch = (outcome: BatchOutcome): void =>
    health.ended(health.began(128, 'questions', 0), outcome, 3000)
  batch(failed('too_large'))
  expect([health.batchSize('questions', 3000), health.batchSize('bodies', 3000)]).toEqual([64, 128])
  batch({ ok: true, answers: Array(128).fill(OK) })
  expect(health.latencyMs).toBeNull()
})

describe('the cost of an endpoint', () => {
  test('is its latency times what it is busy with', () => {
    const { health, batch } = createWatched()
    batch(1, { ok: true, answers: [OK] }, 0, 100)
    expect(health.cost).toBe(100)
    const flight = health.began(1, 'bodies', 100)
    expect(health.cost).toBe(200)
    health.ended(flight, { ok: true, answers: [OK] }, 200)
    expect(health.cost).toBe(100)
  })

  test('rises when it has not what is asked for, up to twenty times', () => {
    const { health, batch } = createWatched()
    batch(1, { ok: true, answers: [OK] }, 0, 100)
    health.countFound(50, 100)
    expect(health.cost).toBeGreaterThan(140)
    health.countFound(0, 10_000)
    expect(health.cost).toBe(2000)
    health.countFound(10_000, 10_000)
    expect(health.cost).toBeCloseTo(100)
  })

  test('is not lowered by refusals that come quickly', () => {
    const { health, batch } = createWatched()
    batch(1, { ok: true, answers: [OK] }, 0, 100)
    batch(1, { ok: true, answers: [failed('rate_limited')] }, 200, 201)
    batch(1, failed('transport'), 300, 301)
    expect(health.latencyMs).toBe(100)
  })
})

describe('questions', () => {
  const ask = (health: EndpointHealth, outcome: BatchOutcome, atMs: number): void =>
    health.ended(health.began(1, 'questions', atMs), outcome, atMs)

  test('one whose answer is too large by itself says nothing about batches', () => {
    const { health } = createWatched()
    ask(health, { ok: true, answers: [failed('too_large')] }, 0)
    ask(health, failed('too_large'), 0)
    expect([health.batchSize('questions', 0), health.batchLimit]).toEqual([128, 128])
  })

  test.each([
    ['fail', true],
    ['are forbidden', false],
  ])('that %s keep no bodies back', (_what, retryable) => {
    const { health } = createWatched()
    for (let atMs = 0; atMs < 100_000; atMs += 1000) {
      if (health.readyIn('questions', atMs) === 0) ask(health, failed('status', retryable), atMs)
    }
    expect([health.readyIn('bodies', 100_000), health.breaker]).toEqual([0, 'closed'])
    expect(health.readyIn('questions', 100_000)).toBeGreaterThan(0)
  })

  test('that are answered say that the endpoint is there again, also for bodies', () => {
    const { health, batch } = createWatched()
    for (let i = 0; i < FAILURES_BEFORE_OPEN; i++) batch(10, failed('transport'), 0)
    expect(health.breaker).toBe('open')
    ask(health, { ok: true, answers: [OK] }, 10)
    expect([health.breaker, health.readyIn('bodies', 10)]).toEqual(['closed', 0])
  })
})
