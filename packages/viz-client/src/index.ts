export { createVizClient, type VizClient, type VizClientOptions } from './client.ts'
export {
  VIZ_CLIENT_ERROR_CODES,
  VizClientError,
  type VizClientErrorCode,
  type VizClientErrorOptions,
} from './errors.ts'
export type { GetAnswer, GetArguments, GetOptions, GetPath, GetQuery, PagedPath } from './http/api-paths.ts'
export type { components as ApiComponents, paths as ApiPaths } from './http/api-types.ts'
export type { HttpApi } from './http/http-api.ts'
export type { Problem } from './http/problem.ts'
export { backoffMs } from './stream/backoff.ts'
export type { StreamAuth } from './stream/dial.ts'
export type { EventStream } from './stream/event-stream.ts'
export type { StreamGap, StreamItem, StreamState } from './stream/item.ts'
export type { ResetReason } from './stream/message.ts'
export type { OpenSocket, SocketHandlers } from './stream/open-socket.ts'
export type { StreamPosition } from './stream/position.ts'
export type { StreamOptions } from './stream/stream-options.ts'
