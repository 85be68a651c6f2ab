import type { BlockSeenData, Clock, EventDraft, Hash, Logger } from '@org/events'
import type { BlockReader } from './block-reader.ts'
import { createBlockWindow, type FollowedBlock } from './block-window.ts'
import { createBranchAdopter, isStillUnread } from './branch-adopter.ts'
import type { FinalBlock } from './finality.ts'
import { findBranch, type LinkedBranch } from './find-branch.ts'
import { createHeadChoice } from './head-choice.ts'
import { createHeadCounters, type HeadCounters } from './head-counters.ts'
import { createHeadIntake } from './head-intake.ts'
import { type AnnouncedHead, createHeadQueue } from './head-queue.ts'
import type { BlockListener } from './mined-block.ts'
import { createShownHeads } from './shown-heads.ts'

export interface HeadTrackerOptions {
  readonly chainId: number
  readonly sourceIds: readonly string[]
  readonly reader: BlockReader
  readonly listener: BlockListener
  /** Never throws. */
  readonly emit: (event: EventDraft, source: number) => void
  /** Told the tip's number whenever the chain changed. */
  readonly onTip: (number: number) => void
  /** Unfinal blocks that are remembered at most. */
  readonly windowBlocks: number
  readonly maxMissedBlocks: number
  /** Heads that may wait for their turn. */
  readonly queueCapacity: number
  /** A head that is not linked to the chain by then is shown all the same, before those between are. */
  readonly linkTimeoutMs: number
  /** Least time for which the body of a block is tried again. */
  readonly unreadMs: number
  /** First wait before the body of a block is read again, doubling, with jitter. */
  readonly retryBaseMs: number
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
}

/**
 * Follows one chain through the heads that all its sources show. Whoever shows a head only queues it: one loop works
 * them off, so that the state changes in one place.
 */
export interface HeadTracker {
  onHead(head: BlockSeenData, source: number, arrivalUs: number): void
  onFinal(block: FinalBlock): void
  onLive(source: number): void
  onGone(source: number): void
  /** The loop: until the signal aborts. After a crash it may be run again. */
  run(signal: AbortSignal): Promise<void>
  /** Blocks of the followed chain that are not final, oldest first. */
  readonly blocks: readonly FollowedBlock[]
  /** Number of the newest final block; -1 before one is known. */
  readonly final: number
  readonly counters: Readonly<HeadCounters>
  /** Heads that wait, and those that gave way to newer ones. */
  readonly queued: number
  readonly overflowed: number
}

/** Heads beside the window whose first showing is remembered. */
const SHOWN_HEADS = 4096

export function createHeadTracker(options: HeadTrackerOptions): HeadTracker {
  const { reader, listener, clock, logger, maxMissedBlocks } = options
  const window = createBlockWindow(options.windowBlocks)
  const queue = createHeadQueue(options.queueCapacity)
  const shown = createShownHeads(SHOWN_HEADS)
  const choice = createHeadChoice(options.sourceIds.length, window, shown)
  const counters = createHeadCounters()
  const intake = createHeadIntake({ queue, window, choice, shown, counters, clock })
  const known = (hash: Hash): BlockSeenData | null => shown.get(hash)?.head ?? null
  let newestFinal: FinalBlock | null = null
  let isLinked = true

  const show = (head: BlockSeenData, source: number, txCount: number | null): void => {
    const first = shown.note(head, source, clock.nowUs())
    if (first.told) return
    first.told = true
    const data = { ...first.head, tx_count: txCount ?? head.tx_count }
    options.emit(
      {
        kind: 'BlockSeen',
        chain_id: options.chainId,
        source_id: options.sourceIds[first.source] ?? '',
        ingest_ts_unix_us: first.arrivalUs,
        tx_hash: '',
        data,
      },
      first.source,
    )
  }

  const adopter = createBranchAdopter({
    window,
    reader,
    listener,
    show,
    waitForNewer: intake.waitForNewer,
    retryBaseMs: options.retryBaseMs,
    unreadMs: options.unreadMs,
    counters,
    clock,
    random: options.random,
    logger,
  })

  /** @returns `null` when a block in between could not be read now */
  const link = async (target: AnnouncedHead, signal: AbortSignal): Promise<LinkedBranch | null> => {
    const { head, source } = target
    const overdue = setTimeout(() => show(head, source, null), options.linkTimeoutMs)
    const branch = await findBranch(head, source, { window, reader, known, maxMissedBlocks }, signal).finally(
      () => clearTimeout(overdue),
    )
    if (signal.aborted) return null
    if (branch.kind === 'linked') return branch
    counters.unlinked++
    const what = { number: head.number, hash: head.hash, missing: branch.missing }
    if (isLinked) logger.warn('a head does not link to the chain yet; tried again with the next', what)
    isLinked = false
    const { tip } = window
    // Beyond what would be filled in anyhow it goes on without a link.
    if (tip === null || head.number - tip.head.number <= maxMissedBlocks) return null
    return { kind: 'linked', ancestor: tip, heads: [head], skipped: head.number - tip.head.number - 1 }
  }

  const follow = async (target: AnnouncedHead, signal: AbortSignal): Promise<void> => {
    const { head, source } = target
    const branch = await link(target, signal)
    if (signal.aborted) return
    if (branch === null) {
      show(head, source, null)
      return
    }
    isLinked = true
    counters.filledIn += branch.heads.filter(({ hash }) => shown.get(hash) === null).length
    counters.missed += branch.skipped
    if (branch.skipped > 0) {
      const { skipped } = branch
      logger.warn('too many heads were missed to fill them all in', { skipped, number: head.number })
      listener.missed()
    }
    await adopter.adopt(branch, source, signal)
    const tip = window.tip?.head.number
    if (tip !== undefined && !signal.aborted) options.onTip(tip)
  }

  const settle = (block: FinalBlock): void => {
    const { tip } = window
    // What the window has not reached yet is asked for again later.
    if (tip === null || block.number <= window.final || block.number > tip.head.number) return
    const here = window.blocks.findLast(({ head }) => head.number === block.number)
    if (here !== undefined && block.hash !== null && block.hash !== here.head.hash) {
      logger.warn('the finalized block is not of the followed chain', {
        number: block.number,
        finalized: block.hash,
        followed: here.head.hash,
      })
      return
    }
    const unread = window.settle(block.number).filter(isStillUnread).length
    counters.unread += unread
    if (unread > 0) listener.missed()
    listener.finalized(block.number)
  }

  return {
    onHead(head, source, arrivalUs) {
      queue.push({ head, source, arrivalUs })
    },
    onFinal(block) {
      newestFinal = block
      queue.wake()
    },
    onLive: (source) => choice.onLive(source),
    onGone: (source) => choice.onGone(source),
    async run(signal) {
      while (!signal.aborted) {
        const final: FinalBlock | null = newestFinal
        newestFinal = null
        if (final !== null) settle(final)
        const target = intake.next()
        if (target !== null) await follow(target, signal)
        else if (newestFinal === null) await queue.wait(signal)
      }
    },
    blocks: window.blocks,
    get final(): number {
      return window.final
    },
    counters,
    get queued(): number {
      return queue.size
    },
    get overflowed(): number {
      return queue.overflowed
    },
  }
}
