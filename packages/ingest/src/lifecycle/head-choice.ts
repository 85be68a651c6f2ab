import type { BlockSeenData, Hash } from '@org/events'
import type { BlockWindow } from './block-window.ts'

/** Decides which announced heads are followed, from where each source stands. */
export interface HeadChoice {
  /**
   * Hears that a source shows a head, and says whether to follow it. Followed is what extends the tip or is higher;
   * a head that is not higher only when its source stood on our tip (so that source reorganised) or when no source
   * that is live stands there any more. Any other source just lags behind or sits on a fork.
   */
  hear(head: BlockSeenData, source: number): boolean
  onLive(source: number): void
  onGone(source: number): void
}

export function createHeadChoice(sources: number, window: Pick<BlockWindow, 'tip' | 'get'>): HeadChoice {
  /** Newest head of each source. */
  const stands: (Hash | null)[] = Array.from({ length: sources }, () => null)
  const gone: boolean[] = Array.from({ length: sources }, () => false)

  const follows = (head: BlockSeenData, source: number): boolean => {
    const tip = window.tip?.head
    if (tip === undefined || head.parent_hash === tip.hash) return true
    if (window.get(head.hash) !== null) return false
    if (head.number > tip.number || stands[source] === tip.hash) return true
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
