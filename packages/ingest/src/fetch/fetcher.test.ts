import { type Hash, noopLogger } from '@org/events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  answerAll,
  createFakeEndpoint,
  type FakeEndpoint,
  poolOf,
  type Respond,
  refuseAll,
} from '../../test/fake-endpoint.ts'
import { PendingTx } from '../dedupe/sightings.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import type { FetchListener } from './fetch-listener.ts'
import { createFetcher, type Fetcher, type FetcherOptions, STALLED_MS } from './fetcher.ts'

interface Setting {
  readonly fetcher: Fetcher
  readonly nodes: readonly FakeEndpoint[]
  /** Sizes of the requests to the first endpoint, in order. */
  sizes(): number[]
  /** What became of each hash. */
  readonly outcomes: Map<string, string>
  /** Adds hashes of these numbers; true when all were taken. */
  add(...numbers: readonly number[]): boolean
  pending(n: number): PendingTx
}

const never: Respond = () => new Promise(() => {})
const bodies: Respond = answerAll((call) => ({ hash: call.params[0] }))
const nulls: Respond = answerAll(() => null)
const fail =
  (...of: ConstructorParameters<typeof RpcFailure>): Respond =>
  () => {
    throw new RpcFailure(...of)
  }
/** Answers with the first, then with the second, …; the last one stays. */
function inTurn(...responds: readonly Respond[]): Respond {
  let turn = 0
  return (calls) => responds[Math.min(turn++, responds.length - 1)]?.(calls)
}

function setting(
  responds: Respond | readonly Respond[],
  overrides: Partial<FetcherOptions> = {},
  listener: Partial<FetchListener> = {},
): Setting {
  const list = typeof responds === 'function' ? [responds] : responds
  const nodes = list.map((respond, i) =>
    createFakeEndpoint({ name: `node-${i}`, respond, maxBatchSize: overrides.batchSize ?? 4 }),
  )
  const outcomes = new Map<string, string>()
  const pendings = new Map<number, PendingTx>()
  const settle = (pending: PendingTx, outcome: string): void => {
    if (outcomes.has(pending.hash)) throw new Error(`settled twice: ${pending.hash}`)
    outcomes.set(pending.hash, outcome)
    pending.settled = true
  }
  const fetcher = createFetcher({
    pool: poolOf(nodes),
    listener: {
      onBody: (pending, _body, endpoint) => settle(pending, `body of ${endpoint.client.where}`),
      onNotFound: (pending) => settle(pending, 'null'),
      onFailed: (pending) => settle(pending, 'failed'),
      onRequest: () => {},
      ...listener,
    },
    logger: noopLogger,
    monotonicMs: () => performance.now(),
    random: () => 0,
    capacity: 1000,
    batchSize: 4,
    maxInFlight: 2,
    flushMs: 5,
    retryAttempts: 2,
    retryBackoffMs: 100,
    deadlineMs: 60_000,
    ...overrides,
  })
  return {
    fetcher,
    nodes,
    outcomes,
    sizes: () => nodes[0]?.requests.map((calls) => calls.length) ?? [],
    add: (...numbers) =>
      numbers.every((n) => {
        const pending = new PendingTx(`0x${n}` as Hash, 0, 1) // the fetcher does not look into hashes
        pendings.set(n, pending)
        return fetcher.add(pending)
      }),
    pending(n) {
      const pending = pendings.get(n)
      if (pending === undefined) throw new Error(`no hash ${n}`)
      return pending
    },
  }
}

