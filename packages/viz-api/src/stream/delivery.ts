import type { EventBatch } from '@org/events'
import type { Group, Groups } from './groups.ts'
import { shownLines } from './lines.ts'
import { createPendingLines, type PendingLines } from './pending-lines.ts'
import type { EventsMessage } from './wording.ts'

/** Live events on their way to the clients. */
export interface Delivery {
  /** Takes note of a durable batch, which is copied: the log's writer waits for this. */
  add(batch: EventBatch): void
  /** Hands over nothing any more. Idempotent. */
  stop(): void
}

export interface DeliveryOptions {
  readonly groups: Groups
  readonly monotonicMs: () => number
}

/** Events, and bytes of their lines, gathered at most: of more, clients read the log. */
const MAX_PENDING_EVENTS = 10_000
const MAX_PENDING_BYTES = 16 * 1024 * 1024
/** Longest time at a stretch, in milliseconds: then others have their turn. */
const SLICE_MS = 5
/** Clients between two looks at the clock. */
const CLIENTS_PER_LOOK = 16
/** A pass below this, in milliseconds, needs no rest after it. */
const SHORT_PASS_MS = 1
/** Longest rest, in milliseconds: on a machine that is too busy a pass takes long for others' sake. */
const MAX_REST_MS = 25

/**
 * Batches of one turn are handed on together. With many clients a pass takes a while: it is done in slices, and the
 * next begins only when it has rested as long as it took. So streams take at most half of the process, and the more
 * clients there are, the more events a message has.
 */
export function createDelivery({ groups, monotonicMs }: DeliveryOptions): Delivery {
  let pending = createPendingLines()
  /** What is being handed over, or was: it takes the next while that is. */
  let other = createPendingLines()
  let pass: Iterator<void> | undefined
  let busyMs = 0
  let restUntilMs = 0
  let immediate: NodeJS.Immediate | undefined
  let timer: NodeJS.Timeout | undefined

  function schedule(): void {
    if (pass !== undefined || immediate !== undefined || timer !== undefined || pending.events.length === 0)
      return
    const restMs = restUntilMs - monotonicMs()
    if (restMs > 0) timer = setTimeout(run, Math.ceil(restMs))
    else immediate = setImmediate(run)
  }

  /** Goes on with the pass, or begins one, for the time of a slice. @param sliceMs infinite: to its end */
  function run(sliceMs: number = SLICE_MS): void {
    clearImmediate(immediate)
    clearTimeout(timer)
    immediate = undefined
    timer = undefined
    if (pass === undefined) {
      const lines = pending
      pending = other
      other = lines
      pass = handOver(lines, groups.all())
    }
    const beganMs = monotonicMs()
    let nowMs = beganMs
    let isDone = false
    while (!isDone && nowMs - beganMs < sliceMs) {
      isDone = pass.next().done === true
      nowMs = monotonicMs()
    }
    busyMs += nowMs - beganMs
    if (!isDone) {
      immediate = setImmediate(run)
      return
    }
    pass = undefined
    other.clear()
    restUntilMs = busyMs < SHORT_PASS_MS ? 0 : nowMs + Math.min(busyMs, MAX_REST_MS)
    busyMs = 0
    schedule()
  }

  return {
    add(batch) {
      if (exceeds(pending, batch)) {
        if (pass === undefined && pending.events.length > 0) run(Number.POSITIVE_INFINITY)
        // Else whoever is further back sees by the numbers what is missing, and reads it.
        else pending.clear()
      }
      pending.add(batch)
      schedule()
    },
    stop() {
      clearImmediate(immediate)
      clearTimeout(timer)
      immediate = undefined
      timer = undefined
      pass = undefined
      pending.clear()
      other.clear()
    },
  }
}

function exceeds(pending: PendingLines, { events, bytes }: EventBatch): boolean {
  return (
    pending.events.length + events.length > MAX_PENDING_EVENTS ||
    pending.bytes.length + bytes.length > MAX_PENDING_BYTES
  )
}

/** Yields between clients, now and then, and after each for whom events were encoded. */
function* handOver(batch: EventBatch, groups: Iterable<Group>): Generator<void> {
  const first = batch.events[0]?.seq
  const last = batch.events.at(-1)?.seq
  if (first === undefined || last === undefined) return
  let clients = 0
  let hasEncoded = false
  const encode = ({ filter, wording }: Group, after: number): readonly EventsMessage[] => {
    hasEncoded = true
    const lines = shownLines(batch, filter.filter, after)
    return lines.indexes.length === 0 ? [] : wording.events(lines, last)
  }
  for (const group of groups) {
    // Made once for all clients of the group, and only when one of them takes it.
    let shared: readonly EventsMessage[] | undefined
    for (const session of group.sessions) {
      if (++clients % CLIENTS_PER_LOOK === 0 || hasEncoded) yield
      hasEncoded = false
      if (!session.live || session.position >= last) continue
      if (session.position + 1 === first) {
        shared ??= encode(group, first - 1)
        session.deliver(shared, last)
      } else if (session.position >= first) {
        // Caught up to somewhere within the batch.
        session.deliver(encode(group, session.position), last)
      } else {
        session.readFromLog()
      }
    }
  }
}
