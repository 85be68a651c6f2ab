import { type Logger, noopLogger } from '@org/events'
import { waitFor } from '@org/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { transactionDrafts } from '../../test/support/events.ts'
import { createMemoryArchive, type MemoryArchive, refusal } from '../../test/support/memory-archive.ts'
import { testMetrics } from '../../test/support/parts.ts'
import {
  LETTERS_DIRECTORY,
  type ShippingNode,
  type ShippingNodeOptions,
  startShippingNode,
} from '../../test/support/shipping-node.ts'
import { StorageError } from '../errors.ts'
import { readWalRange } from '../wal-lines.ts'
import { createShipmentFile } from './shipment-file.ts'

const QUICK = { firstMs: 2, mendMs: 4, lastMs: 10 }
const nodes: ShippingNode[] = []

async function startNode(archive: MemoryArchive, options: ShippingNodeOptions = {}): Promise<ShippingNode> {
  const node = await startShippingNode(archive, { delays: QUICK, ...options })
  nodes.push(node)
  return node
}

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop()
})

const shippedUpTo = (node: ShippingNode, seq: number): Promise<unknown> =>
  waitFor(() => node.wal.lastSeq() >= seq && node.writer.depth() === 0 && node.shipper.lag() === 0, {
    what: `event ${seq} shipped`,
  })

const seqs = (archive: MemoryArchive): number[] => archive.events.map((event) => event.seq)
const upTo = (last: number, ...but: number[]): number[] =>
  Array.from({ length: last }, (_, index) => index + 1).filter((seq) => !but.includes(seq))

function lettersOf({ fs }: ShippingNode): { seq: number; code: string; reason: string; line: string }[] {
  return fs
    .paths()
    .filter((path) => path.startsWith(LETTERS_DIRECTORY))
    .flatMap((path) => fs.read(path)?.toString().split('\n').slice(0, -1) ?? [])
    .map((line) => JSON.parse(line))
}

function recordErrors(): { readonly logger: Logger; readonly errors: string[] } {
  const errors: string[] = []
  return { errors, logger: { ...noopLogger, error: (message) => errors.push(message) } }
}