/** Lets what is due now happen. */
const now = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('batches', () => {
  test('a full one goes at once, the rest with the end of the read', async () => {
    const { add, sizes, outcomes, fetcher } = setting(bodies)
    add(...range(9))
    expect(sizes()).toEqual([4, 4])
    await now()
    expect(sizes()).toEqual([4, 4, 1])
    expect([...new Set(outcomes.values()), outcomes.size, fetcher.held]).toEqual(['body of node-0', 9, 0])
  })

  test('a hash that follows another shortly waits for company', async () => {
    const { add, sizes } = setting(bodies)
    add(0)
    await after(1)
    add(1)
    await after(2)
    add(2)
    expect(sizes()).toEqual([1])
    await after(3)
    expect(sizes()).toEqual([1, 2])
  })

  test('no more are in flight than allowed, and what waits meanwhile goes in larger batches', async () => {
    const { add, nodes, sizes, fetcher } = setting(
      (calls) => new Promise((done) => setTimeout(() => done(bodies(calls)), 100)),
    )
    for (const n of range(7)) {
      add(n)
      await after(10)
    }
    expect(sizes()).toEqual([1, 1])
    await after(200)
    expect(sizes()).toEqual([1, 1, 4, 1])
    expect(nodes[0]?.most()).toBe(2)
    await after(200)
    expect(fetcher.held).toBe(0)
  })

  test('beyond the bound nothing is taken, and there is room again afterwards', async () => {
    const { add, fetcher } = setting(bodies, { capacity: 5 })
    expect([add(0, 1, 2, 3, 4), add(5)]).toEqual([true, false])
    await now()
    expect([fetcher.held, fetcher.queued, add(6)]).toEqual([0, 0, true])
  })

  test('are as large as the endpoint takes, from then on', async () => {
    const { add, sizes, outcomes, pending } = setting(
      (calls) =>
        calls.length > 3 ? [{ id: 0, error: { code: -32_600, message: 'batch too large' } }] : bodies(calls),
      { batchSize: 16, maxInFlight: 1 },
    )
    add(...range(16))
    await now()
    expect(sizes()).toEqual([16, 8, 4, 2, 2, 2, 2, 2, 2, 2, 2])
    expect([outcomes.size, pending(0).attempts]).toEqual([16, 0])
    add(...range(5).map((n) => n + 100))
    await after(5)
    expect(sizes().slice(11)).toEqual([2, 2, 1])
  })

  test('that are refused in part ask again for that part only, in front', async () => {
    const error = { code: -32_003, message: 'response too large' }
    const { add, nodes, outcomes } = setting(
      inTurn(
        (calls) => calls.map((call, i) => (i < 2 ? { id: call.id, result: {} } : { id: call.id, error })),
        bodies,
      ),
      { maxInFlight: 1 },
    )
    add(...range(6))
    await after(5)
    expect(nodes[0]?.requests.map((calls) => calls.map((call) => call.params[0]).join())).toEqual([
      '0x0,0x1,0x2,0x3',
      '0x2,0x3',
      '0x4,0x5',
    ])
    expect(outcomes.size).toBe(6)
  })
})

describe('rates', () => {
  test('what is refused for its rate waits for the pause and loses no attempt', async () => {
    const { add, sizes, outcomes, pending } = setting(
      inTurn(fail('rate_limited', 'slower', { retryAfterMs: 3000 }), bodies),
    )
    add(0, 1)
    await after(2900)
    expect([sizes(), pending(0).attempts, pending(0).settled]).toEqual([[2], 0, false])
    await after(200)
    expect([sizes(), outcomes.size]).toEqual([[2, 2], 2])
  })

  test('calls that are refused one by one are asked for again, slower', async () => {
    const limited = refuseAll({ code: -32_007, message: '5/second request limit reached' })
    const { add, outcomes, fetcher } = setting(inTurn(limited, limited, bodies), { retryAttempts: 0 })
    add(0, 1, 2)
    await after(2000)
    expect([[...new Set(outcomes.values())], fetcher.held]).toEqual([['body of node-0'], 0])
  })

  test('another endpoint is asked meanwhile', async () => {
    const { add, outcomes } = setting([fail('rate_limited', 'slower', { retryAfterMs: 300_000 }), bodies])
    add(0)
    await after(10)
    expect([...outcomes.values()]).toEqual(['body of node-1'])
  })

  test('a hash is not held beyond its deadline, however long the endpoint is paused', async () => {
    const { add, outcomes, fetcher } = setting(fail('rate_limited', 'slower', { retryAfterMs: 300_000 }), {
      deadlineMs: 10_000,
    })
    add(0, 1)
    await after(5000)
    add(2)
    await after(5100)
    expect([...outcomes]).toEqual([
      ['0x0', 'failed'],
      ['0x1', 'failed'],
    ])
    await after(5000)
    expect([outcomes.get('0x2'), fetcher.held]).toEqual(['failed', 0])
  })
})

