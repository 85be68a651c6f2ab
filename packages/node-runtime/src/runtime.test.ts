import type { ChainStatus, DraftOf, Hash, Searcher, SourceState, WorkerHeartbeat } from '@org/events'
import { describe, expect, test } from 'vitest'
import { NodeRuntimeBuilder } from './builder.ts'
import { createFakeComponent, createFakeSource, createFakeStorage } from './testing/fake-parts.ts'

const hash = `0x${'11'.repeat(32)}` as Hash // test value
const seen: DraftOf<'TxSeen'> = {
  kind: 'TxSeen',
  chain_id: 1,
  source_id: 'a',
  ingest_ts_unix_us: 1,
  tx_hash: hash,
  data: { first: true, reannounced: false, backfill: false },
}

function build(
  journal: string[],
  over: {
    storage?: Parameters<typeof createFakeStorage>[1]
    api?: Parameters<typeof createFakeComponent>[2]
  } = {},
) {
  const storage = createFakeStorage(journal, over.storage)
  const source = createFakeSource(journal)
  const api = createFakeComponent('api', journal, over.api)
  const node = new NodeRuntimeBuilder()
    .withStorage(storage)
    .withSource(source)
    .withApi(() => api)
    .withStopDeadlines({ sourceMs: 1000, storageMs: 1000, apiMs: 50 })
    .build()
  return { node, storage, source, api }
}

describe('order', () => {
  test('building starts nothing', () => {
    const journal: string[] = []
    build(journal)
    expect(journal).toEqual([])
  })

  test('starts consumers before the producer and stops along the way of the data', async () => {
    const journal: string[] = []
    const { node } = build(journal)
    await node.start()
    const waited = node.wait()
    expect(await node.shutdown()).toEqual([])
    expect(await node.shutdown()).toEqual([])
    await waited
    expect(journal).toEqual([
      'storage start',
      'api start',
      'source start',
      'source stop',
      'storage stop',
      'api stop',
    ])
  })

  test('the source knows whether the storage has room', async () => {
    const { node, storage, source } = build([])
    await node.start()
    expect(source.hasRoom()).toBe(true)
    storage.isFull = true
    expect(source.hasRoom()).toBe(false)
    await node.shutdown()
  })

  test('shutdown before start is harmless', async () => {
    const journal: string[] = []
    const { node } = build(journal)
    expect(await node.shutdown()).toEqual([])
    expect(journal).toEqual([])
  })

  test('shutdown during start waits for the part that is starting and stops only what was started', async () => {
    const journal: string[] = []
    const { node } = build(journal)
    const started = node.start()
    await node.shutdown()
    await started
    expect(journal).toEqual(['storage start', 'storage stop'])
  })
})

describe('the heartbeat of the worker', () => {
  test('begins when all parts run, is handed to the API, and ends with the node', async () => {
    let worker: WorkerHeartbeat | undefined
    const node = new NodeRuntimeBuilder()
      .withStorage(createFakeStorage([]))
      .withApi((_, heartbeat) => {
        worker = heartbeat
        return createFakeComponent('api', [])
      })
      .withClock({ nowUs: () => 7, monotonicMs: () => 0 })
      .build()
    expect(worker?.lastUs()).toBeNull()
    await node.start()
    expect(worker?.lastUs()).toBe(7)
    await node.shutdown()
  })

  test('there is none while the storage is down', async () => {
    let worker: WorkerHeartbeat | undefined
    const node = new NodeRuntimeBuilder()
      .withStorage(createFakeStorage([], { status: [{ name: 'wal', state: 'down', detail: 'full' }] }))
      .withApi((_, heartbeat) => {
        worker = heartbeat
        return createFakeComponent('api', [])
      })
      .build()
    await node.start()
    expect(worker?.lastUs()).toBeNull()
    await node.shutdown()
  })
})

