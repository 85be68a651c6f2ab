import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type FaultyNode, headFrame, pendingFrame, startFaultyNode } from './faulty-node.ts'
import { unaccounted } from './identity.ts'
import { sourceOf, type Watched, watch } from './runtime.ts'
import { bodyOf, hashOf } from './transactions.ts'
import { until } from './until.ts'

let node: FaultyNode

beforeEach(async () => {
  node = await faultyNode()
})

async function faultyNode(): Promise<FaultyNode> {
  const started = await startFaultyNode()
  onTestFinished(() => started.stop())
  return started
}

/** Watches the node as source `a`, subscribed. */
async function watchNode(
  ...[options, chain]: [Parameters<typeof watch>[1]?, Parameters<typeof watch>[2]?]
): Promise<Watched> {
  const watched = await watch([sourceOf('a', node)], options, chain)
  await until('subscribed', () => watched.events.of('GapClosed').length === 1)
  return watched
}

function status({ runtime }: Watched) {
  const [source] = runtime.chains()[0]?.sources ?? []
  if (source === undefined) throw new Error('no source')
  return source
}

function account({ runtime }: Watched) {
  const [row] = runtime.accounting()
  if (row === undefined) throw new Error('no row')
  expect(unaccounted(row)).toBe(0)
  return row
}

/** Waits until every announced hash is settled, then gives the account, checked. */
async function settled(watched: Watched, announced: number) {
  await until(`${announced} settled`, () => {
    const [row] = watched.runtime.accounting()
    return row?.announced === announced && row.in_flight === 0
  })
  return account(watched)
}

describe('bodies', () => {
  test('a null body that a retry mends counts as fetched', async () => {
    node.onTransaction = (hash, attempt) => (attempt < 3 ? null : bodyOf(hash))
    const watched = await watchNode()
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({ fetched: 1, null: 0, dropped: {} })
    expect(node.asked.get(hashOf(1))).toBe(3)
  })

  test('null through all retries is not_found, and another announcement tries again', async () => {
    const watched = await watchNode()
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({ fetched: 0, null: 1, dropped: {} })
    expect(watched.events.of('TxDropped')).toMatchObject([
      { tx_hash: hashOf(1), data: { reason: 'not_found' } },
    ])
    expect(node.asked.get(hashOf(1))).toBe(3)

    node.onTransaction = (hash) => bodyOf(hash)
    node.announce(hashOf(1))
    expect(await settled(watched, 2)).toMatchObject({ fetched: 1, null: 1, duplicates: 0 })
    expect(watched.events.of('TxSeen').map((event) => event.data.first)).toEqual([true, false])
  })

  test.each([
    ['HTTP 503', 503],
    ['HTTP 429', 429],
  ])('%s is retried, then the body arrives', async (_name, status) => {
    node.onTransaction = (hash) => bodyOf(hash)
    let failures = 2
    const watched = await watchNode({ retryBackoffMs: 5 })
    node.onHttp = (_requests, response) => {
      if (failures-- <= 0) return false
      response.writeHead(status).end()
      return true
    }
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({ fetched: 1 })
    expect(node.batches).toHaveLength(3)
  })

  test('an error that no retry mends is fetch_failed', async () => {
    node.onTransaction = () => new Error('internal error')
    const watched = await watchNode({ retryBackoffMs: 5 })
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({ dropped: { fetch_failed: 1 } })
    expect(watched.events.of('TxDropped')).toMatchObject([{ data: { reason: 'fetch_failed' } }])
    expect(status(watched).last_error).toContain('internal error')
  })

  test('an answer that trickles without end is given up, and its place in flight is free again', async () => {
    node.onHttp = (requests, response) => {
      if (requests[0]?.method !== 'eth_getTransactionByHash' || node.batches.length > 1) return false
      const trickle = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(trickle))
      return true
    }
    node.onTransaction = (hash) => bodyOf(hash)
    const watched = await watchNode({ rpcTimeoutMs: 200, retryAttempts: 0, maxInFlight: 1, rpcBatchSize: 1 })
    node.announce(hashOf(1))
    node.announce(hashOf(2))
    expect(await settled(watched, 2)).toMatchObject({ fetched: 1, dropped: { fetch_failed: 1 } })
    expect(status(watched).last_error).toBeNull()
  })

  test('a refused credential is not retried', async () => {
    const watched = await watchNode()
    node.onHttp = (_requests, response) => {
      response.writeHead(401).end()
      return true
    }
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({ dropped: { fetch_failed: 1 } })
    expect(node.batches).toHaveLength(1)
  })

  test.each([
    [
      'an error object instead of the batch',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}',
    ],
    ['something that is not JSON', '<html>busy</html>'],
    ['an empty array', '[]'],
    ['nothing', ''],
  ])('%s fails the batch', async (_name, text) => {
    const watched = await watchNode({ retryBackoffMs: 5 })
    node.onHttp = (_requests, response) => {
      response.end(text)
      return true
    }
    for (let n = 1; n <= 3; n++) node.announce(hashOf(n))
    expect(await settled(watched, 3)).toMatchObject({ dropped: { fetch_failed: 3 } })
  })

  test('answers in another order, and with one left out, reach the right hashes', async () => {
    const watched = await watchNode({ retryBackoffMs: 5, retryAttempts: 0, batchFlushMs: 500 })
    node.onHttp = (requests, response) => {
      const answers = requests.map(({ id, params }) => ({
        jsonrpc: '2.0',
        id,
        result: bodyOf(hashOf(Number(params[0]))),
      }))
      response.end(JSON.stringify(answers.slice(1).reverse()))
      return true
    }
    for (let n = 1; n <= 4; n++) node.announce(hashOf(n))
    expect(await settled(watched, 4)).toMatchObject({ fetched: 3, dropped: { fetch_failed: 1 } })
    expect(watched.events.of('TxDropped')).toMatchObject([{ tx_hash: hashOf(1) }])
  })

  test.each([
    ['hash_mismatch', bodyOf(hashOf(99))],
    ['wrong_chain', bodyOf(hashOf(1), { chainId: '0x1' })],
    ['malformed_body', bodyOf(hashOf(1), { from: '0x12' })],
    ['oversize_body', bodyOf(hashOf(1), { input: `0x${'00'.repeat(1001)}` })],
  ])('a body with %s is rejected and not asked for again', async (reason, body) => {
    node.onTransaction = () => body
    const watched = await watchNode({ maxBodyBytes: 1000 })
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({ rejected: { [reason]: 1 } })
    expect(watched.events.of('TxRejected')).toMatchObject([{ tx_hash: hashOf(1), data: { reason } }])
    node.announce(hashOf(1))
    await until('announced again', () => watched.events.of('TxSeen').length === 2)
    expect(account(watched)).toMatchObject({ announced: 1, duplicates: 1, reannounced: 1 })
    expect(node.asked.get(hashOf(1))).toBe(1)
  })
})

