import type { Hash } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import type { Follower, Outcome } from './follower.ts'

/** Holds what the node told against what the server told of it, hash by hash. */
export interface IdCheck {
  /**
   * Looks at what was told to a subscriber since the last look and up to this moment; forgets what is right. The node's
   * pool is rid of that, and of what was announced to nobody then: one that only grows would soon be too large to read.
   */
  look(untilUs: number): Promise<void>
  /** What was told between these moments may be lost. */
  excuseLoss(fromUs: number, toUs: number): void
  /** What was told between these moments may be dropped, if the server says so. */
  excuseDrops(fromUs: number, toUs: number): void
  /** How far what is without an outcome goes back before the last look, seconds; 0 when nothing is. */
  behindS(): number
  /** As of the last look; on a busy machine an outcome may come later, and is then taken off. */
  result(): IdCheckResult
}

export interface IdCheckResult extends Readonly<Record<Outcome, number>> {
  /** The sum of all others, but for `droppedUnexcused`. */
  readonly checked: number
  /** Without an outcome, and excused. */
  readonly lostAtKill: number
  /** Without an outcome. */
  readonly lost: number
  /** Those of `dropped` that nothing excuses. */
  readonly droppedUnexcused: number
  /** A few of the lost. */
  readonly examples: readonly string[]
}

interface Span {
  readonly fromUs: number
  readonly toUs: number
}

const EXAMPLES = 5

export function createIdCheck(
  node: Pick<ScriptedNode, 'reports' | 'drop'>,
  follower: Pick<Follower, 'outcomeOf' | 'forget'>,
): IdCheck {
  /** When each hash without an outcome was told. */
  const missing = new Map<Hash, number>()
  /** When each that was dropped was told. */
  const dropped: number[] = []
  const counts = { decoded: 0, rejected: 0 }
  const losses: Span[] = []
  const drops: Span[] = []
  let checked = 0
  let lookedUs = 0

  const take = (hash: string, sentUs: number): boolean => {
    const outcome = follower.outcomeOf(hash)
    if (outcome === undefined) return false
    if (outcome === 'dropped') dropped.push(sentUs)
    else counts[outcome] += 1
    follower.forget(hash)
    return true
  }
  return {
    async look(untilUs) {
      const fromUs = lookedUs
      // Two looks may be under way: each hash belongs to one.
      lookedUs = Math.max(fromUs, untilUs)
      const isNew = (atUs: number | null): atUs is number => atUs !== null && atUs > fromUs && atUs <= untilUs
      const over: Hash[] = []
      for (const { hash, firstSentUs, lastUnseenUs } of await node.reports('all')) {
        if (isNew(firstSentUs)) {
          checked += 1
          missing.set(hash, firstSentUs)
        } else if (firstSentUs === null && isNew(lastUnseenUs)) over.push(hash)
      }
      for (const [hash, sentUs] of missing) {
        if (!take(hash, sentUs)) continue
        missing.delete(hash)
        over.push(hash)
      }
      await node.drop(over)
    },
    excuseLoss: (fromUs, toUs) => void losses.push({ fromUs, toUs }),
    excuseDrops: (fromUs, toUs) => void drops.push({ fromUs, toUs }),
    behindS() {
      let oldestUs = lookedUs
      for (const sentUs of missing.values()) oldestUs = Math.min(oldestUs, sentUs)
      return Math.round((lookedUs - oldestUs) / 1e5) / 10
    },
    result() {
      const lost = [...missing].filter(([, sentUs]) => !isWithin(losses, sentUs))
      return {
        checked,
        ...counts,
        dropped: dropped.length,
        droppedUnexcused: dropped.filter((sentUs) => !isWithin(drops, sentUs)).length,
        lostAtKill: missing.size - lost.length,
        lost: lost.length,
        examples: lost.slice(0, EXAMPLES).map(([hash, sentUs]) => `${hash} told at ${sentUs}`),
      }
    },
  }
}

function isWithin(spans: readonly Span[], atUs: number): boolean {
  return spans.some(({ fromUs, toUs }) => atUs >= fromUs && atUs < toUs)
}
