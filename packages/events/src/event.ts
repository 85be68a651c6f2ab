import type {
  BlockSeenData,
  GapData,
  OppDetectedData,
  TxBlockedData,
  TxConfirmedData,
  TxDecodedData,
  TxDroppedData,
  TxFeaturesData,
  TxReadyData,
  TxRejectedData,
  TxReorgedData,
  TxReplacedData,
  TxSeenData,
} from './event-data.ts'
import type { Hash } from './hex.ts'

/** Data of each event kind; the keys are the closed list of kinds. */
export interface EventDataByKind {
  readonly TxSeen: TxSeenData
  readonly TxDecoded: TxDecodedData
  readonly TxFeatures: TxFeaturesData
  readonly OppDetected: OppDetectedData
  readonly TxReady: TxReadyData
  readonly TxBlocked: TxBlockedData
  readonly TxReplaced: TxReplacedData
  readonly TxDropped: TxDroppedData
  readonly TxRejected: TxRejectedData
  readonly TxConfirmedProvisional: TxConfirmedData
  readonly TxConfirmedFinal: TxConfirmedData
  readonly TxReorged: TxReorgedData
  readonly BlockSeen: BlockSeenData
  readonly GapOpened: GapData
  readonly GapClosed: GapData
}
export type EventKind = keyof EventDataByKind

// A record, not a list, so that a kind added to the type and forgotten here does not compile.
const KINDS: Readonly<Record<EventKind, true>> = {
  TxSeen: true,
  TxDecoded: true,
  TxFeatures: true,
  OppDetected: true,
  TxReady: true,
  TxBlocked: true,
  TxReplaced: true,
  TxDropped: true,
  TxRejected: true,
  TxConfirmedProvisional: true,
  TxConfirmedFinal: true,
  TxReorged: true,
  BlockSeen: true,
  GapOpened: true,
  GapClosed: true,
}

/** Every event kind. */
export const EVENT_KINDS: readonly EventKind[] = Object.keys(KINDS) as EventKind[] // keys of a closed record

/** True for a string that names an event kind. */
export function isEventKind(value: unknown): value is EventKind {
  return typeof value === 'string' && Object.hasOwn(KINDS, value)
}

/** An event of one kind before the storage writer gave it a number. Names are those of the wire. */
export interface DraftOf<K extends EventKind> {
  readonly kind: K
  readonly chain_id: number
  readonly source_id: string
  /**
   * When the observation entered the process, Unix microseconds: for `TxSeen`, `TxDecoded` and what is derived
   * from them the arrival of the announcing frame, else the moment of the observation.
   */
  readonly ingest_ts_unix_us: number
  /** `''` where no transaction is concerned. */
  readonly tx_hash: Hash | ''
  readonly data: EventDataByKind[K]
}

/** What producers hand over: everything but the number. */
export type EventDraft = { [K in EventKind]: DraftOf<K> }[EventKind]

/** A numbered, durable event of one kind: exactly the JSON object of its line. */
export interface StoredOf<K extends EventKind> extends DraftOf<K> {
  /** Gapless per `node_id`, from 1. Given by the storage writer alone. */
  readonly seq: number
  readonly node_id: string
}

export type StoredEvent = { [K in EventKind]: StoredOf<K> }[EventKind]