describe('queues', () => {
  test('hashes beyond the bound of the fetch queue are dropped, and counted', async () => {
    node.onTransaction = (hash) => bodyOf(hash)
    const held: (() => void)[] = []
    const watched = await watchNode({ fetchQueueCapacity: 10, rpcBatchSize: 5, maxInFlight: 1 })
    node.onHttp = (requests, response) => {
      if (held.length > 0) return false
      held.push(() =>
        response.end(JSON.stringify(requests.map(({ id }) => ({ id, result: bodyOf(hashOf(id + 1)) })))),
      )
      return true
    }
    for (let n = 1; n <= 15; n++) node.announce(hashOf(n))
    await until('all seen', () => watched.events.of('TxSeen').length === 15)
    expect(account(watched)).toMatchObject({ announced: 15, in_flight: 10, dropped: { fetch_queue_full: 5 } })
    await until('a batch is held', () => held.length > 0)
    for (const release of held) release()
    expect(await settled(watched, 15)).toMatchObject({ fetched: 10, dropped: { fetch_queue_full: 5 } })
  })

  test('a batch goes when it is full, a lone hash when its time is up', async () => {
    node.onTransaction = (hash) => bodyOf(hash)
    const watched = await watchNode({ rpcBatchSize: 4, batchFlushMs: 1000 })
    for (let n = 1; n <= 9; n++) node.announce(hashOf(n))
    await settled(watched, 9)
    expect(node.batches).toEqual([4, 4, 1])
  })

  test('what the storage refuses is a drop of that reason, and is fetched when announced again', async () => {
    node.onTransaction = (hash) => bodyOf(hash)
    const watched = await watchNode()
    watched.events.answer('queue_full', ['TxDecoded'])
    node.announce(hashOf(1))
    expect(await settled(watched, 1)).toMatchObject({
      fetched: 0,
      dropped: { storage_queue_full: 1 },
      lost_events: {},
    })
    watched.events.answer('closed')
    node.announce(hashOf(2))
    expect(await settled(watched, 2)).toMatchObject({
      dropped: { storage_queue_full: 1, storage_queue_closed: 1 },
      lost_events: { storage_queue_closed: 1 },
    })
    watched.events.answer('accepted')
    node.announce(hashOf(1))
    expect(await settled(watched, 3)).toMatchObject({ fetched: 1 })
  })

  test('an old transaction announced again is labelled, and not fetched', async () => {
    node.onTransaction = (hash) => bodyOf(hash)
    const watched = await watchNode()
    node.announce(hashOf(1))
    await settled(watched, 1)
    node.announce(hashOf(1))
    await until('seen twice', () => watched.events.of('TxSeen').length === 2)
    expect(watched.events.of('TxSeen').map((event) => event.data)).toEqual([
      { first: true, reannounced: false, backfill: false },
      { first: false, reannounced: true, backfill: false },
    ])
    expect(account(watched)).toMatchObject({ announced: 1, fetched: 1, duplicates: 1, reannounced: 1 })
    expect(node.asked.get(hashOf(1))).toBe(1)
  })

  test('stop waits for bodies on their way, and fails what does not come', async () => {
    const watched = await watchNode({ stopTimeoutMs: 100 })
    node.onHttp = () => true
    node.announce(hashOf(1))
    await until('asked', () => node.batches.length === 1)
    await watched.runtime.stop()
    expect(account(watched)).toMatchObject({ in_flight: 0, dropped: { fetch_failed: 1 } })
  })
})

