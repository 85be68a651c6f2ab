import { type BlockSeenData, createSystemClock, type Hash } from '@org/events'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  headNotification,
  type LoopbackNode,
  notification,
  type SubscribeAnswer,
  startLoopbackNode,
} from '../../test/loopback-node.ts'
import { bodyOf, hashOf } from '../../test/transactions.ts'
import { until } from '../../test/until.ts'
import { type ConnectionEnd, type ConnectionOptions, watchConnection } from './connection.ts'
import type { ConnectionListener, Live } from './frame-listener.ts'
import { bodyOfFrame } from './frame-reader.ts'

interface Watched {
  readonly node: LoopbackNode
  readonly stop: AbortController
  readonly live: Live[]
  readonly hashes: Hash[]
  readonly arrivals: number[]
  readonly bodies: unknown[]
  readonly heads: BlockSeenData[]
  readonly problems: string[]
  readonly ended: Promise<ConnectionEnd>
}

/** Watches a fresh node; stopped when the test ends. */
async function watch(
  options: Partial<ConnectionOptions> = {},
  prepare: (node: LoopbackNode) => void = () => {},
  overrides: Partial<ConnectionListener> = {},
): Promise<Watched> {
  const node = await startLoopbackNode()
  prepare(node)
  const stop = new AbortController()
  const told = {
    live: [],
    hashes: [],
    arrivals: [],
    bodies: [],
    heads: [],
    problems: [],
  } satisfies Partial<Watched>
  const { live, hashes, arrivals, bodies, heads, problems }: Omit<Watched, 'node' | 'stop' | 'ended'> = told
  const ended = watchConnection(
    {
      url: node.wsUrl,
      chainId: node.chainId,
      clock: createSystemClock(),
      fullTransactions: true,
      pendingOptional: false,
      connectTimeoutMs: 5000,
      pingIntervalMs: 10_000,
      silenceTimeoutMs: null,
      maxFrameBytes: 1_048_576,
      signal: stop.signal,
      ...options,
    },
    {
      onLive: (given) => live.push(given),
      onHash(hash, arrivalUs) {
        hashes.push(hash)
        arrivals.push(arrivalUs)
      },
      onTransaction(hash, frame, arrivalUs) {
        hashes.push(hash)
        arrivals.push(arrivalUs)
        bodies.push(bodyOfFrame(frame))
      },
      onHead: (head) => heads.push(head),
      onInvalidFrame: (problem) => problems.push(problem),
      ...overrides,
    },
  )
  ended.catch(() => {})
  onTestFinished(async () => {
    stop.abort()
    await ended.catch(() => {})
    await node.stop()
  })
  return { node, stop, live, hashes, arrivals, bodies, heads, problems, ended }
}

/** The same, subscribed. */
async function watchLive(...args: Parameters<typeof watch>): Promise<Watched> {
  const watched = await watch(...args)
  await until('live', () => watched.live.length === 1)
  return watched
}

const refuse =
  (...kinds: readonly string[]) =>
  (node: LoopbackNode): void => {
    const accept = node.onSubscribe
    node.onSubscribe = (kind, socket): SubscribeAnswer =>
      kinds.includes(kind) ? { error: 'not supported' } : accept(kind, socket)
  }

