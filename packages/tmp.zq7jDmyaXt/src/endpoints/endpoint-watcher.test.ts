import { createSystemClock, type GapCause, type Hash, type Logger, type MempoolClass } from '@org/events'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type LoopbackNode, notification, startLoopbackNode } from '../../test/loopback-node.ts'
import { bodyOf, hashOf } from '../../test/transactions.ts'
import { until } from '../../test/until.ts'
import { IngestError } from '../errors.ts'
import type { FrameListener, Live } from '../transport/frame-listener.ts'
import { createEndpoint } from './endpoint.ts'
import { createEndpointList, type EndpointList, FAILURES_BEFORE_ROTATION } from './endpoint-list.ts'
import {
  createEndpointWatcher,
  type EndpointWatcher,
  type SightListener,
  type WatcherSettings,
} from './endpoint-watcher.ts'

const CHAIN_ID = 31_337
const clock = createSystemClock()

interface Watched {
  readonly watcher: EndpointWatcher
  readonly endpoints: EndpointList
  /** `onBlind` and `onSight`, in order. */
  readonly sight: (GapCause | Live)[]
  readonly blindFromUs: number[]
  readonly hashes: Hash[]
  readonly arrivals: number[]
  readonly logs: string[]
  /** How often the HTTP side of each endpoint was asked for its chain. */
  readonly checks: number[]
}

interface WatchOptions {
  readonly mempool?: MempoolClass
  readonly settings?: Partial<WatcherSettings>
  readonly listener?: Partial<FrameListener & SightListener>
  /** @default 100 */
  readonly stableMs?: number
  /** Answers `eth_chainId` over HTTP. @default the right chain */
  readonly onCheck?: (endpoint: number) => unknown
}

/** Watches endpoints with quick reconnection; stopped when the test ends. */
function watch(nodes: readonly { readonly wsUrl: string }[], options: WatchOptions = {}): Watched {
  const sight: (GapCause | Live)[] = []
  const blindFromUs: number[] = []
  const hashes: Hash[] = []
  const arrivals: number[] = []
  const logs: string[] = []
  const checks = nodes.map(() => 0)
  const log = (message: string, fields?: unknown): void => {
    logs.push(`${message} ${JSON.stringify(fields)}`)
  }
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  const endpoints = createEndpointList(
    nodes.map(({ wsUrl }, index) =>
      createEndpoint({
        config: { wsUrl, httpUrl: 'http://node' },
        client: {
          where: `http://node-${index}`,
          async post() {
            checks[index] = (checks[index] ?? 0) + 1
            return options.onCheck?.(index) ?? { result: `0x${CHAIN_ID.toString(16)}` }
          },
          async close() {},
        },
        maxBatchSize: 1,
        random: Math.random,
        logger,
      }),
    ),
  )
  const watcher = createEndpointWatcher({
    chain: { chainId: CHAIN_ID, mempool: options.mempool ?? 'public' },
    endpoints,
    settings: {
      clock,
      random: Math.random,
      fullTransactions: true,
      connectTimeoutMs: 5000,
      pingIntervalMs: 10_000,
      silentChainTimeoutSecs: 60,
      maxFrameBytes: 1_048_576,
      reconnectBackoffMs: 10,
      maxReconnectBackoffMs: 50,
      preferredRetryMs: 3_600_000,
      maxPreferredRetryMs: 3_600_000,
      ...options.settings,
    },
    logger,
    stableMs: options.stableMs ?? 100,
    listener: {
      onSight: (live) => sight.push(live),
      onBlind(cause, fromUs) {
        sight.push(cause)
        blindFromUs.push(fromUs)
      },
      onHash(hash, arrivalUs) {
        hashes.push(hash)
        arrivals.push(arrivalUs)
      },
      onTransaction(hash, _frame, arrivalUs) {
        hashes.push(hash)
        arrivals.push(arrivalUs)
      },
      onHead: () => {},
      onInvalidFrame: () => {},
      ...options.listener,
    },
  })
  onTestFinished(() => watcher.stop())
  watcher.start(clock.nowUs())
  return { watcher, endpoints, sight, blindFromUs, hashes, arrivals, logs, checks }
}

