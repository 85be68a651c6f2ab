import { createSystemClock, type DraftOf, type Hash, noopLogger } from '@org/events'
import { expect, onTestFinished, vi } from 'vitest'
import { createAskSources } from '../src/lifecycle/ask-sources.ts'
import { createBlockReader } from '../src/lifecycle/block-reader.ts'
import {
  createHeadTracker,
  type HeadTracker,
  type HeadTrackerOptions,
} from '../src/lifecycle/head-tracker.ts'
import type { BlockListener, MinedBlock } from '../src/lifecycle/mined-block.ts'
import { createReceiptStatuses } from '../src/lifecycle/receipt-statuses.ts'
import { RpcFailure } from '../src/rpc/rpc-failure.ts'
import { type BlockTree, createTreeNode, headOf, type TreeBlock, type TreeNode } from './block-tree.ts'

/** A head tracker over simulated nodes, and what it told. */
export interface TrackedChain {
  readonly tracker: HeadTracker
  readonly nodes: readonly TreeNode[]
  /** What the listener was told, in words. */
  readonly told: readonly string[]
  readonly mined: readonly MinedBlock[]
  readonly blocksSeen: readonly DraftOf<'BlockSeen'>[]
  readonly tips: readonly number[]
  /** The node of the source has this tip now, and announces it. */
  show(block: TreeBlock, source?: number): void
  /** Waits until the tip is this block and nothing waits. */
  settled(tip: TreeBlock): Promise<void>
}

export const clock = createSystemClock()

/** A tracker that runs until the test ends. @param options `tracked`: the transactions somebody is interested in */
export function trackChain(
  tree: BlockTree,
  options: Partial<HeadTrackerOptions> & {
    sources?: number
    tracked?: readonly string[]
    timeoutMs?: number
  } = {},
): TrackedChain {
  const { sources = 1, tracked = [], timeoutMs = 1000, ...rest } = options
  const nodes = Array.from({ length: sources }, () => createTreeNode(tree, null))
  const asking = createAskSources({ ports: nodes, timeoutMs })
  const told: string[] = []
  const mined: MinedBlock[] = []
  const blocksSeen: DraftOf<'BlockSeen'>[] = []
  const tips: number[] = []
  const nameOf = (hash: Hash): string => String(tree.blocks.findIndex((block) => block.hash === hash))
  const listener: BlockListener = {
    has: (hash) => tracked.includes(hash),
    mined(block) {
      mined.push(block)
      told.push(`+${nameOf(block.hash)}`)
    },
    unmined: (block, replacedBy) => told.push(`-${nameOf(block.hash)} by ${nameOf(replacedBy)}`),
    beganAnew: () => told.push('anew'),
    missed: () => told.push('missed'),
    settleReorg: () => told.push('settled'),
    finalized: (number) => told.push(`final ${number}`),
  }
  const receipts = createReceiptStatuses({ asking, has: listener.has, clock, logger: noopLogger })
  const tracker = createHeadTracker({
    chainId: 1,
    sourceIds: nodes.map((_, index) => `source-${index}`),
    reader: createBlockReader({ asking, receipts, logger: noopLogger }),
    listener,
    emit(event, source) {
      if (event.kind !== 'BlockSeen') throw new Error(event.kind)
      expect(event.source_id).toBe(`source-${source}`)
      blocksSeen.push(event)
    },
    onTip: (number) => tips.push(number),
    windowBlocks: 1024,
    maxMissedBlocks: 256,
    queueCapacity: 256,
    linkTimeoutMs: 3000,
    unreadMs: 0,
    retryBaseMs: 1,
    clock,
    random: Math.random,
    logger: noopLogger,
    ...rest,
  })
  const aborter = new AbortController()
  const running = tracker.run(aborter.signal)
  onTestFinished(async () => {
    aborter.abort()
    await running
  })
  return {
    tracker,
    nodes,
    told,
    mined,
    blocksSeen,
    tips,
    show(block, source = 0) {
      const node = nodes[source]
      if (node !== undefined) node.tip = block
      tracker.onHead(headOf(block), source, clock.nowUs())
    },
    settled: (tip) =>
      vi.waitFor(
        () => {
          expect(tracker.queued).toBe(0)
          expect(tips.length > 0 && tracker.blocks.at(-1)?.head.hash).toBe(tip.hash)
          expect(tips.at(-1)).toBe(tip.number)
        },
        { timeout: 10_000, interval: 1 },
      ),
  }
}

/** Hashes of the window, oldest first. */
export const windowOf = ({ tracker }: TrackedChain): readonly string[] =>
  tracker.blocks.map(({ head }) => head.hash)
export const hashes = (blocks: readonly TreeBlock[]): readonly string[] => blocks.map(({ hash }) => hash)

/** What a port throws when the node fails. */
export function failure(): RpcFailure {
  return new RpcFailure('status', 'request to the node: HTTP status 500')
}
