import type { Hash } from '@org/events'
import type { ConnectionListener } from '../transport/frame-listener.ts'

/**
 * The time in which two connections of one source are open: the one in use goes on, the other one is on trial. What
 * the trial shows is held, so that a transaction which its node had before the switch and the other node would have
 * had after it is not lost; what both showed is handed on once.
 */
export interface Handover {
  /** For the connection in use: hands everything on, and remembers which transactions it showed. */
  readonly inUse: ConnectionListener
  /** For the trial: holds its transactions, ignores all else. */
  readonly trial: ConnectionListener
  /** Resolves when half of what can be held is: time for the switch. */
  readonly filled: Promise<void>
  /** Hands on what the trial showed and the connection in use did not. */
  complete(): void
}

export interface HandoverOptions {
  /** Where the frames go in the end. */
  readonly to: ConnectionListener
  /** Transactions of the trial that are held; the oldest are let go. @default 16_384 */
  readonly maxHeld?: number
  /** Bytes of the frames that are held. @default 67_108_864 */
  readonly maxHeldBytes?: number
  /** Transactions of the connection in use that are remembered; the oldest are forgotten. @default 65_536 */
  readonly maxRemembered?: number
}

interface Held {
  readonly hash: Hash
  /** `null` where only the hash was announced. */
  readonly frame: Buffer | null
  readonly arrivalUs: number
}

const ignore = (): void => {}

export function createHandover(options: HandoverOptions): Handover {
  const { to, maxHeld = 16_384, maxHeldBytes = 67_108_864, maxRemembered = 65_536 } = options
  const { promise: filled, resolve: fill } = Promise.withResolvers<void>()
  const shown = new Set<Hash>()
  const held = new Map<Hash, Held>()
  let heldBytes = 0

  const remember = (hash: Hash): void => {
    shown.add(hash)
    if (shown.size <= maxRemembered) return
    for (const oldest of shown) {
      shown.delete(oldest)
      break
    }
  }
  const letGo = (entry: Held): void => {
    held.delete(entry.hash)
    heldBytes -= entry.frame?.length ?? 0
  }
  const hold = (entry: Held): void => {
    if (shown.has(entry.hash) || held.has(entry.hash)) return
    held.set(entry.hash, entry)
    heldBytes += entry.frame?.length ?? 0
    if (held.size >= maxHeld / 2 || heldBytes >= maxHeldBytes / 2) fill()
    for (const oldest of held.values()) {
      if (held.size <= maxHeld && heldBytes <= maxHeldBytes) break
      letGo(oldest)
    }
  }

  return {
    filled,
    inUse: {
      onLive: (live) => to.onLive(live),
      onHash(hash, arrivalUs) {
        remember(hash)
        to.onHash(hash, arrivalUs)
      },
      onTransaction(hash, frame, arrivalUs) {
        remember(hash)
        to.onTransaction(hash, frame, arrivalUs)
      },
      onHead: (head, arrivalUs) => to.onHead(head, arrivalUs),
      onInvalidFrame: (problem, note) => to.onInvalidFrame(problem, note),
    },
    trial: {
      onLive: ignore,
      onHash: (hash, arrivalUs) => hold({ hash, frame: null, arrivalUs }),
      onTransaction: (hash, frame, arrivalUs) => hold({ hash, frame, arrivalUs }),
      onHead: ignore,
      onInvalidFrame: ignore,
    },
    complete() {
      for (const { hash, frame, arrivalUs } of held.values()) {
        if (shown.has(hash)) continue
        if (frame === null) to.onHash(hash, arrivalUs)
        else to.onTransaction(hash, frame, arrivalUs)
      }
      held.clear()
      shown.clear()
    },
  }
}
