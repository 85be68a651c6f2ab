/** Lines on their way to ClickHouse, each ended by a line feed. */
export interface Shipment {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly bytes: Uint8Array
}
