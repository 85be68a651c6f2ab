import type { StoredEvent } from '@org/events'
import { VizClientError } from '../errors.ts'
import type { Dialer } from './dial.ts'
import { follow } from './follow.ts'
import type { StreamItem } from './item.ts'
import { createItemBuffer } from './item-buffer.ts'
import type { StreamPosition } from './position.ts'
import type { StreamOptions } from './stream-options.ts'

const MAX_BUFFERED_EVENTS = 10_000

/**
 * Durable events in order, each once, over as many connections as it takes. It connects when it is first read, has one
 * reader, and ends when that reader leaves. What fails for good (a key that is not known, a filter that is refused) is
 * thrown to the reader; what passes is tried again for ever.
 */
export interface EventStream extends AsyncIterable<StoredEvent> {
  /** The same with gaps in their place, and events in the batches in which they came. */
  items(): AsyncGenerator<StreamItem, void, undefined>
  /**
   * Calls back for each batch, and waits for what the callback gives back before the next. Resolves when the stream
   * is closed; rejects with what the callback throws, which closes it.
   */
  run(handle: (events: readonly StoredEvent[], lastSeq: number) => void | Promise<void>): Promise<void>
  /** Everything up to here was handed over: pass it to the next stream. `null` before the first. */
  position(): StreamPosition | null
  /** Ends it and lets go of what was not read. Idempotent. */
  close(): void
}

/** @param random a number in [0, 1) */
export function createEventStream(dialer: Dialer, options: StreamOptions, random: () => number): EventStream {
  const { after, maxBufferedEvents = MAX_BUFFERED_EVENTS, signal } = options
  check('after', after, 0)
  check('maxBufferedEvents', maxBufferedEvents, 1)
  const closing = new AbortController()
  const buffer = createItemBuffer(maxBufferedEvents)
  let position: StreamPosition | null =
    after === undefined ? null : { nodeId: options.nodeId ?? null, seq: after }
  let taken = false

  function close(): void {
    if (closing.signal.aborted) return
    closing.abort()
    signal?.removeEventListener('abort', close)
    buffer.clear()
    buffer.end()
    options.onState?.({ state: 'closed' })
  }

  function start(): void {
    if (taken) {
      throw new VizClientError('STREAM_TAKEN', 'reading a stream: it has a reader already', {
        retryable: false,
      })
    }
    taken = true
    signal?.addEventListener('abort', close)
    if (signal?.aborted === true) close()
    follow({ dialer, options, buffer, random, signal: closing.signal }).then(
      () => buffer.end(),
      (error: unknown) => buffer.end(error),
    )
  }

  async function* items(): AsyncGenerator<StreamItem, void, undefined> {
    start()
    try {
      for (;;) {
        const item = await buffer.take()
        if (item === null) return
        if (item.kind === 'events') position = { nodeId: item.nodeId, seq: item.lastSeq }
        else {
          position = { nodeId: item.gap.nodeId, seq: item.gap.resumedAfter }
          options.onGap?.(item.gap)
        }
        yield item
      }
    } finally {
      close()
    }
  }

  async function* events(): AsyncGenerator<StoredEvent, void, undefined> {
    for await (const item of items()) {
      if (item.kind === 'gap') continue
      for (const event of item.events) {
        position = { nodeId: item.nodeId, seq: event.seq }
        yield event
      }
      position = { nodeId: item.nodeId, seq: item.lastSeq }
    }
  }

  return {
    [Symbol.asyncIterator]: events,
    items,
    async run(handle) {
      for await (const item of items()) {
        if (item.kind === 'events') await handle(item.events, item.lastSeq)
      }
    },
    position: () => position,
    close,
  }
}

function check(name: string, value: number | undefined, min: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min)) return
  throw new VizClientError('CONFIG_INVALID', `options of a stream: ${name} must be an integer from ${min}`, {
    retryable: false,
  })
}
