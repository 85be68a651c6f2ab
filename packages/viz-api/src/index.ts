export { hashApiKey, type KeyHash, type ParsedKeys, parseApiKeys } from './auth/api-key.ts'
export { VIZ_API_ERROR_CODES, VizApiError, type VizApiErrorCode } from './errors.ts'
export { parseNetworks } from './gate/client-address.ts'
export { parseOrigin } from './gate/cors.ts'
export { hostName } from './gate/host-rule.ts'
export type { AccessOptions, HttpLimits } from './gate/options.ts'
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
