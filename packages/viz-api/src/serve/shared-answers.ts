import type { Answer, DocumentAnswer } from '../http/answer.ts'
import { type Body, createBody } from '../http/body.ts'

/** What an answer depends on beside its parameters: equal versions mean equal answers. */
export type Version = string | number

/** An answer that is asked for. */
interface SharedRequest {
  /** Route and parameters as they were sent. */
  readonly key: string
  readonly version: Version
  /** An answer of another version may be given while it is not older, in milliseconds. */
  readonly ageMs: number
  readonly make: () => Answer | Promise<Answer>
}

/**
 * Answers that all who ask the same share while they hold: made once, encoded once. Of each key only the newest; the
 * ones that were not asked for longest leave when there are too many, or their bytes too much.
 */
export interface SharedAnswers {
  get(request: SharedRequest): Answer | Promise<Answer>
  /** Bytes held. */
  bytes(): number
}

interface Held {
  readonly version: Version
  readonly madeMs: number
  answer: Answer | Promise<Answer>
  bytes: number
}

/** What tells of the present, as rates and silence, goes on without a new version: so long it holds, in milliseconds. */
const SAME_VERSION_MS = 1_000
/** Keys may be anything that a client sends and that is valid. */
const MAX_KEYS = 256

export function createSharedAnswers(maxBytes: number, monotonicMs: () => number): SharedAnswers {
  // In order of use: whoever is asked for moves to the end.
  const held = new Map<string, Held>()
  let bytes = 0

  function drop(key: string, entry: Held): void {
    if (held.get(key) !== entry) return
    held.delete(key)
    bytes -= entry.bytes
  }

  function dropOldest(): void {
    for (const [key, entry] of held) {
      if (held.size <= MAX_KEYS && bytes <= maxBytes) return
      drop(key, entry)
    }
  }

  /** The same answer with a body that is encoded when it is first sent. */
  function sharing(key: string, entry: Held, answer: DocumentAnswer): DocumentAnswer {
    let made: Body | null = null
    const body = (): Body => {
      if (made !== null) return made
      const text = answer.body()
      made = typeof text === 'string' ? createBody(text) : text
      if (held.get(key) === entry) {
        entry.bytes = made.bytes.length
        bytes += entry.bytes
        dropOldest()
      }
      return made
    }
    return { ...answer, body }
  }

  function settle(key: string, entry: Held, answer: Answer): Answer {
    // Problems are made for the one who asked.
    if (answer.kind === 'document') return sharing(key, entry, answer)
    drop(key, entry)
    return answer
  }

  return {
    bytes: () => bytes,
    get({ key, version, ageMs, make }) {
      const nowMs = monotonicMs()
      const known = held.get(key)
      const heldMs = known?.version === version ? Math.max(ageMs, SAME_VERSION_MS) : ageMs
      if (known !== undefined && nowMs - known.madeMs < heldMs) {
        held.delete(key)
        held.set(key, known)
        return known.answer
      }
      if (known !== undefined) drop(key, known)
      const made = make()
      const entry: Held = { version, madeMs: nowMs, answer: made, bytes: 0 }
      held.set(key, entry)
      dropOldest()
      if (!(made instanceof Promise)) {
        entry.answer = settle(key, entry, made)
        return entry.answer
      }
      const settled = made.then(
        (answer) => {
          entry.answer = settle(key, entry, answer)
          return entry.answer
        },
        (error: unknown) => {
          drop(key, entry)
          throw error
        },
      )
      entry.answer = settled
      return settled
    },
  }
}
