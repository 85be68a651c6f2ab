export {
  type ChainConfig,
  DEFAULT_FINALITY_DEPTH,
  DEFAULT_MEMPOOL,
  type EndpointConfig,
  MAX_SOURCES_PER_CHAIN,
  type SourceConfig,
} from './config/chain-config.ts'
export type { ConfigProblem } from './config/fields.ts'
export { type ChainListResult, parseChainList } from './config/parse-chain-list.ts'
export { INGEST_ERROR_CODES, IngestError, type IngestErrorCode } from './errors.ts'
export type { LiveRpcOptions } from './options.ts'
export { classifyError, type Refusal } from './rpc/classify-refusal.ts'
export { createLiveRpcRuntime, type LiveRpcRuntime } from './runtime.ts'
