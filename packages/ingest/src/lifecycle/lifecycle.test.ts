import { setTimeout as delay } from 'node:timers/promises'
import { createSystemClock, type DraftOf, type EventDraft, noopLogger, type TxDecodedData } from '@org/events'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type BlockTree,
  blockOnTheWire,
  createBlockTree,
  createTreeNode,
  hashOf,
  headOf,
  type TreeBlock,
  type TreeNode,
} from '../../test/block-tree.ts'
import { failure } from '../../test/tracked-chain.ts'
import { decodeBlock } from '../decode/decode-block.ts'
import { createLifecycle, type Lifecycle, type LifecycleOptions } from './lifecycle.ts'

interface Watched {
  readonly lifecycle: Lifecycle
  readonly node: TreeNode
  readonly events: readonly EventDraft[]
  kindsOf(hash: string): readonly string[]
}

const clock = createSystemClock()

function watch(
  tree: BlockTree,
  tip: TreeBlock,
  options: { finalityDepth?: number; emit?: LifecycleOptions['emit'] } = {},
): Watched {
  const node = createTreeNode(tree, tip)
  node.fault = (method) => (method === 'eth_getTransactionCount' ? '0x0' : undefined)
  const events: EventDraft[] = []
  const lifecycle = createLifecycle({
    chain: { chainKey: 'dev', chainId: 1, finalityDepth: options.finalityDepth ?? 2 },
    sourceIds: ['a'],
    rpc: [node],
    emit: options.emit ?? ((event) => events.push(event)),
    settings: {
      maxTrackedTransactions: 100,
      pendingTtlSecs: 60,
      senderLimit: 10,
      maxMissedBlocks: 16,
      finalityPollMs: 1,
      headPollMs: 1,
      coverageRecentMs: 1,
      coverageBaselineMs: 1,
      clock,
      logger: noopLogger,
      random: Math.random,
    },
  })
  onTestFinished(() => lifecycle.stop())
  return {
    lifecycle,
    node,
    events,
    kindsOf: (hash) => events.filter((event) => event.tx_hash === hash).map((event) => event.kind),
  }
}

function transaction(hash: string, nonce = 0): DraftOf<'TxDecoded'> {
  const block = decodeBlock(
    blockOnTheWire({ number: 0, hash: hashOf(1), parent: null, transactions: [hash], timestamp: 1 }, true),
  )
  const mined = typeof block === 'string' ? undefined : block.transactions[0]
  if (mined === undefined) throw new Error('no transaction')
  const data: TxDecodedData = {
    tx_type: 0,
    sender: mined.sender ?? fail(),
    nonce,
    to: null,
    value_wei: mined.maxFeeWei ?? fail(),
    gas_limit: 21_000,
    gas_price_wei: mined.maxFeeWei,
    max_fee_per_gas_wei: null,
    max_priority_fee_per_gas_wei: null,
    max_fee_per_blob_gas_wei: null,
    blob_count: 0,
    authorization_count: 0,
    access_list_len: 0,
    input: '0x',
    calldata_len: 0,
    method_selector: null,
    fetch_us: 1,
  }
  return {
    kind: 'TxDecoded',
    chain_id: 1,
    source_id: 'a',
    ingest_ts_unix_us: clock.nowUs(),
    tx_hash: mined.hash,
    data,
  }
}

function fail(): never {
  throw new Error('missing')
}

test('from the body to the final block', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const second = tree.grow(first, [hashOf(1)])
  const { lifecycle, node, kindsOf, events } = watch(tree, first)
  lifecycle.start()
  lifecycle.onLive(0, true)
  lifecycle.onTransaction(transaction(hashOf(1)), 0, null)
  await vi.waitFor(() => expect(kindsOf(hashOf(1))).toEqual(['TxReady']))
  node.tip = second
  lifecycle.onHead(headOf(second), 0, clock.nowUs())
  await vi.waitFor(() => expect(kindsOf(hashOf(1))).toEqual(['TxReady', 'TxConfirmedProvisional']))
  const confirmed = events.find((event) => event.kind === 'TxConfirmedProvisional')
  expect(confirmed?.data).toMatchObject({ block_number: 1, block_hash: second.hash, status: 'success' })
  const tip = tree.growBy(2, second)
  node.tip = tip
  lifecycle.onHead(headOf(tip), 0, clock.nowUs())
  await vi.waitFor(() => expect(kindsOf(hashOf(1)).at(-1)).toBe('TxConfirmedFinal'))
  expect(events.flatMap((event) => (event.kind === 'BlockSeen' ? event.data.number : []))).toEqual([
    0, 1, 2, 3,
  ])
  expect(lifecycle.readings).toMatchObject({
    heads: { heads: 3, filledIn: 1, reorgs: 0, missed: 0 },
    headsQueued: 0,
    headsOverflowed: 0,
    windowBlocks: 3,
    tip: 3,
    crashes: 0,
  })
})