describe('retries', () => {
  test('only what had no answer is asked for again', async () => {
    const { add, nodes, outcomes } = setting(
      inTurn(
        (calls) => calls.map((call, i) => ({ id: call.id, result: i === 1 ? null : {} })),
        nulls,
        bodies,
      ),
    )
    add(0, 1, 2)
    await after(1000)
    expect(nodes[0]?.requests.map((calls) => calls.map((call) => call.params[0]).join())).toEqual([
      '0x0,0x1,0x2',
      '0x1',
      '0x1',
    ])
    expect(outcomes.get('0x1')).toBe('body of node-0')
  })

  test('the last answer decides between null and failed', async () => {
    const { add, outcomes, sizes } = setting(
      inTurn(fail('transport', 'reset'), fail('transport', 'reset'), nulls),
    )
    add(1)
    await after(1000)
    expect([...outcomes.values(), sizes().length]).toEqual(['null', 3])
  })

  test('an error of one call costs an attempt of that call', async () => {
    const { add, outcomes, sizes } = setting(refuseAll({ code: -32_603, message: 'internal error' }))
    add(0, 1)
    await after(1000)
    expect([sizes(), [...outcomes.values()]]).toEqual([
      [2, 2, 2],
      ['failed', 'failed'],
    ])
  })

  test('a batch that is refused without a reason is divided first', async () => {
    const { add, outcomes, sizes } = setting(
      () => ({ id: null, error: { code: -32_603, message: 'internal error' } }),
      {
        retryAttempts: 0,
        maxInFlight: 1,
      },
    )
    add(0, 1, 2, 3)
    await now()
    expect(sizes()).toEqual([4, 2, 1, 1, 1, 1])
    expect([...new Set(outcomes.values())]).toEqual(['failed'])
  })

  test('what no retry mends is given up at once', async () => {
    const { add, outcomes, sizes } = setting(fail('status', 'HTTP status 403', { retryable: false }))
    add(1)
    await now()
    expect([sizes(), [...outcomes.values()]]).toEqual([[1], ['failed']])
  })

  test('unless there is another endpoint, which is then asked', async () => {
    const { add, outcomes } = setting([fail('status', 'HTTP status 403', { retryable: false }), bodies])
    add(1)
    await after(100)
    expect([...outcomes.values()]).toEqual(['body of node-1'])
  })

  test('while an endpoint fails its hashes wait for the next try, not for each their own', async () => {
    const { add, outcomes, sizes } = setting(
      inTurn(...range(5).map(() => fail('transport', 'reset')), bodies),
      {
        maxInFlight: 1,
        batchSize: 1,
        retryAttempts: 0,
      },
    )
    add(...range(8))
    await after(400)
    expect([sizes().length, outcomes.size]).toEqual([5, 5])
    await after(200)
    expect([sizes().length, outcomes.get('0x7')]).toEqual([8, 'body of node-0'])
  })
})

