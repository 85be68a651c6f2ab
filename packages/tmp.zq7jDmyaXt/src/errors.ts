import { MevscopeError } from '@org/events'

export const INGEST_ERROR_CODES = [
  /** An option or a chain handed to `createLiveRpcRuntime` cannot work. */
  'CONFIG_INVALID',
  /** `start` was called a second time, or after `stop`. */
  'ALREADY_STARTED',
  /** A node answers for another chain than configured. */
  'WRONG_CHAIN',
  /** A WebSocket could not be opened, or its subscription was not acknowledged in time. */
  'CONNECT_FAILED',
  /** The node refused a subscription. */
  'SUBSCRIBE_REFUSED',
  /** An open connection ended or stopped answering. */
  'CONNECTION_LOST',
  /** No pending transaction for too long on a chain with a public mempool. */
  'ENDPOINT_SILENT',
  /** Batches to the endpoint failed again and again while its WebSocket stayed open. */
  'ENDPOINT_FAILING',
  /** An HTTP request to a node failed, was refused or timed out. */
  'RPC_FAILED',
  /** A node does not know the method it was asked. */
  'RPC_UNSUPPORTED',
  /** A node's answer is not JSON-RPC. */
  'RPC_BAD_RESPONSE',
] as const
export type IngestErrorCode = (typeof INGEST_ERROR_CODES)[number]

/** Everything that goes wrong in this package. URLs in messages are masked. */
export class IngestError extends MevscopeError<IngestErrorCode> {}
