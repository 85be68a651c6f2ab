import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@org/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { transactionDrafts } from '../../test/support/events.ts'
import { createMemoryArchive, type MemoryArchive } from '../../test/support/memory-archive.ts'
import { testMetrics } from '../../test/support/parts.ts'
import {
  type ShippingNode,
  type ShippingNodeOptions,
  startShippingNode,
} from '../../test/support/shipping-node.ts'
import { StorageError } from '../errors.ts'
import { createShipmentFile, type ShipmentFile } from './shipment-file.ts'

const away = (): Error => new StorageError('CLICKHOUSE_UNREACHABLE', 'planted', { retryable: true })
const nodes: ShippingNode[] = []

async function startNode(archive: MemoryArchive, options: ShippingNodeOptions = {}): Promise<ShippingNode> {
  const node = await startShippingNode(archive, options)
  nodes.push(node)
  return node
}

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop()
})

const shippedUpTo = (archive: MemoryArchive, seq: number): Promise<unknown> =>
  waitFor(() => archive.events.at(-1)?.seq === seq, { what: `event ${seq} in the archive` })

function expectExactlyOnce(archive: MemoryArchive, last: number): void {
  expect(archive.events.map((event) => event.seq)).toEqual(
    Array.from({ length: last }, (_, index) => index + 1),
  )
}

