import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { answerAll, createFakeEndpoint, refuseAll } from '../../test/fake-endpoint.ts'
import { after, bodies, fail, inTurn, never, now, nulls, range, setting } from '../../test/fetcher-setting.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'

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

describe('no room where bodies go', () => {
  test('keeps hashes waiting, and they go in full batches as soon as there is some', async () => {
    let room = false
    const { add, sizes, outcomes, fetcher } = setting(bodies, { hasRoom: () => room })
    add(...range(9))
    await after(1000)
    expect([sizes(), fetcher.held, fetcher.queued]).toEqual([[], 9, 9])
    room = true
    await after(5)
    expect([sizes(), outcomes.size, fetcher.held]).toEqual([[4, 4, 1], 9, 0])
    room = false
    add(9)
    await after(1000)
    expect(sizes()).toHaveLength(3)
  })

  test('takes no more than the bound, and holds no hash beyond its deadline', async () => {
    const { add, outcomes, fetcher } = setting(bodies, {
      hasRoom: () => false,
      capacity: 5,
      deadlineMs: 2000,
    })
    expect([add(0, 1, 2, 3, 4), add(5)]).toEqual([true, false])
    await after(2100)
    expect([[...new Set(outcomes.values())], outcomes.size, fetcher.held]).toEqual([['failed'], 5, 0])
  })

  test('does not keep an end waiting beyond its signal', async () => {
    const { add, fetcher, outcomes } = setting(bodies, { hasRoom: () => false })
    add(0, 1)
    const ending = new AbortController()
    const drained = fetcher.drain(ending.signal)
    await after(100)
    ending.abort()
    await drained
    expect([[...new Set(outcomes.values())], vi.getTimerCount()]).toEqual([['failed'], 0])
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
