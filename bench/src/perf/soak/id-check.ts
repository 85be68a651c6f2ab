import type { ScriptedNode } from '@org/scripted-node'
import type { Follower } from './follower.ts'

/** Holds what the node told against what the server told of it. */
export interface IdCheck {
  /** Looks at what was told to a subscriber since the last look and before this moment; forgets what is right. */
  look(beforeUs: number): Promise<void>
  /** What was told between these moments may be lost. */
  excuse(fromUs: number, toUs: number): void
  /** As of the last look; on a busy machine an outcome may come later, and is then taken off. */
  result(): IdCheckResult
}

export interface IdCheckResult {
  readonly checked: number
  readonly lostAtKill: number
  readonly lost: number
  /** A few of the lost. */
  readonly examples: readonly string[]
}

const EXAMPLES = 5

export function createIdCheck(node: ScriptedNode, follower: Follower): IdCheck {
  /** When each hash without an outcome was told. */
  const missing = new Map<string, number>()
  const excused: { readonly fromUs: number; readonly toUs: number }[] = []
  let checked = 0
  let lookedUs = 0

  const take = (hash: string): boolean => {
    if (!follower.has(hash)) return false
    follower.forget(hash)
    return true
  }
  return {
    async look(beforeUs) {
      const fromUs = lookedUs
      lookedUs = beforeUs
      for (const { hash, firstSentUs, known } of await node.reports('all')) {
        if (!known || firstSentUs === null || firstSentUs <= fromUs || firstSentUs > beforeUs) continue
        checked += 1
        if (!take(hash)) missing.set(hash, firstSentUs)
      }
      for (const hash of missing.keys()) if (take(hash)) missing.delete(hash)
    },
    excuse(fromUs, toUs) {
      excused.push({ fromUs, toUs })
    },
    result() {
      const lost = [...missing].filter(
        ([, sentUs]) => !excused.some(({ fromUs, toUs }) => sentUs >= fromUs && sentUs <= toUs),
      )
      return {
        checked,
        lostAtKill: missing.size - lost.length,
        lost: lost.length,
        examples: lost.slice(0, EXAMPLES).map(([hash, sentUs]) => `${hash} told at ${sentUs}`),
      }
    },
  }
}
