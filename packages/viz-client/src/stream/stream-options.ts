import type { EventKind } from '@org/events'
import type { StreamGap, StreamState } from './item.ts'

/** Which events, from where, and how they are taken. */
export interface StreamOptions {
  /** Begin after this number: 0 is everything there is. @default with what comes next */
  readonly after?: number
  /** Whose number `after` is: when another node answers, that is a gap. @default whoever answers first */
  readonly nodeId?: string
  /** @default all */
  readonly kinds?: readonly EventKind[]
  /** @default all */
  readonly chainId?: number
  /** Hides opportunities and features with a lower score, 0–100. @default none */
  readonly minScore?: number
  /**
   * Events that may wait for the reader; the connection is left when there are more, and made again when half of them
   * are read. A message is kept whole, so for a moment there may be some more. @default 10000
   */
  readonly maxBufferedEvents?: number
  /** Silence after which a connection is taken for dead, in milliseconds; the server speaks every 15 s. @default 40000 */
  readonly silenceMs?: number
  /** Hears of each gap when the reader comes to it, before the events after it. */
  readonly onGap?: (gap: StreamGap) => void
  /** Hears of each change of the connection. */
  readonly onState?: (state: StreamState) => void
  /** Hears, in silence, of the server's last durable number. */
  readonly onHeartbeat?: (latestSeq: number) => void
  /** Ends the stream. */
  readonly signal?: AbortSignal
}

/** The query of `/stream` that an option set asks for. */
export function streamQuery(options: StreamOptions, fromSeq: number | undefined): URLSearchParams {
  const query = new URLSearchParams()
  if (fromSeq !== undefined) query.set('from_seq', String(fromSeq))
  if (options.kinds !== undefined) query.set('kinds', options.kinds.join(','))
  if (options.chainId !== undefined) query.set('chain_id', String(options.chainId))
  if (options.minScore !== undefined) query.set('min_score', String(options.minScore))
  return query
}
