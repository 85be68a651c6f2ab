import { setImmediate as turn } from 'node:timers/promises'
import { noopLogger } from '@org/events'
import { describe, expect, test, vi } from 'vitest'
import { chainOf, createBlockTree, createTreeNode, hashOf, headOf } from '../../test/block-tree.ts'
import { clock, failure, hashes, trackChain, windowOf } from '../../test/tracked-chain.ts'
import { createAskSources } from './ask-sources.ts'
import { createBlockReader } from './block-reader.ts'
import { createHeadTracker } from './head-tracker.ts'
import type { BlockListener } from './mined-block.ts'
import { createReceiptStatuses } from './receipt-statuses.ts'

describe('one source', () => {
  test('a head is shown once, with the number of its transactions and when it arrived', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null, [hashOf(1), hashOf(2)])
    const watched = trackChain(tree)
    const beforeUs = clock.nowUs()
    watched.show(first)
    watched.show(first)
    const afterUs = clock.nowUs()
    await watched.settled(first)
    expect(watched.blocksSeen).toEqual([
      {
        kind: 'BlockSeen',
        chain_id: 1,
        source_id: 'source-0',
        ingest_ts_unix_us: expect.any(Number),
        tx_hash: '',
        data: { ...headOf(first), tx_count: 2 },
      },
    ])
    const arrivalUs = watched.blocksSeen[0]?.ingest_ts_unix_us ?? 0
    expect(arrivalUs >= beforeUs && arrivalUs <= afterUs).toBe(true)
    expect(watched.told).toEqual(['+0'])
  })

  test('heads in a row are mined in order', async () => {
    const tree = createBlockTree()
    const tip = tree.growBy(20, tree.grow(null))
    const watched = trackChain(tree)
    for (const block of tree.blocks) {
      watched.show(block)
      await turn()
    }
    await watched.settled(tip)
    expect(watched.told).toEqual(tree.blocks.map((_, index) => `+${index}`))
    expect(watched.tracker.counters).toMatchObject({ heads: 21, filledIn: 0, reorgs: 0, missed: 0 })
  })

  test('an old head that comes again changes nothing', async () => {
    const tree = createBlockTree()
    const tip = tree.growBy(5, tree.grow(null))
    const watched = trackChain(tree)
    for (const block of chainOf(tip)) watched.show(block)
    await watched.settled(tip)
    for (const block of chainOf(tip)) watched.tracker.onHead(headOf(block), 0, clock.nowUs())
    await vi.waitFor(() => expect(watched.tracker.counters.heads).toBe(12))
    expect(watched.told).toHaveLength(6)
    expect(watched.tracker.counters).toMatchObject({ reorgs: 0, notFollowed: 0 })
  })

  test('a reorganisation takes blocks off newest first, then the new branch comes, then it is settled', async () => {
    const tree = createBlockTree()
    const common = tree.growBy(2, tree.grow(null)) // 0, 1, 2
    const old = tree.growBy(2, common) // 3, 4
    const watched = trackChain(tree)
    for (const block of chainOf(old)) watched.show(block)
    await watched.settled(old)
    const tip = tree.growBy(3, common) // 5, 6, 7
    watched.show(tip)
    await watched.settled(tip)
    expect(watched.told.slice(5)).toEqual(['-4 by 6', '-3 by 5', '+5', '+6', '+7', 'settled'])
    expect(watched.tracker.counters).toMatchObject({ reorgs: 1, reorgedBlocks: 2, filledIn: 2 })
    expect(watched.blocksSeen).toHaveLength(8)
  })

  test('the source’s own reorganisation is followed also when it is not higher', async () => {
    const tree = createBlockTree()
    const common = tree.grow(null)
    const old = tree.growBy(2, common) // 1, 2
    const watched = trackChain(tree)
    for (const block of chainOf(old)) watched.show(block)
    await watched.settled(old)
    const tip = tree.grow(common) // 3
    watched.show(tip)
    await watched.settled(tip)
    expect(watched.told.slice(3)).toEqual(['-2 by 3', '-1 by 3', '+3', 'settled'])
  })

  test('a block that comes back is not shown again', async () => {
    const tree = createBlockTree()
    const common = tree.grow(null)
    const one = tree.grow(common)
    const other = tree.grow(common)
    const watched = trackChain(tree)
    for (const block of [common, one, other, one]) {
      watched.show(block)
      await watched.settled(block)
    }
    expect(watched.told).toEqual(['+0', '+1', '-1 by 2', '+2', 'settled', '-2 by 1', '+1', 'settled'])
    expect(watched.blocksSeen).toHaveLength(3)
  })

  test('a chain that began again: every block leaves', async () => {
    const tree = createBlockTree()
    const old = tree.growBy(5, tree.grow(null))
    const watched = trackChain(tree)
    for (const block of chainOf(old)) watched.show(block)
    await watched.settled(old)
    const again = tree.grow(tree.grow(null)) // 6, 7
    watched.show(again)
    await watched.settled(again)
    expect(watched.told.slice(6)).toEqual([
      '-5 by 7',
      '-4 by 7',
      '-3 by 7',
      '-2 by 7',
      '-1 by 7',
      '-0 by 6',
      'anew',
      '+6',
      '+7',
      'settled',
    ])
    expect(windowOf(watched)).toEqual(hashes(chainOf(again)))
  })

  test('final blocks leave the window and are never taken back', async () => {
    const tree = createBlockTree()
    const common = tree.growBy(5, tree.grow(null))
    const watched = trackChain(tree)
    for (const block of chainOf(common)) watched.show(block)
    await watched.settled(common)
    watched.tracker.onFinal({ number: 3, hash: headOf(chainOf(common)[3] ?? common).hash })
    await vi.waitFor(() => expect(watched.told.at(-1)).toBe('final 3'))
    expect(windowOf(watched)).toEqual(hashes(chainOf(common).slice(3)))
    watched.tracker.onFinal({ number: 3, hash: null })
    const other = tree.growBy(7, chainOf(common)[2] ?? common)
    watched.show(other)
    await watched.settled(other)
    expect(watched.told.filter((each) => each.startsWith('-'))).toEqual(['-5 by 8', '-4 by 7'])
    expect(watched.told.filter((each) => each.startsWith('final'))).toEqual(['final 3'])
  })

  test('a finalized block that is not of the followed chain settles nothing', async () => {
    const tree = createBlockTree()
    const tip = tree.growBy(3, tree.grow(null))
    const watched = trackChain(tree)
    for (const block of chainOf(tip)) watched.show(block)
    await watched.settled(tip)
    watched.tracker.onFinal({ number: 2, hash: headOf(tip).hash })
    watched.tracker.onFinal({ number: 9, hash: headOf(tip).hash })
    const next = tree.grow(tip)
    watched.show(next)
    await watched.settled(next)
    expect(watched.tracker.final).toBe(-1)
    expect(watched.told.some((each) => each.startsWith('final'))).toBe(false)
  })

  test('the window is bounded', async () => {
    const tree = createBlockTree()
    const tip = tree.growBy(30, tree.grow(null))
    const watched = trackChain(tree, { windowBlocks: 8 })
    for (const block of chainOf(tip)) watched.show(block)
    await watched.settled(tip)
    expect(windowOf(watched)).toEqual(hashes(chainOf(tip).slice(-8)))
  })

  test('a queue that is full keeps the newest heads; the others are found by their hashes', async () => {
    const tree = createBlockTree()
    const tip = tree.growBy(30, tree.grow(null))
    const watched = trackChain(tree, { queueCapacity: 4 })
    const [first, ...others] = chainOf(tip)
    watched.show(first ?? tip)
    await watched.settled(first ?? tip)
    for (const block of others) watched.show(block)
    await watched.settled(tip)
    expect(watched.tracker.overflowed).toBe(26)
    expect(windowOf(watched)).toEqual(hashes(chainOf(tip)))
  })
})