async function startNode(port?: number): Promise<LoopbackNode> {
  const node = await startLoopbackNode(port)
  onTestFinished(() => node.stop())
  return node
}

const isLive =
  ({ watcher, endpoints }: Watched, index = 0) =>
  (): boolean =>
    watcher.state === 'live' && endpoints.index === index

/** Trials of preferred endpoints come quickly. */
const RETRY = { preferredRetryMs: 40, maxPreferredRetryMs: 80 }
const FULL: Live = { pending: 'full', heads: true }
const refuseAll = (node: LoopbackNode): void => {
  node.onSubscribe = () => ({ error: 'not supported' })
}

let node: LoopbackNode

beforeEach(async () => {
  node = await startNode()
})

describe('one endpoint', () => {
  test('a cut socket is a loss of sight from the last frame, and is subscribed again', async () => {
    const watched = watch([node])
    await until('live', isLive(watched))
    expect(watched.watcher.subscription).toBe('full')
    node.announce(bodyOf(hashOf(1)))
    await until('seen', () => watched.hashes.length === 1)
    node.cut()
    await until('live again', () => watched.sight.length === 4)
    expect(watched.sight).toEqual(['start', FULL, 'disconnect', FULL])
    expect(watched.blindFromUs[1]).toBe(watched.arrivals[0])
  })

  test('how it announces is remembered, and asked anew after it was away', async () => {
    const accept = node.onSubscribe
    node.onSubscribe = (kind, socket) => (kind === 'full' ? { error: 'no' } : accept(kind, socket))
    const watched = watch([node])
    await until('live', isLive(watched))
    expect(watched.watcher.subscription).toBe('hashes')
    node.cut()
    await until('live again', () => watched.sight.length === 4)
    expect(node.asked).toEqual(['heads', 'full', 'hashes', 'heads', 'hashes'])

    node.onSubscribe = () => ({ error: 'starting' })
    node.cut()
    await until('refused', () => watched.watcher.lastError?.includes('starting') === true)
    node.onSubscribe = accept
    await until('live with bodies', () => watched.watcher.subscription === 'full')
  })

  test('what a node sends counts for more than what it agreed to', async () => {
    const watched = watch([node])
    await until('live', isLive(watched))
    node.announce(hashOf(1))
    await until('seen', () => watched.hashes.length === 1)
    expect(watched.watcher.subscription).toBe('hashes')
  })

  test('connections that end right after the subscription are no success: waits grow, one at a time', async () => {
    const opened: { readonly atMs: number; readonly open: number }[] = []
    const accept = node.onSubscribe
    node.onSubscribe = (kind, socket) => {
      if (kind === 'heads') opened.push({ atMs: clock.monotonicMs(), open: node.open })
      else setTimeout(() => socket.terminate(), 5)
      return accept(kind, socket)
    }
    watch([node], { settings: { random: () => 1, reconnectBackoffMs: 20, maxReconnectBackoffMs: 10_000 } })
    await until('five tries', () => opened.length === 5)
    expect(opened.map(({ open }) => open)).toEqual([1, 1, 1, 1, 1])
    const waits = opened.slice(1).map(({ atMs }, i) => atMs - (opened[i]?.atMs ?? 0))
    for (const [i, waited] of waits.entries()) expect(waited).toBeGreaterThanOrEqual(20 * 2 ** i - 1)
  })

  test.each([
    ['partial', 'disconnected'],
    ['public', 'disconnected'],
    ['private', 'live'],
  ] as const)(
    'on a %s chain a node that refuses pending transactions leaves it %s',
    async (mempool, state) => {
      refuseAll(node)
      const other = await startNode()
      refuseAll(other)
      const watched = watch([node, other], { mempool })
      if (state === 'live') {
        await until('live', isLive(watched))
        expect(watched.sight).toEqual(['start', { pending: 'none', heads: false }])
        expect(watched.watcher.subscription).toBe('none')
        expect(watched.endpoints.rotations).toBe(0)
      } else {
        await until('on to the next', () => other.connections > 0)
        expect(watched.watcher.lastError).toContain('not supported')
        expect(watched.sight).toEqual(['start'])
      }
    },
  )

  test.each(['partial', 'private'] as const)('on a %s chain silence is no alarm', async (mempool) => {
    const watched = watch([node], { mempool, settings: { silentChainTimeoutSecs: 0.1 } })
    await until('live', isLive(watched))
    const sinceMs = performance.now()
    await until('time passed', () => performance.now() - sinceMs > 400)
    expect([node.connections, watched.sight.length]).toEqual([1, 2])
  })
})

