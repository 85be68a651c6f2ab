import type { EventFilter, EventPage } from '@org/events'

/** Stored events behind the write-ahead log: ClickHouse, as whoever reads sees it. */
export interface EventArchive {
  /**
   * Events after `after` and up to `upTo` that match, in order, at most `limit`; their lines are byte-identical to
   * those inserted. A page shorter than `limit` means that no further match is stored there now.
   */
  readAfter(
    after: number,
    upTo: number,
    limit: number,
    filter?: EventFilter,
    signal?: AbortSignal,
  ): Promise<EventPage>
}