describe('several sources', () => {
  test('the first that shows a head is named; the others’ are known', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null)
    const watched = trackChain(tree, { sources: 2 })
    watched.show(first, 1)
    watched.show(first, 0)
    await watched.settled(first)
    expect(watched.blocksSeen.map((event) => event.source_id)).toEqual(['source-1'])
    expect(watched.tracker.counters).toMatchObject({ heads: 2, notFollowed: 0 })
  })

  test('a source on a fork is followed only when it is higher', async () => {
    const tree = createBlockTree()
    const common = tree.grow(null)
    const main = tree.growBy(3, common)
    const watched = trackChain(tree, { sources: 2 })
    watched.show(main, 0)
    await watched.settled(main)
    const fork = tree.growBy(3, common)
    for (const block of chainOf(fork).slice(1)) watched.show(block, 1)
    await vi.waitFor(() => expect(watched.tracker.counters.notFollowed).toBe(3))
    expect(windowOf(watched).at(-1)).toBe(main.hash)
    const higher = tree.grow(fork)
    watched.show(higher, 1)
    await watched.settled(higher)
    expect(watched.tracker.counters).toMatchObject({ reorgs: 1, filledIn: 0 })
    // Their announcements were remembered: no head of the branch had to be asked for.
    const headsAsked = watched.nodes[1]?.asked.filter(({ params }) => params[1] === false)
    expect(headsAsked).toEqual([])
  })

  test('a source that showed an old head again still stands on the tip', async () => {
    const tree = createBlockTree()
    const common = tree.grow(null)
    const one = tree.grow(common)
    const other = tree.grow(common)
    const watched = trackChain(tree, { sources: 2 })
    for (const [block, source] of [
      [common, 0],
      [one, 0],
      [one, 1],
      [common, 0],
    ] as const) {
      watched.show(block, source)
    }
    await watched.settled(one)
    watched.show(other, 0)
    await watched.settled(other)
  })

  test('when no live source stands on the tip any more, the others are followed', async () => {
    const tree = createBlockTree()
    const common = tree.grow(null)
    const main = tree.growBy(3, common)
    const fork = tree.growBy(2, common)
    const watched = trackChain(tree, { sources: 2 })
    watched.show(common, 0)
    await watched.settled(common)
    watched.show(main, 0)
    await watched.settled(main)
    watched.tracker.onGone(0)
    watched.show(fork, 1)
    await watched.settled(fork)
    expect(windowOf(watched)).toEqual(hashes(chainOf(fork)))
  })

  test('a block that the announcing source does not give is read from another one', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null)
    const second = tree.grow(first, [hashOf(1)])
    const watched = trackChain(tree, { sources: 2 })
    for (const node of watched.nodes) node.tip = second
    const [sick] = watched.nodes
    if (sick !== undefined) sick.fault = () => failure()
    watched.show(first)
    watched.show(second)
    await watched.settled(second)
    await vi.waitFor(() => expect(watched.told).toEqual(['+0', '+1']))
    expect(watched.mined[1]?.transactions).toMatchObject([{ hash: hashOf(1), nonce: 0 }])
  })
})

