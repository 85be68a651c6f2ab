import { describe, expect, test, vi } from 'vitest'
import {
  answerAll,
  createFakeEndpoint,
  type FakeEndpoint,
  type FakeEndpointOptions,
  poolOf,
} from '../../test/fake-endpoint.ts'
import { createHeldClock, type HeldClock } from '../../test/held-clock.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import { type EndpointPool, MEASURE_INTERVAL_MS, type PoolChoice } from './endpoint-pool.ts'
import { poolChange } from './pool-change.ts'
import type { Lane } from './rate-limit.ts'

interface Setting {
  readonly clock: HeldClock
  readonly pool: EndpointPool
  readonly nodes: readonly FakeEndpoint[]
  /** The name of the chosen endpoint, or how long to wait. */
  chosen(lane?: Lane): string | number
  /** One batch of one body that takes a time. */
  ask(node: number, takesMs: number, failure?: RpcFailure): Promise<void>
}

function setting(...options: readonly FakeEndpointOptions[]): Setting {
  const clock = createHeldClock()
  const nodes = options.map((each, i) => createFakeEndpoint({ name: `node-${i}`, ...each }))
  const pool = poolOf(nodes, clock)
  return {
    clock,
    pool,
    nodes,
    chosen: (lane = 'bodies') => shown(pool.choose(lane)),
    async ask(node, takesMs, failure) {
      const endpoint = nodes[node]
      if (endpoint === undefined) throw new Error(`no node ${node}`)
      endpoint.respond = (calls) => {
        clock.ms += takesMs
        if (failure !== undefined) throw failure
        return answerAll(() => ({}))(calls)
      }
      await pool.send(
        endpoint,
        '{"id":0,"method":"m","params":[]}',
        1,
        'bodies',
        new AbortController().signal,
      )
    },
  }
}

function shown(choice: PoolChoice): string | number {
  switch (choice.kind) {
    case 'send':
      return choice.endpoint.client.where
    case 'wait':
      return choice.waitMs
    case 'none':
      return 'none'
  }
}