describe('failure', () => {
  test('a part that fails to start stops the others and start rejects with its error', async () => {
    const journal: string[] = []
    const failure = new Error('port in use')
    const { node } = build(journal, { api: { failStart: failure } })
    await expect(node.start()).rejects.toBe(failure)
    expect(journal).toEqual(['storage start', 'api start', 'storage stop', 'api stop'])
  })

  test('a part that dies stops the others and wait rejects with its error', async () => {
    const journal: string[] = []
    const { node, storage } = build(journal)
    await node.start()
    const waited = node.wait()
    const failure = new Error('disk full')
    storage.die(failure)
    await expect(waited).rejects.toBe(failure)
    expect(journal.slice(3)).toEqual(['source stop', 'storage stop', 'api stop'])
  })

  test('a part that ends silently while running is a failure too', async () => {
    const { node, api } = build([])
    await node.start()
    const waited = node.wait()
    api.end()
    await expect(waited).rejects.toMatchObject({ code: 'RUNTIME_COMPONENT_ENDED', retryable: true })
  })

  test('a part that misses its stop deadline is named and does not hold up the rest', async () => {
    const journal: string[] = []
    const { node } = build(journal, { api: { hangStop: true } })
    await node.start()
    expect(await node.shutdown()).toEqual(['api'])
  })

  test('a part that never finishes its start does not hold up the shutdown', async () => {
    const journal: string[] = []
    const { node } = build(journal, { api: { hangStart: true } })
    const started = node.start()
    const waited = node.wait()
    await Promise.resolve() // the storage has started, the API hangs
    expect(await node.shutdown()).toEqual(['api'])
    await started
    await waited
    expect(journal).toEqual(['storage start', 'api start', 'storage stop'])
  })

  test('a part that fails to stop is named and does not hold up the rest', async () => {
    const journal: string[] = []
    const { node } = build(journal, { storage: { failStop: new Error('busy') } })
    await node.start()
    expect(await node.shutdown()).toEqual(['storage'])
    expect(journal.at(-1)).toBe('api stop')
  })

  test('error: no storage, and a second start', async () => {
    expect(() => new NodeRuntimeBuilder().build()).toThrowError(
      expect.objectContaining({ code: 'RUNTIME_INCOMPLETE' }),
    )
    const { node } = build([])
    await node.start()
    await expect(node.start()).rejects.toMatchObject({ code: 'RUNTIME_STARTED' })
    await node.shutdown()
  })
})

describe('pipeline', () => {
  test('hands a decoded transaction and what the searcher derives to the sink as one group', async () => {
    const storage = createFakeStorage([])
    const source = createFakeSource([])
    const blocks: number[] = []
    const searcher: Searcher = {
      onTransaction: (transaction, out) =>
        out.push({ ...seen, source_id: `derived from ${transaction.source_id}` }),
      onBlock: (block) => blocks.push(block.data.number),
    }
    const node = new NodeRuntimeBuilder()
      .withStorage(storage)
      .withSource(source)
      .withSearcher(searcher)
      .build()
    await node.start()
    const decoded = { ...seen, kind: 'TxDecoded', data: {} } as unknown as DraftOf<'TxDecoded'> // the fake searcher reads no field
    const block = { ...seen, kind: 'BlockSeen', data: { number: 7 } } as unknown as DraftOf<'BlockSeen'> // as above
    for (const event of [seen, decoded, block]) expect(source.emit(event)).toBe('accepted')
    expect(storage.groups.map((group) => group.map((event) => event.kind))).toEqual([
      ['TxSeen'],
      ['TxDecoded', 'TxSeen'],
      ['BlockSeen'],
    ])
    expect(blocks).toEqual([7])
    await node.shutdown()
  })

  test('tells the source when the sink refuses', async () => {
    const source = createFakeSource([])
    const node = new NodeRuntimeBuilder()
      .withStorage(createFakeStorage([], { answer: 'queue_full' }))
      .withSource(source)
      .build()
    await node.start()
    expect(source.emit(seen)).toBe('queue_full')
    await node.shutdown()
  })
})

describe('status', () => {
  const chain = (chain_key: string, ...states: SourceState[]): ChainStatus => ({
    chain_key,
    chain_id: 1,
    mempool: 'public',
    sources: states.map((state, index) => ({
      source_id: `s${index}`,
      state,
      subscription: state === 'live' ? 'hashes' : null,
      endpoint_index: 0,
      endpoints: [],
      last_pending_unix_us: null,
      silent_for_ms: null,
      last_error: state === 'live' ? null : 'refused',
      rotations: 0,
    })),
  })
  const dependenciesOf = (chains: readonly ChainStatus[]) =>
    new NodeRuntimeBuilder()
      .withStorage(createFakeStorage([]))
      .withSource(createFakeSource([], chains))
      .build()
      .status.dependencies()
      .slice(1)
      .map(({ name, state, detail }) => [name, state, detail])

  test.each([
    ['all live', [chain('a', 'live', 'live')], [['chain:a', 'up', null]]],
    [
      'one of two sources dark',
      [chain('a', 'live', 'stalled')],
      [['chain:a', 'degraded', 's1: stalled (refused)']],
    ],
    [
      'another chain still live',
      [chain('a', 'disconnected'), chain('b', 'live')],
      [
        ['chain:a', 'degraded', 's0: disconnected (refused)'],
        ['chain:b', 'up', null],
      ],
    ],
    ['nothing seen', [chain('a', 'connecting')], [['chain:a', 'down', 's0: connecting (refused)']]],
  ])('%s', (_, chains, expected) => {
    expect(dependenciesOf(chains)).toEqual(expected)
  })
})
