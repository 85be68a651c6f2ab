import type { Clock, Hash } from '@org/events'
import type { BlockWindow } from './block-window.ts'
import type { HeadChoice } from './head-choice.ts'
import type { HeadCounters } from './head-counters.ts'
import type { AnnouncedHead, HeadQueue } from './head-queue.ts'
import type { ShownHeads } from './shown-heads.ts'

export interface HeadIntakeOptions {
  readonly queue: HeadQueue
  readonly window: Pick<BlockWindow, 'get'>
  readonly choice: Pick<HeadChoice, 'hear'>
  readonly shown: ShownHeads
  readonly counters: HeadCounters
  readonly clock: Clock
}

/** Hears of the heads in the queue, one by one, and picks those to follow. */
export interface HeadIntake {
  /** The next head to follow, with those that build on it already: a backlog is worked off as one branch. */
  next(): AnnouncedHead | null
  /**
   * Waits this long, or until a head waits that is neither in the window nor among those that are on their way there.
   * @returns whether one does, or the signal aborted
   */
  waitForNewer(onTheirWay: ReadonlySet<Hash>, ms: number, signal: AbortSignal): Promise<boolean>
}

export function createHeadIntake(options: HeadIntakeOptions): HeadIntake {
  const { queue, window, choice, shown, counters, clock } = options

  /** Hears of the head that is first in the queue. @returns whether to follow it, as the chain stands */
  const hear = ({ head, source, arrivalUs }: AnnouncedHead): boolean => {
    queue.shift()
    counters.heads++
    shown.note(head, source, arrivalUs)
    return choice.hear(head, source)
  }
  const newerWaits = (onTheirWay: ReadonlySet<Hash>): boolean => {
    for (let next = queue.peek(); next !== null; next = queue.peek()) {
      const { hash } = next.head
      if (window.get(hash) === null && !onTheirWay.has(hash)) return true
      hear(next)
    }
    return false
  }

  return {
    next() {
      let target: AnnouncedHead | null = null
      for (let next = queue.peek(); next !== null; next = queue.peek()) {
        const { hash, parent_hash } = next.head
        const isKnown = window.get(hash) !== null
        if (target === null) {
          if (hear(next)) target = next
          else if (!isKnown) counters.notFollowed++
        } else {
          const extendsTarget: boolean = parent_hash === target.head.hash
          if (!extendsTarget && !isKnown && hash !== target.head.hash) break
          hear(next)
          if (extendsTarget) target = next
        }
      }
      return target
    },
    async waitForNewer(onTheirWay, ms, signal) {
      const endMs = clock.monotonicMs() + ms
      while (!newerWaits(onTheirWay) && !signal.aborted) {
        const leftMs = endMs - clock.monotonicMs()
        if (leftMs <= 0) return false
        await queue.wait(signal, leftMs)
      }
      return true
    },
  }
}