test('a crash of whoever listens ends the loop, which can be run again', async () => {
  const tree = createBlockTree()
  const tip = tree.growBy(2, tree.grow(null))
  const node = createTreeNode(tree, tip)
  const asking = createAskSources({ ports: [node], timeoutMs: 1000 })
  let crashes = 1
  const mined: number[] = []
  const listener: BlockListener = {
    has: () => false,
    mined({ number }) {
      if (crashes-- > 0) throw new Error('a defect')
      mined.push(number)
    },
    unmined() {},
    beganAnew() {},
    missed() {},
    settleReorg() {},
    finalized() {},
  }
  const receipts = createReceiptStatuses({ asking, has: listener.has, clock, logger: noopLogger })
  const tracker = createHeadTracker({
    chainId: 1,
    sourceIds: ['a'],
    reader: createBlockReader({ asking, receipts, logger: noopLogger }),
    listener,
    emit() {},
    onTip() {},
    windowBlocks: 16,
    maxMissedBlocks: 16,
    queueCapacity: 16,
    linkTimeoutMs: 1000,
    unreadMs: 0,
    retryBaseMs: 1,
    clock,
    random: Math.random,
    logger: noopLogger,
  })
  const { signal } = new AbortController()
  tracker.onHead(headOf(tree.blocks[0] ?? tip), 0, 1)
  await expect(tracker.run(signal)).rejects.toThrow('a defect')
  const aborter = new AbortController()
  const running = tracker.run(aborter.signal)
  tracker.onHead(headOf(tip), 0, 2)
  await vi.waitFor(() => expect(mined).toEqual([1, 2]))
  aborter.abort()
  await running
})