describe('subscriptions', () => {
  test('whole transactions are asked for, and their frames give hash and body', async () => {
    const { node, live, hashes, bodies } = await watchLive()
    expect(live).toEqual([{ pending: 'full', heads: true }])
    for (const n of [1, 2]) node.announce(bodyOf(hashOf(n)))
    await until('seen', () => hashes.length === 2)
    expect(hashes).toEqual([hashOf(1), hashOf(2)])
    expect(bodies).toEqual([bodyOf(hashOf(1)), bodyOf(hashOf(2))])
  })

  test('where they are refused, hashes are subscribed on the same socket', async () => {
    const { node, live, hashes } = await watchLive({}, refuse('full'))
    expect(live).toEqual([{ pending: 'hashes', heads: true }])
    expect(node.asked).toEqual(['heads', 'full', 'hashes'])
    node.announce(hashOf(1))
    await until('seen', () => hashes.length === 1)
    expect(node.connections).toBe(1)
  })

  test.each([
    ['full', () => {}],
    ['hashes', refuse('full')],
  ])('on a subscription of %s both kinds of frames are read', async (pending, prepare) => {
    const { node, live, hashes, bodies, problems } = await watchLive({}, prepare)
    expect(live).toMatchObject([{ pending }])
    for (const n of [1, 3]) {
      node.announce(hashOf(n))
      node.announce(bodyOf(hashOf(n + 1)))
    }
    await until('seen', () => hashes.length === 4)
    expect(hashes).toEqual([1, 2, 3, 4].map(hashOf))
    expect(bodies).toHaveLength(2)
    expect(problems).toEqual([])
  })

  test('refused heads leave the pending subscription alone, and are told', async () => {
    const { node, live, hashes } = await watchLive({}, refuse('heads'))
    expect(live).toEqual([{ pending: 'full', heads: false }])
    node.announce(hashOf(1))
    await until('seen', () => hashes.length === 1)
  })

  test('refused pending transactions end it where they are required', async () => {
    const { ended, live } = await watch({}, refuse('full', 'hashes'))
    expect(await ended).toMatchObject({
      cause: 'error',
      error: { code: 'SUBSCRIBE_REFUSED' },
      sightLostUs: null,
    })
    expect(live).toEqual([])
  })

  test.each([
    ['heads', refuse('full', 'hashes'), true],
    ['nothing at all', refuse('full', 'hashes', 'heads'), false],
  ])('where they are optional a node that gives %s stays connected', async (_name, prepare, heads) => {
    const { node, live, problems } = await watchLive({ pendingOptional: true }, prepare)
    expect(live).toEqual([{ pending: 'none', heads }])
    node.send('not JSON')
    await until('read', () => problems.length === 1)
    expect(node.connections).toBe(1)
  })

  test('an answer that does not come is waited for as long as a connection may take', async () => {
    const silent = (node: LoopbackNode): void => {
      node.onSubscribe = () => null
    }
    const { ended } = await watch({ connectTimeoutMs: 100 }, silent)
    expect(await ended).toMatchObject({
      cause: 'disconnect',
      error: { code: 'CONNECT_FAILED', message: expect.stringContaining('not subscribed within 100 ms') },
    })
  })

  test('heads that are not acknowledged are given up when the time is up, not the connection', async () => {
    const noHeads = (node: LoopbackNode): void => {
      const accept = node.onSubscribe
      node.onSubscribe = (kind, socket) => (kind === 'heads' ? null : accept(kind, socket))
    }
    const { node, live, hashes } = await watchLive({ connectTimeoutMs: 300 }, noHeads)
    expect(live).toEqual([{ pending: 'full', heads: false }])
    node.announce(hashOf(1))
    await until('seen', () => hashes.length === 1)
  })
})

