export type { IngestReports, PropagationRow, SourceAccounting } from './accounting.ts'
export { type Clock, createSystemClock } from './clock.ts'
export { createEnvelopes, decodeEvent, type EncodeEnvelope, encodeEvent } from './codec.ts'
export type { Component } from './component.ts'
export {
  CONTRACT_ERROR_CODES,
  ContractError,
  type ContractErrorCode,
  errorMessage,
  isMevscopeError,
  MevscopeError,
  type MevscopeErrorOptions,
} from './errors.ts'
export {
  type DraftOf,
  EVENT_KINDS,
  type EventDataByKind,
  type EventDraft,
  type EventKind,
  isEventKind,
  type StoredEvent,
  type StoredOf,
} from './event.ts'
export {
  type BlockSeenData,
  CATEGORIES,
  type Category,
  GAP_CAUSES,
  type GapCause,
  type GapData,
  type OppDetectedData,
  type ScoreComponent,
  type SimulationData,
  type Swap,
  type TokenMovementData,
  type TxBlockedData,
  type TxConfirmedData,
  type TxDecodedData,
  type TxDroppedData,
  type TxFeaturesData,
  type TxReadyData,
  type TxRejectedData,
  type TxReorgedData,
  type TxReplacedData,
  type TxSeenData,
} from './event-data.ts'
export {
  type BatchListener,
  type EncodedEvent,
  type EventBatch,
  type EventFilter,
  type EventHead,
  type EventLog,
  type EventPage,
  linesOf,
  matchesFilter,
} from './event-log.ts'
export {
  type Address,
  type Hash,
  type Hex,
  parseAddress,
  parseBytes,
  parseHash,
  quantityToNumber,
  quantityToWei,
  type Selector,
  toWei,
  type Wei,
} from './hex.ts'
export { type Json, jsonArray, toJson } from './json.ts'
export { type LogFields, type Logger, noopLogger } from './logger.ts'
export { maskText } from './mask-text.ts'
export { maskUrl } from './mask-url.ts'
export {
  type Counter,
  type Family,
  type Gauge,
  type Histogram,
  type HistogramSpec,
  type Labels,
  type MetricSample,
  type MetricSpec,
  type Metrics,
  type MetricsReader,
  noopMetrics,
  type ReadMetric,
} from './metrics.ts'
export type { ConcentratedPool, ConstantProductPool, PoolState, PoolStates } from './pool-state.ts'
export type {
  CursorError,
  FeatureCount,
  FeatureRow,
  GapQuery,
  GapRow,
  ListQuery,
  MarketStats,
  OpportunityQuery,
  OpportunityRow,
  Page,
  ReadModels,
  Snapshot,
  SnapshotQuery,
  TransactionDetail,
  TransactionRecord,
  TransactionStatus,
  TransactionSummary,
} from './read-models.ts'
export { DROP_REASONS, type DropReason, REJECT_REASONS, type RejectReason } from './reasons.ts'
export type {
  ReplayedTransaction,
  ReplayPoint,
  ReplayQuery,
  ReplayReader,
  ReplayReport,
  ReplaySeries,
} from './replay.ts'
export { createRing, type Ring } from './ring.ts'
export type { Searcher } from './searcher.ts'
export type { Simulation, Simulator, TokenMovement } from './simulation.ts'
export type { Enqueue, EventSink } from './sink.ts'
export type { ReceiveEvent, TransactionSource } from './source.ts'
export {
  type ChainStatus,
  type DependencyStatus,
  MEMPOOL_CLASSES,
  type MempoolClass,
  type RuntimeStatus,
  type SourceState,
  type SourceStatus,
} from './status.ts'
export type { TelemetryLog, TelemetryRecord, WorkerHeartbeat } from './telemetry.ts'
