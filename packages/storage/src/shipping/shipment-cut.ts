/** After a refusal batches grow again by this factor with each that goes in. */
const GROWTH = 16

/**
 * How many events go next: all of a batch, or fewer while the ones that ClickHouse refuses are looked for. It bisects,
 * or goes straight to the row that ClickHouse named.
 */
export interface ShipmentCut {
  /** The most events that the next batch may have. */
  next(): number
  /** True while the next batch must not be larger than that, however its events came. */
  isCut(): boolean
  /** A batch of more than one event, or what is left of it, was refused. @param row counted from 1, when it is known */
  refused(count: number, row: number | null): void
  /** A single event was refused: it is found. */
  found(): void
  accepted(count: number): void
  /** Whole batches again. */
  reset(): void
}

/** @param most events of a whole batch. */
export function createShipmentCut(most: number): ShipmentCut {
  let limit = most
  /** One of so many next events was refused. */
  let within: number | null = null

  const cut: ShipmentCut = {
    next: () => limit,
    isCut: () => within !== null || limit < most,
    refused(count, row) {
      const named = row !== null && row <= count
      within = named ? row : count
      // Before the row that was named, or the first half.
      limit = named ? Math.max(1, row - 1) : Math.ceil(count / 2)
    },
    found() {
      within = null
      limit = 1
    },
    accepted(count) {
      if (within !== null && count < within) {
        within -= count
        limit = Math.ceil(within / 2)
        return
      }
      within = null
      limit = Math.min(most, limit * GROWTH)
    },
    reset() {
      within = null
      limit = most
    },
  }
  return cut
}
