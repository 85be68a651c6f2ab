/** Lines on their way to ClickHouse, each ended by a line feed. */
export interface Shipment {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly bytes: Uint8Array
  /** The least and the greatest time of the events, Unix microseconds, where they are known. */
  readonly times?: readonly [number, number]
}