describe('a crash', () => {
  test('of a listener is a loss of sight from that frame, and the worker is run again', async () => {
    let crashes = 0
    const arrivals: number[] = []
    const watched = watch([node], {
      listener: {
        onHash(_hash, arrivalUs) {
          arrivals.push(arrivalUs)
          if (crashes++ === 0) throw new Error('defect')
        },
      },
    })
    await until('live', isLive(watched))
    node.announce(hashOf(1))
    await until('live again', () => watched.sight.length === 4)
    expect(watched.sight).toEqual(['start', FULL, 'error', { ...FULL, pending: 'hashes' }])
    expect(watched.blindFromUs[1]).toBe(arrivals[0])
    expect(watched.watcher.lastError).toBe('defect')
    node.announce(hashOf(2))
    await until('heard again', () => crashes === 2)
    await until('one socket', () => node.open === 1)
  })

  test('of the chain check is a restart', async () => {
    let checks = 0
    const watched = watch([node], {
      onCheck() {
        if (checks++ === 0) throw new TypeError('defect')
      },
    })
    await until('live', isLive(watched))
    expect(watched.sight).toEqual(['start', 'error', FULL])
    expect(watched.logs.join()).toContain('crashed')
  })

  test('of a trial leaves the connection in use alone', async () => {
    const other = await startNode()
    let defect = false
    const watched = watch([node, other], {
      settings: RETRY,
      onCheck(endpoint) {
        if (endpoint === 0 && defect) throw new TypeError('defect')
        if (endpoint === 0) throw new IngestError('RPC_FAILED', 'down', { retryable: true })
      },
    })
    await until('on the other', isLive(watched, 1))
    defect = true
    await until('a trial crashed', () => watched.logs.join().includes('the trial of an endpoint crashed'))
    other.announce(hashOf(1))
    await until('seen', () => watched.hashes.length === 1)
    expect(watched.sight).toEqual(['start', FULL])
    expect(other.connections).toBe(1)
  })
})

