export { VIZ_API_ERROR_CODES, VizApiError, type VizApiErrorCode } from './errors.ts'
export type {
  Bind,
  MetricsPage,
  Role,
  StreamLimits,
  VizApiOptions,
  VizApiPorts,
} from './options.ts'
export type { VizApiAddress } from './server.ts'
export { createVizApi, type VizApi } from './viz-api.ts'
