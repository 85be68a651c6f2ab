import type { BlockSeenData, Clock, Hash, Logger } from '@org/events'
import { backoffMs } from '../transport/backoff.ts'
import type { BlockReader } from './block-reader.ts'
import { type BlockWindow, createFollowedBlock, type FollowedBlock } from './block-window.ts'
import type { LinkedBranch } from './find-branch.ts'
import type { HeadCounters } from './head-counters.ts'
import type { HeadIntake } from './head-intake.ts'
import type { BlockListener } from './mined-block.ts'

export interface BranchAdopterOptions {
  readonly window: BlockWindow
  readonly reader: Pick<BlockReader, 'readBody' | 'readStatuses'>
  readonly listener: BlockListener
  /** Tells of a block, if nobody did yet. @param txCount `null` when its body is not read */
  readonly show: (head: BlockSeenData, source: number, txCount: number | null) => void
  readonly waitForNewer: HeadIntake['waitForNewer']
  /** First wait before a body is read again, doubling, with jitter. */
  readonly retryBaseMs: number
  /** Least time for which a body is tried with the following heads: on a fast chain many come in it. */
  readonly unreadMs: number
  readonly counters: HeadCounters
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
}

/** Brings the window and its listener onto a branch. */
export interface BranchAdopter {
  /** @param source the one whose head led to the branch */
  adopt(branch: LinkedBranch, source: number, signal: AbortSignal): Promise<void>
}

/** Blocks whose bodies are read at once. */
const BLOCKS_AT_ONCE = 8
/** Further attempts to read a body before its block goes without; a newer head ends them. */
const RETRIES = 2
const RETRY_MAX_MS = 1000
/** Following heads with which an unread block is tried again at least. */
const MIN_ROUNDS = 3

export function createBranchAdopter(options: BranchAdopterOptions): BranchAdopter {
  const { window, reader, listener, counters, clock, logger } = options
  const retry = { baseMs: options.retryBaseMs, maxMs: RETRY_MAX_MS, random: options.random }

  /** Reads bodies and statuses as far as it goes, and shows the blocks meanwhile, in chain order. */
  const read = async (
    holes: readonly FollowedBlock[],
    group: readonly FollowedBlock[],
    signal: AbortSignal,
  ): Promise<void> => {
    await Promise.all([...holes, ...group].map((block) => reader.readBody(block, signal)))
    if (signal.aborted) return
    for (const block of group) {
      options.show(block.head, block.source, block.body?.transactions.length ?? null)
    }
    const onTheirWay = new Set(group.map(({ head }) => head.hash))
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      const unread = group.filter((block) => block.body === null)
      if (unread.length === 0) break
      if (await options.waitForNewer(onTheirWay, backoffMs(attempt, retry), signal)) break
      await Promise.all(unread.map((block) => reader.readBody(block, signal)))
    }
    await Promise.all([...holes, ...group].map((block) => reader.readStatuses(block, signal)))
  }

  /** Takes the blocks above the ancestor off, newest first. */
  const leave = (ancestor: FollowedBlock | null, branch: readonly BlockSeenData[]): void => {
    const head = branch.at(-1)
    const from = window.tip
    if (head === undefined || from === ancestor) return
    const final = window.final
    const byNumber = new Map<number, Hash>(branch.map(({ number, hash }) => [number, hash]))
    let depth = 0
    while (window.tip !== null && window.tip !== ancestor) {
      const left = window.pop()
      if (left === null) break
      depth++
      if (left.told && left.head.number > final) {
        listener.unmined(left.head, byNumber.get(left.head.number) ?? head.hash)
      }
    }
    if (depth === 0) return
    if (ancestor === null) listener.beganAnew()
    counters.reorgs++
    counters.reorgedBlocks += depth
    const text = ancestor === null ? 'no block of the chain is left: it began again' : 'the chain reorganised'
    logger.info(text, { depth, from: from?.head.hash, to: head.hash, number: head.number })
  }

  const tell = (block: FollowedBlock): void => {
    const { body } = block
    if (body === null || block.told) return
    block.told = true
    block.body = null
    listener.mined(body)
  }

  /** Blocks of the window up to the ancestor that are still worth trying. */
  const holesUpTo = (ancestor: FollowedBlock | null): readonly FollowedBlock[] => {
    if (ancestor === null) return []
    const stays = ({ head }: FollowedBlock): boolean => head.number <= ancestor.head.number
    return window.blocks.filter((block) => isStillUnread(block) && stays(block)).slice(0, BLOCKS_AT_ONCE)
  }
  const settleHole = (hole: FollowedBlock): void => {
    tell(hole)
    hole.rounds++
    if (hole.told || hole.rounds < MIN_ROUNDS) return
    if (clock.monotonicMs() - hole.sinceMs < options.unreadMs) return
    hole.givenUp = true
    counters.unread++
    listener.missed()
    logger.warn('a block could not be read: which transactions it holds is unknown', {
      number: hole.head.number,
      hash: hole.head.hash,
      attempts: hole.attempts,
    })
  }

  return {
    async adopt(branch, source, signal) {
      const { ancestor } = branch
      const nowMs = clock.monotonicMs()
      const blocks = branch.heads.map((head) => createFollowedBlock(head, source, nowMs))
      const holes = holesUpTo(ancestor)
      let reorganised = false
      try {
        for (let first = 0; first < blocks.length; first += BLOCKS_AT_ONCE) {
          const group = blocks.slice(first, first + BLOCKS_AT_ONCE)
          await read(first === 0 ? holes : [], group, signal)
          if (signal.aborted) return
          // From here to the end of the group nothing waits: window and listener change together.
          if (first === 0) {
            reorganised = window.tip !== ancestor
            leave(ancestor, branch.heads)
            for (const hole of holes) settleHole(hole)
          }
          for (const block of group) {
            window.push(block)
            tell(block)
          }
        }
      } finally {
        if (reorganised) listener.settleReorg()
      }
    },
  }
}

/** A block whose transactions are not read, and which has not been given up. */
export function isStillUnread(block: FollowedBlock): boolean {
  return !block.told && !block.givenUp
}