test('a source that is live again is asked for what was missed, and one without announcements is polled', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const { lifecycle, node } = watch(tree, first)
  lifecycle.start()
  lifecycle.onLive(0, true)
  await vi.waitFor(() => expect(lifecycle.readings.tip).toBe(0))
  lifecycle.onGone(0)
  node.tip = tree.growBy(5, first)
  lifecycle.onLive(0, true)
  await vi.waitFor(() => expect(lifecycle.readings.tip).toBe(5))
  expect(lifecycle.readings.heads).toMatchObject({ filledIn: 4, missed: 0 })
  lifecycle.onLive(0, false)
  node.tip = tree.growBy(2, node.tip)
  await vi.waitFor(() => expect(lifecycle.readings.tip).toBe(7))
  node.tip = tree.growBy(2, node.tip)
  await vi.waitFor(() => expect(lifecycle.readings.tip).toBe(9))
})

test('heads and bodies that come before the start are worked off after it', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null, [hashOf(1)])
  const { lifecycle, kindsOf } = watch(tree, first)
  lifecycle.onHead(headOf(first), 0, 1)
  lifecycle.onTransaction(transaction(hashOf(1)), 0, null)
  lifecycle.start()
  lifecycle.start()
  await vi.waitFor(() => expect(kindsOf(hashOf(1))).toContain('TxConfirmedProvisional'))
})

describe('it never throws into whoever hands things over', () => {
  test('a defect in the pool is counted', () => {
    const tree = createBlockTree()
    const { lifecycle } = watch(tree, tree.grow(null), {
      emit() {
        throw new Error('a defect')
      },
    })
    const taken = transaction(hashOf(1))
    const broken = { ...taken, data: null as unknown as TxDecodedData } // what a defect upstream would hand over
    lifecycle.onTransaction(broken, 0, null)
    expect(lifecycle.readings.crashes).toBe(1)
    lifecycle.onTransaction(taken, 0, null)
    expect(lifecycle.readings.pool.tracked).toBe(1)
  })

  test('a loop that crashed is run again', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null)
    let crashes = 1
    const seen: string[] = []
    const { lifecycle, node } = watch(tree, first, {
      emit(event) {
        if (event.kind === 'BlockSeen' && crashes-- > 0) throw new Error('a defect')
        seen.push(event.kind)
      },
    })
    lifecycle.start()
    lifecycle.onHead(headOf(first), 0, 1)
    await vi.waitFor(() => expect(lifecycle.readings.crashes).toBe(1))
    node.tip = tree.grow(first)
    lifecycle.onHead(headOf(node.tip), 0, 2)
    await vi.waitFor(() => expect(lifecycle.readings.tip).toBe(1), { timeout: 5000 })
    expect(seen).toEqual(['BlockSeen'])
  })
})

test('stop ends every question and timer, also one that hangs; it is idempotent', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const { lifecycle, node, events } = watch(tree, first)
  const { promise, resolve } = Promise.withResolvers<void>()
  node.latency = () => promise
  lifecycle.start()
  lifecycle.onLive(0, false)
  lifecycle.onHead(headOf(first), 0, 1)
  lifecycle.onTransaction(transaction(hashOf(1)), 0, null)
  await vi.waitFor(() => expect(node.asked.length).toBeGreaterThan(2))
  const stopped = Promise.all([lifecycle.stop(), lifecycle.stop()])
  resolve()
  await stopped
  const asked = node.asked.length
  lifecycle.start()
  lifecycle.onLive(0, false)
  lifecycle.onHead(headOf(first), 0, 2)
  await delay(20)
  expect(node.asked).toHaveLength(asked)
  expect(events).toEqual([])
})

test('a node that fails in everything holds nobody up, and is asked again', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const { lifecycle, node, events } = watch(tree, first)
  node.fault = failure
  lifecycle.start()
  lifecycle.onLive(0, false)
  lifecycle.onHead(headOf(first), 0, 1)
  await vi.waitFor(() => expect(events).toMatchObject([{ kind: 'BlockSeen', data: { tx_count: null } }]))
  node.fault = () => undefined
  node.tip = tree.grow(first)
  await vi.waitFor(() => expect(lifecycle.readings.tip).toBe(1), { timeout: 5000 })
  expect(lifecycle.readings.crashes).toBe(0)
})