describe('frames', () => {
  test.each([
    ['of another subscription', pendingFrame(hashOf(1), '0xcc')],
    ['without a hash', pendingFrame('0x1234')],
    ['with an object for a hash', pendingFrame({ hash: hashOf(1) })],
    ['with a head that is none', headFrame({ number: 'ten' })],
    ['that is not JSON', '{"jsonrpc"'],
    ['that is not ASCII', pendingFrame(`0x${'é'.repeat(64)}`)],
    ['that is not text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])('a frame %s is counted and ignored', async (_name, frame) => {
    node.onTransaction = (hash) => bodyOf(hash)
    const watched = await watchNode()
    node.announce(hashOf(1))
    node.send(frame)
    node.announce(hashOf(2))
    const row = await settled(watched, 2)
    expect(row).toMatchObject({ fetched: 2, rejected: { invalid_pending_hash: 1 } })
    expect(node.connections).toBe(1)
  })

  test('a hash that overtakes the acknowledgement of its subscription is not lost', async () => {
    node.onTransaction = (hash) => bodyOf(hash)
    node.onSubscribe = () => {
      node.announce(hashOf(1))
      return undefined
    }
    const watched = await watchNode()
    expect(await settled(watched, 1)).toMatchObject({ fetched: 1, duplicates: 1, rejected: {} })
  })

  test('a frame beyond the size bound ends the connection, and the node is subscribed again', async () => {
    const watched = await watchNode({ maxFrameBytes: 2048 })
    node.send(pendingFrame('x'.repeat(4096)))
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
    expect(node.connections).toBe(2)
  })
})

describe('sight', () => {
  test('a cut socket is a gap from the last frame, and is subscribed again', async () => {
    const watched = await watchNode()
    node.announce(hashOf(1))
    await until('seen', () => watched.events.of('TxSeen').length === 1)
    node.cut()
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
    expect(node.subscriptions).toBe(4)
    const [, gap] = watched.events.of('GapClosed')
    expect(gap?.data.cause).toBe('disconnect')
    expect(gap?.data.from_us).toBe(watched.events.of('TxSeen')[0]?.ingest_ts_unix_us)
  })

  test('an open and quiet subscription is left on a public chain, with a gap from the last hash', async () => {
    const other = await faultyNode()
    const watched = await watch([sourceOf('a', node, other)], { silentChainTimeoutSecs: 0.3 })
    await until('subscribed', () => watched.events.of('GapClosed').length === 1)
    node.announce(hashOf(1))
    await until('on the other', () => other.subscriptions >= 2)
    const [, gap] = watched.events.of('GapOpened')
    expect(gap?.data).toMatchObject({
      cause: 'stall',
      from_us: watched.events.of('TxSeen')[0]?.ingest_ts_unix_us,
    })
    expect(status(watched).rotations).toBeGreaterThanOrEqual(1)
    expect(status(watched).last_error).toContain('no pending transaction')
  })

  test('silence is no alarm on a private chain', async () => {
    const watched = await watchNode(
      { silentChainTimeoutSecs: 0.1, pingIntervalMs: 50 },
      { mempool: 'private' },
    )
    // Longer than the timeout would be, measured by something that has to happen meanwhile.
    const sinceMs = performance.now()
    await until('time passed', () => performance.now() - sinceMs > 500)
    expect(node.connections).toBe(1)
    expect(watched.events.of('GapOpened')).toHaveLength(1)
  })

  test('a half-open socket is noticed by its unanswered ping', async () => {
    const watched = await watchNode({ pingIntervalMs: 100 })
    node.answersPings = false
    await until('gap', () => watched.events.of('GapOpened').length === 2)
    node.answersPings = true
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
    expect(watched.events.of('GapClosed')[1]?.data.cause).toBe('disconnect')
  })

  test.each([
    [
      'refused',
      () => ({ error: { code: -32601, message: 'notifications not supported' } }),
      'notifications not supported',
    ],
    ['not acknowledged', () => null, 'not subscribed within'],
  ])(
    'a subscription that is %s is no sight, and the next endpoint is tried',
    async (_name, onSubscribe, message) => {
      node.onSubscribe = onSubscribe
      const other = await faultyNode()
      const watched = await watch([sourceOf('a', node, other)], { connectTimeoutMs: 200 })
      await until('an error', () => status(watched).last_error?.includes(message) === true)
      expect(watched.events.of('GapClosed')).toHaveLength(0)
      await until('on the other', () => status(watched).state === 'live')
      expect(status(watched).endpoint_index).toBe(1)
    },
  )

  test('an endpoint that turns out to be of another chain is never used again', async () => {
    const wrong = await faultyNode()
    wrong.chainId = 5
    const watched = await watch([sourceOf('a', node, wrong)], { silentChainTimeoutSecs: 0.2 })
    await until('tried the other', () => status(watched).last_error?.includes('chain 5') === true)
    await until('back', () => status(watched).state === 'live')
    expect(status(watched)).toMatchObject({ endpoint_index: 0, rotations: 2 })
    expect(wrong.subscriptions).toBe(0)
  })

  test('a source whose only node changes its chain is down for good, and says why', async () => {
    const watched = await watchNode()
    node.chainId = 5
    node.cut()
    await until('failed', () => status(watched).state === 'failed')
    expect(status(watched).last_error).toContain('answers for chain 5, expected chain 31337')
    expect(node.subscriptions).toBe(2)
  })

  test('an endpoint whose batches keep failing is left although its socket is open', async () => {
    const other = await faultyNode()
    other.onTransaction = (hash) => bodyOf(hash)
    const watched = await watch([sourceOf('a', node, other)], { retryAttempts: 0 })
    await until('subscribed', () => watched.events.of('GapClosed').length === 1)
    node.onHttp = (_requests, response) => {
      response.writeHead(500).end()
      return true
    }
    let n = 0
    await until('on the other', () => {
      node.announce(hashOf(++n))
      return other.subscriptions === 2
    })
    expect(watched.events.of('GapOpened')[1]?.data.cause).toBe('error')
    other.announce(hashOf(n + 1))
    await until('decoded', () => watched.events.of('TxDecoded').length === 1)
    account(watched)
  })

  test('one source that misbehaves does not disturb the other', async () => {
    const other = await faultyNode()
    other.onTransaction = (hash) => bodyOf(hash)
    const watched = await watch([sourceOf('bad', node), sourceOf('good', other)], { retryBackoffMs: 5 })
    await until('both subscribed', () => watched.events.of('GapClosed').length === 2)
    node.onHttp = (_requests, response) => {
      response.destroy()
      return true
    }
    for (let n = 1; n <= 50; n++) {
      node.announce(hashOf(n))
      other.announce(hashOf(n + 100))
    }
    await until('good decoded', () => watched.events.of('TxDecoded', 'good').length === 50)
    await until('settled', () => watched.runtime.accounting().every((row) => row.in_flight === 0))
    const [bad, good] = watched.runtime.accounting()
    expect(bad).toMatchObject({ announced: 50, dropped: { fetch_failed: 50 } })
    expect(good).toMatchObject({ announced: 50, fetched: 50, dropped: {} })
  })

  test('keys in URLs are shown nowhere', async () => {
    const key = 'abcdef0123456789abcdef0123456789'
    const lines: string[] = []
    const write = (message: string, fields?: unknown): void => {
      lines.push(message + JSON.stringify(fields))
    }
    const watched = await watch(
      [
        {
          sourceId: 'a',
          endpoints: [
            { wsUrl: `${node.wsUrl}/v3/${key}`, httpUrl: `${node.httpUrl}/v3/${key}?apikey=${key}` },
          ],
        },
      ],
      { logger: { debug: write, info: write, warn: write, error: write }, retryBackoffMs: 5 },
    )
    await until('subscribed', () => watched.events.of('GapClosed').length === 1)
    node.onTransaction = () => new Error('no')
    node.announce(hashOf(1))
    await settled(watched, 1)
    node.cut()
    await until('gap', () => watched.events.of('GapOpened').length === 2)
    const shown =
      lines.join('\n') + JSON.stringify(watched.runtime.chains()) + JSON.stringify(watched.events.all)
    expect(shown).toContain('/v3/***')
    expect(shown).not.toContain(key)
  })
})
