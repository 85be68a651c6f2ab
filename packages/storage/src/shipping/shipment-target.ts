import type { Shipment } from './shipment.ts'

/** What the shipper needs of ClickHouse. */
export interface ShipmentTarget {
  /** Connects; may be called again, also after it failed. */
  start(): Promise<void>
  latestSeq(): Promise<number>
  oldestSeq(): Promise<number | null>
  /**
   * The same range again changes nothing. What is stored of a range is always a beginning of it.
   * @throws StorageError `CLICKHOUSE_REFUSED` when something is wrong with what it was given
   */
  insert(shipment: Shipment): Promise<void>
  /** Gives the tables behind the events what they lack of the events from this number on. */
  repair(fromSeq: number): Promise<void>
}