describe('frames', () => {
  test('every frame that is ignored is told with its problem, and nothing ends', async () => {
    const { node, hashes, heads, problems } = await watchLive({ maxFrameBytes: 2048 })
    node.send(notification(hashOf(1), '0xcc'))
    node.send(notification('0x1234'))
    node.send(notification({ from: '0x1' }))
    node.send(headNotification({ number: 'ten' }))
    node.send('{"jsonrpc"')
    node.send(notification('x'.repeat(4096)))
    node.send(notification(`0x${'é'.repeat(64)}`))
    node.send(Buffer.from([0xff, 0xfe, 0x00, 0x80]))
    node.announce(hashOf(2))
    await until('seen', () => hashes.length === 1)
    expect(problems).toEqual([
      'unknown_subscription',
      'no_hash',
      'no_hash',
      'bad_head',
      'malformed',
      'oversize',
      'no_hash',
      'malformed',
    ])
    expect([hashes, heads, node.connections]).toEqual([[hashOf(2)], [], 1])
  })

  test('a frame far beyond the bound ends the connection', async () => {
    const { node, ended } = await watchLive({ maxFrameBytes: 1024 })
    node.send('x'.repeat(1024 * 16 + 1))
    expect(await ended).toMatchObject({ cause: 'disconnect', error: { code: 'CONNECTION_LOST' } })
  })

  test('frames that overtake the acknowledgement are read after it, each with its own time', async () => {
    const overtaking = (node: LoopbackNode): void => {
      const accept = node.onSubscribe
      node.onSubscribe = (kind, socket) => {
        if (kind !== 'full') return accept(kind, socket)
        socket.send(notification(hashOf(1)))
        socket.send(notification(bodyOf(hashOf(2))))
        // Long enough to be told from the time of the acknowledgement.
        setTimeout(() => {
          acknowledgedUs = createSystemClock().nowUs()
          socket.send(JSON.stringify({ jsonrpc: '2.0', id: 3, result: accept(kind, socket) }))
        }, 50)
        return null
      }
    }
    let acknowledgedUs = 0
    const { hashes, arrivals, problems } = await watchLive({}, overtaking)
    expect(hashes).toEqual([hashOf(1), hashOf(2)])
    expect(Math.max(...arrivals)).toBeLessThan(acknowledgedUs)
    expect(problems).toEqual([])
  })
})

describe('the end', () => {
  test('a node that answers no ping is left within the ping interval', async () => {
    const { node, ended, hashes } = await watchLive({ pingIntervalMs: 400 })
    node.answersPings = false
    node.announce(hashOf(1))
    await until('seen', () => hashes.length === 1)
    const end = await ended
    expect(end).toMatchObject({ cause: 'disconnect', error: { code: 'CONNECTION_LOST' } })
    expect(end.error.message).toContain('no answer to a ping within 200 ms')
  })

  test('a quiet node that answers pings is kept', async () => {
    const { node, ended, hashes } = await watchLive({ pingIntervalMs: 600 })
    const sinceMs = performance.now()
    await until('time passed', () => performance.now() - sinceMs > 1000)
    node.announce(hashOf(1))
    await Promise.race([ended, until('seen', () => hashes.length === 1)])
    expect([hashes.length, node.connections]).toEqual([1, 1])
  })

  test('silence ends it where that is an alarm; data stopped with the last transaction', async () => {
    const { node, ended, arrivals } = await watchLive({ silenceTimeoutMs: 200 })
    node.announce(bodyOf(hashOf(1)))
    expect(await ended).toMatchObject({
      cause: 'stall',
      error: { code: 'ENDPOINT_SILENT' },
      sightLostUs: arrivals[0],
    })
  })

  test.each([
    ['that it is live', { onLive: crash }],
    ['of a hash', { onHash: crash }],
    ['of a transaction', { onTransaction: crash }],
    ['of a head', { onHead: crash }],
    ['of an invalid frame', { onInvalidFrame: crash }],
  ])(
    'a listener that throws when it is told %s ends it, and its owner hears of it',
    async (_name, listener) => {
      const { node, ended } = await watch({}, () => {}, listener)
      const sending = setInterval(() => {
        node.announce(hashOf(1))
        node.announce(bodyOf(hashOf(2)))
        node.send(
          headNotification({ number: '0x1', hash: hashOf(1), parentHash: hashOf(2), timestamp: '0x1' }),
        )
        node.send('not JSON')
      }, 20)
      onTestFinished(() => clearInterval(sending))
      await expect(ended).rejects.toThrowError('defect')
      await until('the socket is released', () => node.open === 0)
    },
  )
})

function crash(): never {
  throw new Error('defect')
}