describe('createShipper', () => {
  it('ships every event once, in order, and lags no more', async () => {
    const archive = createMemoryArchive()
    const { writer, shipper, oldest } = await startNode(archive)
    for (let round = 0; round < 20; round += 1) {
      writer.tryEnqueue(transactionDrafts(round * 3, 3))
      await Promise.resolve()
    }
    await shippedUpTo(archive, 120)
    expectExactlyOnce(archive, 120)
    await waitFor(() => shipper.lag() === 0, { what: 'no lag' })
    expect(shipper.status()).toEqual({ name: 'clickhouse', state: 'up', detail: null })
    expect(oldest.at(-1)).toBe(1)
  })

  it('waits for the age of a batch when it is not full', async () => {
    const archive = createMemoryArchive()
    const { writer } = await startNode(archive, { flushBatch: 1_000, flushIntervalMs: 30 })
    writer.tryEnqueue(transactionDrafts(1, 1))
    await shippedUpTo(archive, 2)
    expect(archive.tried).toEqual(['1-2'])
  })

  it('gives a slow ClickHouse fewer and larger batches', async () => {
    const archive = createMemoryArchive()
    const { insert } = archive
    archive.insert = async (shipment) => {
      await sleep(60)
      await insert(shipment)
    }
    const { writer } = await startNode(archive, { flushBatch: 1_000, flushIntervalMs: 5 })
    for (let number = 1; number <= 100; number += 1) {
      writer.tryEnqueue(transactionDrafts(number, 1))
      await sleep(10)
    }
    await shippedUpTo(archive, 200)
    expectExactlyOnce(archive, 200)
    // One after the other would be about sixteen.
    expect(archive.tried.length).toBeLessThanOrEqual(8)
  })

  it('behavior: what came before a start is read from the log, in bounded batches', async () => {
    const archive = createMemoryArchive()
    const { fs, writer } = await startNode(archive, { flushIntervalMs: 60_000, flushBatch: 1_000 })
    writer.tryEnqueue(transactionDrafts(1, 30))
    await writer.stop()
    expect(archive.events).toEqual([])
    await startNode(archive, { fs: fs.killed(), flushBatch: 25 })
    await shippedUpTo(archive, 60)
    expectExactlyOnce(archive, 60)
    expect(archive.tried).toEqual(['1-25', '26-50', '51-60'])
  })

  it('behavior: while ClickHouse is away memory stays bounded and nothing is lost or doubled', async () => {
    const archive = createMemoryArchive()
    archive.failure = away()
    const { writer, shipper } = await startNode(archive)
    // Far more than the window of 20 events holds.
    for (let round = 0; round < 40; round += 1) {
      writer.tryEnqueue(transactionDrafts(round * 2, 2))
      await waitFor(() => writer.depth() === 0, { what: 'a commit' })
    }
    expect(shipper.status()).toMatchObject({ state: 'degraded', detail: 'planted; 160 events behind' })
    archive.failure = null
    await shippedUpTo(archive, 160)
    expectExactlyOnce(archive, 160)
  })

  it('measures each successful insert alone, without the waiting between attempts', async () => {
    const archive = createMemoryArchive()
    const seconds: number[] = []
    const metrics = { ...testMetrics(), insertSeconds: { observe: (value: number) => seconds.push(value) } }
    const { writer } = await startNode(archive, { metrics })
    writer.tryEnqueue(transactionDrafts(1, 2))
    await shippedUpTo(archive, 4)
    archive.failure = away()
    writer.tryEnqueue(transactionDrafts(3, 2))
    // 125 and 250 ms lie between these.
    await waitFor(() => archive.tried.length === 4, { what: 'the third attempt' })
    archive.failure = null
    await shippedUpTo(archive, 8)
    expect(seconds).toHaveLength(2)
    expect(Math.max(...seconds)).toBeLessThan(0.37)
  })

  it('behavior: a retry sends the same range, also after a crash', async () => {
    const archive = createMemoryArchive()
    const { fs, writer } = await startNode(archive)
    writer.tryEnqueue(transactionDrafts(1, 2))
    await shippedUpTo(archive, 4)
    // The insert arrives, its answer does not, and the process dies while it waits to try again.
    archive.gate = new Promise(() => {})
    writer.tryEnqueue(transactionDrafts(3, 2))
    await waitFor(() => archive.tried.length === 2, { what: 'the second insert' })
    writer.tryEnqueue(transactionDrafts(5, 50))
    await waitFor(() => writer.depth() === 0, { what: 'the commit' })

    archive.gate = null
    await startNode(archive, { fs: fs.killed() })
    await shippedUpTo(archive, 108)
    expect(archive.tried.slice(0, 3)).toEqual(['1-4', '5-8', '5-8'])
    expectExactlyOnce(archive, 108)
  })

  it('behavior: a range of which ClickHouse holds a part goes again as it was', async () => {
    const archive = createMemoryArchive()
    const { fs, writer } = await startNode(archive, { flushBatch: 1_000, flushIntervalMs: 60_000 })
    writer.tryEnqueue(transactionDrafts(1, 20))
    await writer.stop()
    const after = fs.killed()
    await createShipmentFile(after, '/data').save({ firstSeq: 1, lastSeq: 33, refused: [] })
    await startNode(archive, { fs: after })
    await shippedUpTo(archive, 40)
    expect(archive.tried[0]).toBe('1-33')
    expectExactlyOnce(archive, 40)
  })

  it('behavior: numbers that nobody holds any more are passed over, before and after new events come', async () => {
    const archive = createMemoryArchive()
    const first = await startNode(archive, { flushIntervalMs: 60_000 })
    first.writer.tryEnqueue(transactionDrafts(1, 3))
    await first.writer.stop()

    const { writer, shipper } = await startNode(archive, { fs: first.fs.killed(), lastSeq: 40 })
    await waitFor(() => shipper.lag() === 0, { what: 'no lag' })
    expect(shipper.status()).toEqual({ name: 'clickhouse', state: 'up', detail: null })
    writer.tryEnqueue(transactionDrafts(4, 1))
    await shippedUpTo(archive, 42)
    expect(archive.events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 41, 42])
  })

  it('error: a disk that is full for a while does not stop shipping for good', async () => {
    const archive = createMemoryArchive()
    let failures = 2
    const wrapFile = (file: ShipmentFile): ShipmentFile => ({
      load: file.load,
      async save(range) {
        failures -= 1
        if (failures >= 0) throw new StorageError('DISK_FULL', 'planted', { retryable: true })
        await file.save(range)
      },
    })
    const { writer, shipper } = await startNode(archive, { wrapFile })
    writer.tryEnqueue(transactionDrafts(1, 2))
    await waitFor(() => shipper.status().detail?.includes('planted'), { what: 'the failure' })
    await shippedUpTo(archive, 4)
    expectExactlyOnce(archive, 4)
  })

  it('error: a permanent failure stops shipping and nothing else, and keeps the log', async () => {
    const archive = createMemoryArchive()
    const { writer, shipper, wal } = await startNode(archive, { retentionBytes: 0 })
    writer.tryEnqueue(transactionDrafts(1, 5))
    await shippedUpTo(archive, 10)
    archive.failure = new StorageError('CLICKHOUSE_CLOSED', 'planted', { retryable: false })
    for (let round = 0; round < 20; round += 1) {
      writer.tryEnqueue(transactionDrafts(10 + round * 5, 5))
      await waitFor(() => writer.depth() === 0, { what: 'a commit' })
    }
    await waitFor(() => shipper.status().detail?.startsWith('shipping stopped: planted'), {
      what: 'the state',
    })
    expect(shipper.status().state).toBe('degraded')
    expect(wal.lastSeq()).toBe(210)
    expect(wal.firstSeq()).toBeLessThanOrEqual((archive.events.at(-1)?.seq ?? 0) + 1)
  })

  it('deletes log segments only when they are shipped', async () => {
    const archive = createMemoryArchive()
    const { writer, wal } = await startNode(archive, { retentionBytes: 0 })
    for (let round = 0; round < 30; round += 1) {
      writer.tryEnqueue(transactionDrafts(round * 5, 5))
      await waitFor(() => writer.depth() === 0, { what: 'a commit' })
    }
    await shippedUpTo(archive, 300)
    await waitFor(() => wal.segmentCount() === 1, { what: 'old segments deleted' })
    expectExactlyOnce(archive, 300)
  })

  it('error: refuses to mix with events that another run stored under the same numbers', async () => {
    const archive = createMemoryArchive()
    const first = await startNode(archive)
    first.writer.tryEnqueue(transactionDrafts(1, 5))
    await shippedUpTo(archive, 10)
    const second = await startNode(archive)
    await waitFor(() => second.shipper.status().detail?.includes('this run numbers from 1'), {
      what: 'the refusal',
    })
    second.writer.tryEnqueue(transactionDrafts(1, 50))
    await second.writer.stop()
    expectExactlyOnce(archive, 10)
  })

  it('hands over what is there on stop without waiting for the age of the batch', async () => {
    const archive = createMemoryArchive()
    const node = await startNode(archive, { flushBatch: 1_000, flushIntervalMs: 600_000 })
    node.writer.tryEnqueue(transactionDrafts(1, 7))
    await node.stop()
    expectExactlyOnce(archive, 14)
  })

  it('gives up after the time on stop, and touches nothing when the insert ends later', async () => {
    const archive = createMemoryArchive()
    const node = await startNode(archive, { retentionBytes: 0 })
    const answer = Promise.withResolvers<void>()
    archive.gate = answer.promise
    node.writer.tryEnqueue(transactionDrafts(1, 1))
    await waitFor(() => archive.tried.length === 1, { what: 'the insert' })
    await node.writer.stop()
    await node.shipper.stop(20)
    answer.resolve()
    await waitFor(() => archive.events.length === 2, { what: 'the end of the insert' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(node.shipper.lag()).toBe(2)
  })
})