describe('events that ClickHouse refuses', () => {
  it('become dead letters one by one, and everything around them goes in', async () => {
    const archive = createMemoryArchive()
    const bad = [1, 7, 8, 33, 40]
    archive.refuses = (seq) => bad.includes(seq)
    const counted: number[] = []
    const metrics = { ...testMetrics(), deadLetters: { inc: (amount = 1) => counted.push(amount) } }
    const { errors, logger } = recordErrors()
    const node = await startNode(archive, { flushBatch: 16, metrics, logger })
    node.writer.tryEnqueue(transactionDrafts(1, 25))
    await shippedUpTo(node, 50)
    expect(seqs(archive)).toEqual(upTo(50, ...bad))
    const letters = lettersOf(node)
    expect(letters.map(({ seq }) => seq)).toEqual(bad)
    expect(letters[1]).toMatchObject({ code: 'VIOLATED_CONSTRAINT', reason: 'event 7 does not fit' })
    expect(JSON.parse(letters[1]?.line ?? '')).toMatchObject({ seq: 7, kind: 'TxSeen' })
    expect(counted.reduce((sum, amount) => sum + amount, 0)).toBe(5)
    expect(errors.filter((text) => text.includes('dead-letter'))).not.toEqual([])
    expect(node.shipper.status()).toEqual({
      name: 'clickhouse',
      state: 'up',
      detail: `5 events refused by ClickHouse are in ${LETTERS_DIRECTORY}`,
    })
  })

  it('are followed by whole batches again', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq === 100
    const node = await startNode(archive, { flushBatch: 64, flushIntervalMs: 60_000 })
    node.writer.tryEnqueue(transactionDrafts(1, 500))
    await waitFor(() => archive.events.length >= 900, { what: 'most events' })
    const sizes = archive.tried.map((range) => {
      const [first = 0, last = 0] = range.split('-').map(Number)
      return last - first + 1
    })
    expect(Math.max(...sizes.slice(-3))).toBeGreaterThanOrEqual(64)
    expect(sizes.length).toBeLessThan(30)
  })

  it('wait for a later event that shows whether the fault is theirs', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq === 2
    const node = await startNode(archive, { delays: { ...QUICK, lastMs: 60_000 } })
    node.writer.tryEnqueue(transactionDrafts(1, 1))
    await waitFor(() => node.shipper.status().detail?.startsWith('ClickHouse refused event 2'), {
      what: 'the refusal',
    })
    expect(lettersOf(node)).toEqual([])
    expect(node.shipper.status()).toMatchObject({ state: 'degraded' })
    expect(node.shipper.lag()).toBe(1)
    node.writer.tryEnqueue(transactionDrafts(2, 1))
    await shippedUpTo(node, 4)
    expect(lettersOf(node).map(({ seq }) => seq)).toEqual([2])
    expect(seqs(archive)).toEqual([1, 3, 4])
  })

  it('go in after all when the fault was not theirs', async () => {
    const archive = createMemoryArchive()
    archive.refuses = () => true
    const node = await startNode(archive)
    node.writer.tryEnqueue(transactionDrafts(1, 2))
    await waitFor(() => archive.tried.length > 20, { what: 'attempts' })
    archive.refuses = () => false
    await shippedUpTo(node, 4)
    expect(seqs(archive)).toEqual([1, 2, 3, 4])
    expect(lettersOf(node)).toEqual([])
    expect(node.shipper.status()).toEqual({ name: 'clickhouse', state: 'up', detail: null })
  })

  it('go alone a second time when nobody knows the reason: it may have passed', async () => {
    const archive = createMemoryArchive()
    const known = archive.insert
    let bad = 5
    let failures = 3
    archive.insert = async (shipment) => {
      const { firstSeq, lastSeq } = shipment
      if (firstSeq <= bad && lastSeq >= bad && failures > 0) {
        failures -= 1
        throw refusal(bad, null, 'LOGICAL_ERROR')
      }
      await known(shipment)
    }
    const node = await startNode(archive, { flushBatch: 4 })
    node.writer.tryEnqueue(transactionDrafts(1, 4))
    await shippedUpTo(node, 8)
    expect(failures).toBe(0)
    expect(seqs(archive)).toEqual(upTo(8))
    expect(lettersOf(node)).toEqual([])
    bad = 13
    failures = 1_000
    node.writer.tryEnqueue(transactionDrafts(5, 4))
    await shippedUpTo(node, 16)
    expect(lettersOf(node).map(({ seq, code }) => [seq, code])).toEqual([[13, 'LOGICAL_ERROR']])
    expect(seqs(archive)).toEqual(upTo(16, 13))
  })

  it('are not taken for faulty when everything fails for a while and nobody knows why', async () => {
    const archive = createMemoryArchive()
    const known = archive.insert
    let failures = 0
    archive.insert = async (shipment) => {
      // Long enough that the second event in a row is refused twice, too.
      if (archive.events.length > 0 && failures < 40) {
        failures += 1
        throw refusal(shipment.firstSeq, null, 'LOGICAL_ERROR')
      }
      await known(shipment)
    }
    const node = await startNode(archive)
    node.writer.tryEnqueue(transactionDrafts(1, 1))
    await shippedUpTo(node, 2)
    node.writer.tryEnqueue(transactionDrafts(2, 20))
    await waitFor(() => node.shipper.status().detail?.includes('took none of 2 events'), {
      what: 'the state',
    })
    await shippedUpTo(node, 42)
    expect(seqs(archive)).toEqual(upTo(42))
    expect(lettersOf(node)).toEqual([])
  })

  it('are kept in the log while none of many in a row goes in: then it is about the table, and said once', async () => {
    const archive = createMemoryArchive()
    const { errors, logger } = recordErrors()
    const node = await startNode(archive, { flushBatch: 500, retentionBytes: 0, logger })
    node.writer.tryEnqueue(transactionDrafts(1, 1))
    await shippedUpTo(node, 2)
    archive.refuses = () => true
    for (let round = 0; round < 20; round += 1) {
      node.writer.tryEnqueue(transactionDrafts(2 + round * 10, 10))
      await waitFor(() => node.writer.depth() === 0, { what: 'a commit' })
    }
    await waitFor(() => node.shipper.status().detail?.includes('took none of 64 events'), {
      what: 'the state',
    })
    const before = archive.tried.length
    await waitFor(() => archive.tried.length > before + 100, { what: 'another round' })
    expect(lettersOf(node)).toEqual([])
    expect(errors).toEqual([expect.stringContaining('waits until somebody mends it')])
    expect(node.wal.firstSeq()).toBeLessThanOrEqual(3)
    archive.refuses = () => false
    await shippedUpTo(node, 402)
    expect(seqs(archive)).toEqual(upTo(402))
    expect(lettersOf(node)).toEqual([])
  })

  it('are not sent again after a restart, nor written twice', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq % 5 === 0
    const first = await startNode(archive)
    first.writer.tryEnqueue(transactionDrafts(1, 10))
    await waitFor(() => archive.events.at(-1)?.seq === 19, { what: 'event 19' })
    await first.stop()
    // The last one is undecided.
    expect(lettersOf(first).map(({ seq }) => seq)).toEqual([5, 10, 15])
    archive.tried.length = 0
    const second = await startNode(archive, { fs: first.fs.killed() })
    second.writer.tryEnqueue(transactionDrafts(11, 1))
    await shippedUpTo(second, 22)
    expect(lettersOf(second).map(({ seq }) => seq)).toEqual([5, 10, 15, 20])
    expect(archive.tried).not.toContain('5-5')
    expect(seqs(archive)).toEqual(upTo(22, 5, 10, 15, 20))
  })

  it('are not sent to a ClickHouse that lost everything, either: somebody is to look at them', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq === 6
    const first = await startNode(archive)
    first.writer.tryEnqueue(transactionDrafts(1, 10))
    await shippedUpTo(first, 20)
    await first.stop()
    const empty = createMemoryArchive()
    const second = await startNode(empty, { fs: first.fs.killed(), flushBatch: 100 })
    await shippedUpTo(second, 20)
    expect(seqs(empty)).toEqual(upTo(20, 6))
    expect(empty.tried).toEqual(['1-5', '7-20'])
    expect(lettersOf(second).map(({ seq }) => seq)).toEqual([6])
  })

  it('error: a crash after a later event went in and before the letter was written loses nothing', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq === 2
    const first = await startNode(archive, { delays: { ...QUICK, lastMs: 60_000 } })
    first.writer.tryEnqueue(transactionDrafts(1, 1))
    await waitFor(() => first.shipper.status().detail?.startsWith('ClickHouse refused event 2'), {
      what: 'the refusal',
    })
    // The later events arrive, their answer does not.
    archive.gate = new Promise(() => {})
    first.writer.tryEnqueue(transactionDrafts(2, 1))
    await waitFor(() => archive.tried.at(-1) === '3-3', { what: 'the later event' })
    const after = first.fs.killed()
    archive.gate = null
    const third = await readWalRange(first.wal, 3, 3, Number.POSITIVE_INFINITY)
    if (third !== null) await archive.insert(third)
    const second = await startNode(archive, { fs: after })
    await shippedUpTo(second, 4)
    expect(lettersOf(second).map(({ seq, reason }) => [seq, reason])).toEqual([[2, 'event 2 does not fit']])
    expect(seqs(archive)).toEqual([1, 3, 4])
    expect(archive.repaired.at(-1)).toBe(2)
  })

  it('error: an insert that is still under way when the process dies does not double anything', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq === 2
    const first = await startNode(archive, { delays: { ...QUICK, lastMs: 60_000 } })
    first.writer.tryEnqueue(transactionDrafts(1, 1))
    await waitFor(() => first.shipper.status().detail?.startsWith('ClickHouse refused event 2'), {
      what: 'the refusal',
    })
    const arrive = Promise.withResolvers<void>()
    archive.gate = arrive.promise
    first.writer.tryEnqueue(transactionDrafts(2, 1))
    await waitFor(() => archive.tried.at(-1) === '3-3', { what: 'the later event' })
    const after = first.fs.killed()
    archive.gate = null
    const second = await startNode(archive, { fs: after })
    await waitFor(() => archive.tried.filter((range) => range === '3-3').length === 2, {
      what: 'the same range',
    })
    arrive.resolve()
    second.writer.tryEnqueue(transactionDrafts(3, 5))
    await shippedUpTo(second, 14)
    expect(seqs(archive)).toEqual(upTo(14, 2))
    expect(lettersOf(second).map(({ seq }) => seq)).toEqual([2])
  })

  it('error: while the disk takes no letter nothing is passed over', async () => {
    const archive = createMemoryArchive()
    archive.refuses = (seq) => seq === 3
    const node = await startNode(archive, { flushBatch: 4 })
    node.writer.tryEnqueue(transactionDrafts(1, 1))
    await shippedUpTo(node, 2)
    node.fs.faults.failing = (path) => path.startsWith(LETTERS_DIRECTORY)
    node.writer.tryEnqueue(transactionDrafts(2, 5))
    await waitFor(() => node.shipper.status().detail?.includes('no space left'), { what: 'the full disk' })
    expect(node.shipper.lag()).toBe(10)
    expect(seqs(archive)).toEqual([1, 2, 4])
    node.fs.faults.failing = () => false
    await shippedUpTo(node, 12)
    expect(seqs(archive)).toEqual(upTo(12, 3))
    expect(lettersOf(node).map(({ seq }) => seq)).toEqual([3])
  })
})

