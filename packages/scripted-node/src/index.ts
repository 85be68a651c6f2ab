export {
  CHAOS_FAULTS,
  type ChaosEpisode,
  type ChaosFault,
  type ChaosOptions,
  type ChaosReport,
} from './chaos/chaos-report.ts'
export type {
  LoadOptions,
  LoadReport,
  MinedBlock,
  MineOptions,
  NewTransactions,
  ReorgOptions,
} from './control.ts'
export type { BlindCause, BlindInterval, Counts, FrameKind, HashReport, LogEntry } from './counts.ts'
export type {
  AnnouncementFault,
  AnswerFault,
  BadFrame,
  BatchLimit,
  BatchRefusal,
  BodyFault,
  ConnectionFault,
  HttpFault,
  ItemFault,
  RateLimit,
  RetryAfter,
  Script,
  SubscribeFault,
  SubscriptionKind,
  When,
} from './script.ts'
export { HEALTHY } from './script.ts'
export { type ScriptedNode, type ScriptedNodeOptions, startScriptedNode } from './scripted-node.ts'
export type {
  AccessListEntry,
  Authorization,
  TransactionFields,
  TransactionType,
} from './transactions/transaction-fields.ts'
export type { TransactionRequest } from './transactions/transaction-generator.ts'
export {
  REALISTIC_MIX,
  type TransactionContent,
  type TransactionMix,
} from './transactions/transaction-mix.ts'
