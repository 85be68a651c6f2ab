import { setImmediate as turn } from 'node:timers/promises'
import { decodeEvent, type EventKind, errorMessage, type Logger, type StoredEvent } from '@org/events'
import type { SavedCheckpoint } from '../checkpoint/checkpoint-file.ts'
import type { EventArchive } from '../event-archive.ts'
import type { LiveState } from '../memory/live-state.ts'
import type { Wal } from '../wal/wal.ts'
import { storedLines } from './stored-lines.ts'
import { takeLines } from './take-lines.ts'

export interface RebuildOptions {
  readonly state: LiveState
  readonly wal: Wal
  /** `null` while it cannot be reached. */
  readonly archive: EventArchive | null
  readonly lastSeq: number
  /** Events that the state may depend on. At most twice as many are read, so that there is something to compare. */
  readonly maxEvents: number
  /** Where the last run stood; `null` when that is not known. */
  readonly checkpoint: SavedCheckpoint | null
  /** See the option of the storage. */
  readonly onRestored: ((event: StoredEvent) => void) | undefined
  readonly logger: Logger
}

/** How a rebuild went. */
export interface Rebuilt {
  readonly events: number
  /** What the state at the checkpoint came to; `unknown` when it could not be compared. */
  readonly checkpoint: 'same' | 'different' | 'unknown'
}

const PAGE = 20_000
const SLICE = 4_096
const GAP_KINDS: ReadonlySet<EventKind> = new Set(['GapOpened', 'GapClosed'])

/** Makes the state of memory again from stored events, and tells whoever restores of each. */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { state, wal, archive, lastSeq, checkpoint, onRestored, logger } = options
  const tell = (stored: StoredEvent): void => {
    try {
      onRestored?.(stored)
    } catch (error) {
      logger.error('a stored event could not be restored', { seq: stored.seq, error: errorMessage(error) })
    }
  }
  const after = startAfter(options)
  if (archive !== null && onRestored !== undefined) await tellGaps(archive, after, tell)
  let events = 0
  let compared: Rebuilt['checkpoint'] = 'unknown'
  for await (const run of storedLines({ wal, archive }, after, lastSeq)) {
    for (const event of takeLines(state, run)) {
      tell(event)
      events += 1
      if (event.seq === checkpoint?.seq) {
        compared = compare(state, checkpoint, logger)
        if (compared === 'same' && checkpoint.complete) state.trust()
      }
      if (events % SLICE === 0) await turn()
    }
  }
  return { events, checkpoint: compared }
}

/** Where memory began at the checkpoint, unless so many events came since that this would take too long. */
function startAfter({ lastSeq, maxEvents, checkpoint }: RebuildOptions): number {
  const before = (checkpoint?.windowFrom ?? 1) - 1
  if (checkpoint !== null && lastSeq - before <= 2 * maxEvents) return before
  return Math.max(0, lastSeq - maxEvents)
}

function compare(state: LiveState, before: SavedCheckpoint, logger: Logger): Rebuilt['checkpoint'] {
  const now = state.checkpoint()
  // A window that begins elsewhere is another question: other bounds, or what retention took.
  if (now.windowFrom !== before.windowFrom) return 'unknown'
  if (now.digest === before.digest) return 'same'
  logger.error('the stored events make another state than the last run had at the checkpoint', {
    seq: before.seq,
    window_from: before.windowFrom,
    digest: now.digest,
    expected: before.digest,
  })
  return 'different'
}

/** A gap can have been opened long before the newest events: whoever restores is to hear of it, to close it. */
async function tellGaps(
  archive: EventArchive,
  upTo: number,
  tell: (event: StoredEvent) => void,
): Promise<void> {
  let after = 0
  while (after < upTo) {
    const page = await archive.readAfter(after, upTo, PAGE, { kinds: GAP_KINDS })
    for (const event of page.events) tell(decodeEvent(event.line))
    if (page.events.length < PAGE) return
    after = page.nextAfter
  }
}