describe('the way back to the preferred endpoint', () => {
  let other: LoopbackNode

  beforeEach(async () => {
    other = await startNode()
  })

  /** Watches both, the preferred one being down, until the other one is in use. */
  async function watchOther(options: WatchOptions = {}): Promise<Watched> {
    await node.stop()
    const watched = watch([node, other], { settings: RETRY, ...options })
    await until('on the other', isLive(watched, 1))
    return watched
  }

  test('it takes over when it shows a transaction; no sight is lost and nothing is handed on twice', async () => {
    const watched = await watchOther()
    const preferred = await startNode(node.port)
    await until('on trial', () => preferred.asked.length === 2)
    other.announce(hashOf(1))
    await until('seen', () => watched.hashes.length === 1)
    preferred.announce(bodyOf(hashOf(1)))
    preferred.announce(bodyOf(hashOf(2)))
    await until('returned', isLive(watched, 0))
    await until('the other is closed', () => other.open === 0)
    preferred.announce(bodyOf(hashOf(3)))
    await until('seen', () => watched.hashes.length === 3)
    expect(watched.hashes).toEqual([1, 2, 3].map(hashOf))
    expect(watched.sight).toEqual(['start', { ...FULL, pending: 'full' }, FULL])
    expect([watched.endpoints.rotations, preferred.connections, other.connections]).toEqual([2, 1, 1])
  })

  test('on a chain without a public mempool the subscription is enough', async () => {
    const watched = await watchOther({ mempool: 'private' })
    await startNode(node.port)
    await until('returned', isLive(watched, 0))
    await until('the other is closed', () => other.open === 0)
    expect(watched.sight.filter((told) => typeof told === 'string')).toEqual(['start'])
  })

  test('while it refuses, the other stays in use, and trials come less and less often', async () => {
    const watched = await watchOther({ settings: { ...RETRY, random: () => 1, maxPreferredRetryMs: 10_000 } })
    const preferred = await startNode(node.port)
    const triedMs: number[] = []
    preferred.onSubscribe = (kind) => {
      if (kind === 'heads') triedMs.push(clock.monotonicMs())
      return { error: 'not supported' }
    }
    await until('three trials', () => triedMs.length === 3)
    const [first = 0, second = 0, third = 0] = triedMs
    expect(second - first).toBeGreaterThanOrEqual(RETRY.preferredRetryMs)
    expect(third - second).toBeGreaterThanOrEqual(2 * RETRY.preferredRetryMs)
    expect([isLive(watched, 1)(), other.connections, watched.endpoints.rotations]).toEqual([true, 1, 1])
  })

  test('a trial that is live when the connection in use ends takes its place', async () => {
    const watched = await watchOther()
    const preferred = await startNode(node.port)
    await until('on trial', () => preferred.asked.length === 2)
    const sinceMs = performance.now()
    await until('it is live', () => performance.now() - sinceMs > 100)
    preferred.announce(hashOf(1))
    other.cut()
    await until('returned', isLive(watched, 0))
    await until('what it held is seen', () => watched.hashes.length === 1)
    expect([preferred.connections, other.connections]).toEqual([1, 1])
  })

  test('a connection in use that was half open when the trial took over has missed something', async () => {
    const watched = await watchOther({ settings: { ...RETRY, pingIntervalMs: 200 } })
    const preferred = await startNode(node.port)
    await until('on trial', () => preferred.asked.length === 2)
    other.announce(hashOf(1))
    await until('seen', () => watched.hashes.length === 1)
    other.freeze()
    // Between the moment it is found out and the end of the closing handshake, which it does not answer.
    const sinceMs = performance.now()
    await until('found out', () => performance.now() - sinceMs > 350)
    preferred.announce(hashOf(2))
    await until('returned', isLive(watched, 0))
    await until('told', () => watched.sight.includes('disconnect'))
    await until('seen again', () => watched.sight.at(-1) !== 'disconnect')
    expect(watched.sight.slice(-2)).toEqual(['disconnect', { ...FULL, pending: 'full' }])
    expect(watched.hashes).toEqual([hashOf(1), hashOf(2)])
  })

  test('a crash at the switch leaves no connection behind', async () => {
    let crashes = 0
    const onHash = (): void => {
      if (crashes++ === 0) throw new Error('defect')
    }
    const watched = await watchOther({ listener: { onHash } })
    const preferred = await startNode(node.port)
    await until('on trial', () => preferred.asked.length === 2)
    preferred.announce(hashOf(1))
    await until('run again', () => preferred.connections === 2)
    await until('live again', () => watched.sight.at(-2) === 'error')
    await until('one socket in all', () => preferred.open === 1 && other.open === 0)
    expect([crashes, watched.sight.at(-1)]).toEqual([1, { ...FULL, pending: 'hashes' }])
  })

  test('a trial that is not live yet is given up when the connection in use ends', async () => {
    const watched = await watchOther()
    const preferred = await startNode(node.port)
    preferred.onSubscribe = () => null
    await until('on trial', () => preferred.asked.length === 2)
    other.cut()
    await until('on the other again', () => watched.sight.length === 4)
    expect(watched.sight).toEqual(['start', FULL, 'disconnect', FULL])
    await until('the next trial', () => preferred.asked.length === 4)
    expect([preferred.open, watched.endpoints.index, other.connections]).toEqual([1, 1, 2])
  })

  test('an endpoint that comes back as one of another chain is not tried again', async () => {
    const watched = await watchOther()
    const preferred = await startNode(node.port)
    preferred.chainId = 5
    await until('excluded', () => watched.endpoints.all[0]?.excluded === true)
    expect([isLive(watched, 1)(), preferred.asked.length, watched.endpoints.better()]).toEqual([true, 0, []])
  })

  test('one that was left for its HTTP answers has to name its chain over HTTP again', async () => {
    let answers = true
    const watched = watch([node, other], {
      settings: RETRY,
      onCheck(endpoint) {
        if (endpoint === 0 && !answers) throw new IngestError('RPC_FAILED', 'down', { retryable: true })
      },
    })
    await until('live', isLive(watched, 0))
    answers = false
    watched.watcher.leave(new IngestError('ENDPOINT_FAILING', 'batches fail', { retryable: true }))
    await until('on the other', isLive(watched, 1))
    await until('asked and refused', () => (watched.checks[0] ?? 0) >= 3)
    expect(node.connections).toBe(1)
    answers = true
    await until('on trial', () => node.asked.length === 4)
    // Said until it is heard: the trial may not be live yet.
    const announcing = setInterval(() => node.announce(hashOf(1)), 20)
    onTestFinished(() => clearInterval(announcing))
    await until('returned', isLive(watched, 0))
  })

  test('stop releases the connection in use and the trial', async () => {
    const watched = await watchOther()
    const preferred = await startNode(node.port)
    await until('on trial', () => preferred.asked.length === 2)
    await watched.watcher.stop()
    await until('both are closed', () => preferred.open === 0 && other.open === 0)
    expect(watched.watcher.state).toBe('stopped')
    expect(watched.sight.at(-1)).toBe('shutdown')
  })

  test('under traffic on both nodes no transaction is missed on the way back', async () => {
    // By far longer than one node may lag behind the other, also on a busy machine.
    const watched = await watchOther({ stableMs: 1000 })
    let n = 0
    let preferred: LoopbackNode | null = null
    const announcing = setInterval(() => {
      // Each node is the first to know every second one, and the other knows it a moment later.
      const [first, second] = n % 2 === 0 ? [other, preferred] : [preferred, other]
      const frame = notification(hashOf(++n))
      first?.send(frame)
      setTimeout(() => second?.send(frame), 15)
    }, 5)
    onTestFinished(() => clearInterval(announcing))
    await until('seen', () => watched.hashes.length > 5)
    preferred = await startNode(node.port)
    await until('returned', isLive(watched, 0))
    const last = n + 20
    await until('more', () => n > last)
    const expected = Array.from({ length: last }, (_, i) => hashOf(i + 1))
    await until('all are seen', () => expected.every((hash) => watched.hashes.includes(hash)))
    expect(watched.sight.filter((told) => typeof told === 'string')).toEqual(['start'])
  })
})

