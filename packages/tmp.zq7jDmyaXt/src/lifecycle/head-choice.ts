import type { BlockSeenData, Hash } from '@org/events'
import type { BlockWindow } from './block-window.ts'
import type { ShownHeads } from './shown-heads.ts'

/** Decides which announced heads are followed, from where each source stands. */
export interface HeadChoice {
  /**
   * Hears that a source shows a head, and says whether to follow it. Followed is what extends the tip or is higher;
   * a head that is not higher only when its source stood on our tip (so that source reorganised) or when no source
   * that is live stands there any more. Any other source just lags behind or sits on a fork.
   *
   * A head below the whole window is most often an old block of a node that lags (the window is short where blocks are
   * final at once, or just after the start). It is followed only where the chain began again or was wound back: it is
   * not older than the tip, or stands on a block that was followed without being the one that was followed then.
   */
  hear(head: BlockSeenData, source: number): boolean
  onLive(source: number): void
  onGone(source: number): void
}

export function createHeadChoice(
  sources: number,
  window: Pick<BlockWindow, 'tip' | 'get' | 'blocks'>,
  shown: Pick<ShownHeads, 'get'>,
): HeadChoice {
  /** Newest head of each source. */
  const stands: (Hash | null)[] = Array.from({ length: sources }, () => null)
  const gone: boolean[] = Array.from({ length: sources }, () => false)

  const wasFollowed = (hash: Hash): boolean => shown.get(hash)?.told === true
  const isOld = (head: BlockSeenData, tip: BlockSeenData): boolean => {
    const [oldest] = window.blocks
    if (oldest === undefined || head.number >= oldest.head.number) return false
    return wasFollowed(head.hash) || (head.timestamp < tip.timestamp && !wasFollowed(head.parent_hash))
  }
  const follows = (head: BlockSeenData, source: number): boolean => {
    const tip = window.tip?.head
    if (tip === undefined || head.parent_hash === tip.hash) return true
    if (window.get(head.hash) !== null) return false
    if (head.number > tip.number) return true
    if (isOld(head, tip)) return false
    if (stands[source] === tip.hash) return true
    return !stands.some((hash, other) => hash === tip.hash && gone[other] === false)
  }

  return {
    hear(head, source) {
      const followed = follows(head, source)
      // A block below the tip that comes again is an old frame, not a step back.
      if (window.get(head.hash) === null || window.tip?.head.hash === head.hash) stands[source] = head.hash
      gone[source] = false
      return followed
    },
    onLive(source) {
      gone[source] = false
    },
    onGone(source) {
      gone[source] = true
    },
  }
}