const down = new RpcFailure('transport', 'down')
const slower = new RpcFailure('rate_limited', 'slower', { retryAfterMs: 5000 })
/** Lets background checks end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the choice', () => {
  test('is the endpoint in use by the WebSocket while nothing is known of others', () => {
    expect(setting({}, {}).chosen()).toBe('node-0')
  })

  test('is the faster one, and the slower one when that is busy', async () => {
    const { ask, chosen, pool, nodes } = setting({}, {})
    await ask(0, 100)
    await ask(1, 40)
    expect(chosen()).toBe('node-1')
    const held = Promise.withResolvers<unknown>()
    const [, fast] = nodes
    if (fast === undefined) throw new Error('no node')
    fast.respond = () => held.promise
    const busy = [1, 2].map(() => pool.send(fast, '{"id":0}', 1, 'bodies', new AbortController().signal))
    expect(chosen()).toBe('node-0')
    held.resolve({ id: 0, result: {} })
    await Promise.all(busy)
    expect(chosen()).toBe('node-1')
  })

  test('is another one now and then, to measure it, but not for a question', async () => {
    const { ask, chosen, clock } = setting({}, {})
    await ask(0, 1)
    clock.ms = MEASURE_INTERVAL_MS
    expect([chosen('questions'), chosen(), chosen()]).toEqual(['node-0', 'node-1', 'node-0'])
    clock.ms *= 2
    expect([chosen(), chosen()]).toEqual(['node-1', 'node-0'])
  })

  test('leaves out what fails, is paused or is excluded', async () => {
    const { ask, chosen, nodes, pool } = setting({}, {}, {})
    for (let i = 0; i < 5; i++) await ask(0, 0, down)
    expect(chosen()).toBe('node-1')
    await ask(1, 0, slower)
    expect(chosen()).toBe('node-2')
    expect(pool.rateLimited).toBe(1)
    for (const node of nodes.slice(2)) node.excluded = true
    expect(chosen()).toBe(500)
    for (const node of nodes) node.excluded = true
    expect(chosen()).toBe('none')
  })

  test('is to wait until the first of them is usable again', async () => {
    const { ask, chosen, clock } = setting({}, {})
    await ask(0, 0, slower)
    for (let i = 0; i < 5; i++) await ask(1, 0, down)
    expect(chosen()).toBe(500)
    clock.ms = 500
    expect(chosen()).toBe('node-1')
    await ask(1, 0, down)
    expect(chosen()).toBe(1000)
  })

  test('goes back to the one in use when none was ever measured', async () => {
    const { ask, chosen, clock } = setting({}, {})
    for (let i = 0; i < 5; i++) await ask(0, 0, down)
    expect(chosen()).toBe('node-1')
    clock.ms = 500
    expect(chosen()).toBe('node-0')
  })
})

describe('chain checks', () => {
  test('those beside the one in use are asked for their chain before they are needed', async () => {
    const { nodes, pool } = setting({ verified: false }, { verified: false }, { verified: false })
    pool.prepare()
    await vi.waitFor(() => expect(nodes.map((node) => node.verified)).toEqual([false, true, true]))
    pool.stop()
  })

  test('come before anything else is asked of an endpoint, once, and wake who waits', async () => {
    const { chosen, nodes, pool } = setting({ verified: false }, { verified: false })
    let changes = 0
    const release = pool.onChange(() => changes++)
    expect(chosen()).toBe(Number.POSITIVE_INFINITY)
    expect(chosen()).toBe(Number.POSITIVE_INFINITY)
    await settle()
    expect([chosen(), changes]).toEqual(['node-0', 2])
    expect(nodes.map((node) => node.checks())).toEqual([1, 1])
    release()
  })

  test('exclude an endpoint of another chain', async () => {
    const { chosen, nodes } = setting({ verified: false }, { verified: false })
    for (const node of nodes) node.chainId = '0x5'
    chosen()
    await settle()
    expect(chosen()).toBe('none')
  })

  test('are made again after ten seconds when there was no answer', async () => {
    const { chosen, clock, nodes } = setting({ verified: false })
    const [node] = nodes
    if (node === undefined) throw new Error('no node')
    node.chainId = 'nonsense'
    chosen()
    await settle()
    expect(chosen()).toBe(10_000)
    node.chainId = '0x1'
    clock.ms = 10_000
    chosen()
    await settle()
    expect([chosen(), node.checks()]).toEqual(['node-0', 2])
  })

  test('are made of the others when one of them is to be measured', async () => {
    const { ask, chosen, clock, nodes } = setting({}, { verified: false })
    await ask(0, 1)
    expect(nodes[1]?.checks()).toBe(0)
    clock.ms = MEASURE_INTERVAL_MS
    expect(chosen()).toBe('node-0')
    await settle()
    expect(chosen()).toBe('node-1')
  })

  test('end when the pool is stopped', async () => {
    const { chosen, nodes, pool } = setting({ verified: false })
    pool.stop()
    chosen()
    await settle()
    expect(nodes[0]?.checks()).toBe(0)
  })
})

test('who waits is told when a batch ended: it may have been the one that finds out', async () => {
  const { ask, chosen, clock, pool, nodes } = setting({})
  for (let i = 0; i < 5; i++) await ask(0, 0, down)
  clock.ms = 500
  const [node] = nodes
  if (node === undefined) throw new Error('no node')
  const held = Promise.withResolvers<unknown>()
  node.respond = () => held.promise
  const probe = pool.send(node, '{"id":0}', 1, 'bodies', new AbortController().signal)
  expect(chosen()).toBe(Number.POSITIVE_INFINITY)
  const change = poolChange(pool, 600_000, new AbortController().signal)
  held.resolve({ id: 0, result: {} })
  await Promise.all([probe, change])
  expect(chosen()).toBe('node-0')
})

test('an alternative is another endpoint of the right chain that does not fail', async () => {
  const { ask, nodes, pool } = setting({}, {})
  const [first, second] = nodes
  if (first === undefined || second === undefined) throw new Error('no nodes')
  expect(pool.hasAlternative(first)).toBe(true)
  await ask(1, 0, new RpcFailure('status', 'forbidden', { retryable: false }))
  expect([pool.hasAlternative(first), pool.hasAlternative(second)]).toEqual([false, true])
  first.excluded = true
  expect(pool.hasAlternative(second)).toBe(false)
})

test('whatever a client throws is a failed batch, not a rejection', async () => {
  const { nodes, pool } = setting({})
  const [node] = nodes
  if (node === undefined) throw new Error('no node')
  node.respond = () => {
    throw new Error('defect')
  }
  const outcome = await pool.send(node, '{"id":0}', 1, 'bodies', new AbortController().signal)
  expect(outcome).toMatchObject({
    ok: false,
    error: { kind: 'transport', message: 'request to node-0: Error: defect' },
  })
})