test('after repeated failure the next endpoint is tried, not before', async () => {
  refuseAll(node)
  const other = await startNode()
  const watched = watch([node, other])
  await until('on the other', isLive(watched, 1))
  expect(node.connections).toBe(FAILURES_BEFORE_ROTATION)
})

test('an endpoint whose connections end again and again soon after they are live is left for the next', async () => {
  const accept = node.onSubscribe
  node.onSubscribe = (kind, socket) => {
    if (kind !== 'heads') setTimeout(() => socket.terminate(), 60)
    return accept(kind, socket)
  }
  const other = await startNode()
  const watched = watch([node, other], { stableMs: 20 })
  await until('on the other', isLive(watched, 1))
  expect(node.connections).toBe(FAILURES_BEFORE_ROTATION)
})

test('a node that agrees to announce whole transactions and shows none is asked for hashes', async () => {
  const watched = watch([node], { settings: { silentChainTimeoutSecs: 0.1 } })
  await until('asked again', () => node.asked.includes('hashes'))
  expect(node.asked.slice(0, 4)).toEqual(['heads', 'full', 'heads', 'hashes'])
  await until('asked anew', () => node.asked.filter((kind) => kind === 'full').length === 2)
  expect(watched.watcher.lastError).toContain('no pending transaction')
})
