import type { ScriptedNode } from '@org/scripted-node'
import type { Follower } from './follower.ts'

/** Holds what the node told against what the server told of it. */
export interface IdCheck {
  readonly counts: { checked: number; lostAtKill: number; lost: number }
  /** A few of the lost. */
  readonly examples: string[]
  /** Looks at what was told to a subscriber since the last look and before this moment; forgets what is right. */
  look(beforeUs: number): Promise<void>
  /** What was told between these moments may be lost. */
  excuse(fromUs: number, toUs: number): void
}

export function createIdCheck(node: ScriptedNode, follower: Follower): IdCheck {
  const counts = { checked: 0, lostAtKill: 0, lost: 0 }
  const examples: string[] = []
  const excused: { readonly fromUs: number; readonly toUs: number }[] = []
  let lookedUs = 0
  return {
    counts,
    examples,
    async look(beforeUs) {
      const fromUs = lookedUs
      lookedUs = beforeUs
      for (const { hash, firstSentUs, known } of await node.reports('all')) {
        if (!known || firstSentUs === null || firstSentUs <= fromUs || firstSentUs > beforeUs) continue
        counts.checked += 1
        if (follower.has(hash)) follower.forget(hash)
        else if (excused.some((span) => firstSentUs >= span.fromUs && firstSentUs <= span.toUs)) {
          counts.lostAtKill += 1
        } else {
          counts.lost += 1
          if (examples.length < 5) examples.push(`${hash} told at ${firstSentUs}`)
        }
      }
    },
    excuse(fromUs, toUs) {
      excused.push({ fromUs, toUs })
    },
  }
}