describe('a ClickHouse that somebody has to mend', () => {
  it('is tried again until it works, said once for each change, and no event is given up', async () => {
    const archive = createMemoryArchive()
    const { errors, logger } = recordErrors()
    const attempts: number[] = []
    const unusable = (): number => attempts.length
    const plain = testMetrics()
    const clickHouseErrors = {
      ...plain.clickHouseErrors,
      unusable: { inc: (amount = 1) => attempts.push(amount) },
    }
    const node = await startNode(archive, { metrics: { ...plain, clickHouseErrors }, logger })
    archive.failure = new StorageError('CLICKHOUSE_UNUSABLE', 'no such table', { retryable: false })
    node.writer.tryEnqueue(transactionDrafts(1, 3))
    await waitFor(() => unusable() > 5, { what: 'attempts' })
    expect(node.shipper.status()).toMatchObject({
      state: 'degraded',
      detail: 'no such table; 6 events behind',
    })
    archive.failure = new StorageError('CLICKHOUSE_UNUSABLE', 'not allowed', { retryable: false })
    const tried = unusable()
    await waitFor(() => unusable() > tried + 5, { what: 'attempts' })
    archive.failure = null
    await shippedUpTo(node, 6)
    expect(errors).toHaveLength(2)
    expect(seqs(archive)).toEqual(upTo(6))
    expect(lettersOf(node)).toEqual([])
    expect(node.shipper.status()).toEqual({ name: 'clickhouse', state: 'up', detail: null })
  })

  it('is asked to complete its tables from the range that was tried last', async () => {
    const archive = createMemoryArchive()
    const first = await startNode(archive)
    first.writer.tryEnqueue(transactionDrafts(1, 3))
    await shippedUpTo(first, 6)
    expect(archive.repaired).toEqual([])
    await first.stop()
    const fs = first.fs.killed()
    const tried = await createShipmentFile(fs, '/data').load()
    await startNode(archive, { fs })
    await waitFor(() => archive.repaired.length === 1, { what: 'the repair' })
    expect(archive.repaired).toEqual([tried?.firstSeq])
  })
})
