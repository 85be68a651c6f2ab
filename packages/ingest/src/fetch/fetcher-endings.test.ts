import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { after, bodies, fail, inTurn, never, now, nulls, range, setting } from '../../test/fetcher-setting.ts'
import { STALLED_MS } from './fetcher.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
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