describe('what one endpoint could not give', () => {
  const internal = refuseAll({ code: -32_603, message: 'internal error' })

  test.each([
    ['does not have', nulls],
    ['answers with an error', internal],
    ['refuses', () => ({ id: null, error: { code: -32_000, message: 'backend down' } })],
    ['fails to answer', fail('transport', 'reset')],
  ] as const)('is asked of another one: it %s', async (_what, respond) => {
    const { add, outcomes, nodes } = setting([respond, bodies], { retryAttempts: 1 })
    add(0)
    await after(200)
    expect([...outcomes.values()]).toEqual(['body of node-1'])
    expect(nodes.map((node) => node.requests.length)).toEqual([1, 1])
  })

  test('is asked of another one whose chain is not known yet, once that is', async () => {
    const { add, outcomes, nodes } = setting([fail('transport', 'reset'), bodies])
    for (const node of nodes.slice(1)) node.verified = false
    add(0)
    await after(1000)
    expect([...outcomes.values()]).toEqual(['body of node-1'])
  })

  test('is asked of the same one again when the other may not be asked', async () => {
    const { add, outcomes, nodes } = setting([
      inTurn(nulls, bodies),
      fail('rate_limited', 'slower', { retryAfterMs: 60_000 }),
    ])
    const [, other] = nodes
    other?.health.ended(
      other.health.began(1, 'bodies', performance.now()),
      { ok: false, error: new RpcFailure('rate_limited', 'slower', { retryAfterMs: 60_000 }) },
      performance.now(),
    )
    add(0)
    await after(200)
    expect([...outcomes.values()]).toEqual(['body of node-0'])
    expect(nodes.map((node) => node.requests.length)).toEqual([2, 0])
  })

  test('does not keep apart what may go in one batch', async () => {
    const { add, nodes, outcomes } = setting([inTurn(nulls, never), bodies])
    add(0, 1, 2)
    await now()
    add(3)
    await after(200)
    expect(nodes[1]?.requests.map((calls) => calls.map((call) => call.params[0]).join())).toEqual([
      '0x0,0x1,0x2',
    ])
    expect(outcomes.size).toBe(3)
  })

  test('counts once against the endpoint, not with each retry', async () => {
    const { add, nodes } = setting(answerAll((call) => (call.params[0] === '0x0' ? null : {})))
    add(0, 1)
    await after(1000)
    expect(nodes[0]?.requests.map((calls) => calls.length)).toEqual([2, 1, 1])
    const once = createFakeEndpoint({})
    once.health.countFound(1, 2)
    const flight = once.health.began(2, 'bodies', 0)
    once.health.ended(flight, { ok: true, answers: [] }, 8)
    const [node] = nodes
    node?.health.ended(
      node.health.began(2, 'bodies', performance.now() + 1e6),
      { ok: true, answers: [] },
      performance.now() + 1e6 + 8,
    )
    expect(node?.health.cost).toBeCloseTo(once.health.cost ?? 0, 2)
  })
})

describe('a hash that somebody else settled', () => {
  test('is not asked for', async () => {
    const { add, fetcher, nodes, pending, outcomes } = setting(bodies)
    add(0, 1)
    pending(0).settled = true
    await now()
    expect(nodes[0]?.requests.flat().map((call) => call.params[0])).toEqual(['0x1'])
    expect([fetcher.held, outcomes.size]).toEqual([0, 1])
  })

  test('is not told about when its answer comes late, whatever that is', async () => {
    for (const respond of [bodies, nulls, fail('transport', 'reset'), fail('rate_limited', 'slower')]) {
      const { add, fetcher, pending, outcomes } = setting(
        (calls) => new Promise((done) => setTimeout(done, 50)).then(() => respond(calls)),
        { retryAttempts: 0 },
      )
      add(0)
      await after(10)
      pending(0).settled = true
      await after(100)
      expect([fetcher.held, outcomes.size]).toEqual([0, 0])
    }
  })

  test('is let go of when its retry is due', async () => {
    const { add, fetcher, pending, sizes } = setting(nulls)
    add(0)
    await after(10)
    pending(0).settled = true
    await after(1000)
    expect([sizes(), fetcher.held]).toEqual([[1], 0])
  })
})

describe('what comes from elsewhere', () => {
  test('begins anew, with a deadline of its own', async () => {
    const here = setting(nulls, { retryAttempts: 1 })
    here.add(0)
    await after(59_000)
    const pending = here.pending(0)
    pending.settled = false
    pending.attempts = 2
    const there = setting(inTurn(nulls, bodies), { retryAttempts: 1 })
    expect(there.fetcher.add(pending)).toBe(true)
    await after(5000)
    expect(there.outcomes.get('0x0')).toBe('body of node-0')
  })
})

describe('drain', () => {
  test('waits for what is held, and takes nothing more', async () => {
    const { add, fetcher, outcomes } = setting(bodies)
    add(...range(10))
    const drained = fetcher.drain(new AbortController().signal)
    expect(add(11)).toBe(false)
    await after(10)
    await drained
    expect([outcomes.size, vi.getTimerCount()]).toEqual([10, 0])
  })

  test('fails everything when its time is up: queued, in flight, waiting for a retry, waiting for an endpoint', async () => {
    for (const first of [
      fail('transport', 'reset'),
      fail('rate_limited', 'slower', { retryAfterMs: 60_000 }),
      never,
    ]) {
      const { add, fetcher, outcomes } = setting(inTurn(first, never), {
        maxInFlight: 1,
        retryBackoffMs: 60_000,
      })
      add(...range(10))
      await after(10)
      const stop = new AbortController()
      const drained = fetcher.drain(stop.signal)
      await after(50)
      stop.abort()
      await drained
      expect([outcomes.size, [...new Set(outcomes.values())]]).toEqual([10, ['failed']])
      expect([fetcher.queued, fetcher.held, vi.getTimerCount()]).toEqual([0, 0, 0])
    }
  })

  test('has nothing to wait for when nothing is held, and may be called again', async () => {
    const { fetcher } = setting(bodies)
    await Promise.all([fetcher.drain(new AbortController().signal), fetcher.drain(AbortSignal.abort())])
  })
})

describe('a listener that throws', () => {
  test('costs its hash and no other', async () => {
    const failed: string[] = []
    const taken: string[] = []
    const { add, fetcher } = setting(
      bodies,
      {},
      {
        onBody(pending) {
          if (String(pending.hash) === '0x1') throw new Error('defect')
          taken.push(pending.hash)
        },
        onFailed(pending) {
          failed.push(pending.hash)
          throw new Error('another')
        },
        onRequest() {
          throw new Error('a third')
        },
      },
    )
    add(0, 1, 2)
    await now()
    expect({ failed, taken, held: fetcher.held }).toEqual({ failed: ['0x1'], taken: ['0x0', '0x2'], held: 0 })
  })
})

test('each request is told once, with its first refusal', async () => {
  const told: unknown[] = []
  const { add } = setting(
    inTurn((calls) => calls.slice(1).map((call) => ({ id: call.id, result: {} })), bodies),
    {},
    { onRequest: (size, seconds, error) => told.push([size, seconds, error?.message ?? null]) },
  )
  add(0, 1)
  await after(100)
  expect(told).toEqual([
    [2, 0, 'call of a batch of 2 at node-0: left out of the answer'],
    [1, 0, null],
  ])
})

test('without an endpoint of the right chain everything fails at once', async () => {
  const { add, nodes, outcomes } = setting(bodies)
  for (const node of nodes) node.excluded = true
  add(0, 1)
  await now()
  expect([...outcomes.values()]).toEqual(['failed', 'failed'])
})

describe('while no endpoint may be asked for a while', () => {
  const paused = fail('rate_limited', 'slower', { retryAfterMs: 60_000 })

  test('another source takes what it can, also what is queued; the rest stays', async () => {
    const taken: string[] = []
    const { add, fetcher, outcomes } = setting(inTurn(paused, bodies), {
      maxInFlight: 1,
      relieve(pending) {
        if (taken.length >= 3) return false
        taken.push(pending.hash)
        return true
      },
    })
    add(...range(6))
    await now()
    expect(taken).toEqual(['0x0', '0x1', '0x2'])
    expect([fetcher.held, fetcher.queued, outcomes.size]).toEqual([3, 3, 0])
    await after(61_000)
    expect([...outcomes.keys(), fetcher.held]).toEqual(['0x3', '0x4', '0x5', 0])
  })

  test('it is looked at now and then whether another source can', async () => {
    let usable = false
    const taken: string[] = []
    const { add, fetcher } = setting(paused, {
      relieve(pending) {
        if (usable) taken.push(pending.hash)
        return usable
      },
    })
    add(0, 1)
    await after(5000)
    usable = true
    await after(1000)
    expect([taken, fetcher.held, vi.getTimerCount()]).toEqual([['0x0', '0x1'], 0, 0])
  })

  test('a short pause is waited for', async () => {
    let asked = 0
    const { add, outcomes } = setting(
      inTurn(fail('rate_limited', 'slower', { retryAfterMs: STALLED_MS - 50 }), bodies),
      {
        relieve: () => asked++ >= 0,
      },
    )
    add(0)
    await after(1000)
    expect([asked, outcomes.size]).toEqual([0, 1])
  })

  test('a drain is over when the last hash was taken over', async () => {
    let usable = false
    const { add, fetcher } = setting(paused, { relieve: () => usable })
    add(0)
    await after(10)
    const drained = fetcher.drain(new AbortController().signal)
    usable = true
    await after(2000)
    await drained
    expect([fetcher.held, vi.getTimerCount()]).toEqual([0, 0])
  })
})
