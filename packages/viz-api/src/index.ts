export { type AlertRule, runbookOf, stretchedRules } from './alerts/alert-rule.ts'
export { ALERT_RULES } from './alerts/alert-rules.ts'
export { hashApiKey, type KeyHash, type ParsedKeys, parseApiKeys } from './auth/api-key.ts'
export { VIZ_API_ERROR_CODES, VizApiError, type VizApiErrorCode } from './errors.ts'
export type { Expression, Match, Reading } from './figures/expression.ts'
export { FIGURE_SECTIONS, type Figure, type FigureSection, WINDOW_SECONDS } from './figures/figure-table.ts'
export { duration, toPromQl } from './figures/promql.ts'
export { parseNetworks } from './gate/client-address.ts'
export { parseOrigin } from './gate/cors.ts'
export { hostName } from './gate/host-rule.ts'
export type { AccessOptions, HttpLimits } from './gate/options.ts'
export {
  createOpenApiDocument,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiResponse,
} from './openapi/document.ts'
export type {
  AlertOptions,
  Bind,
  MetricsPage,
  Role,
  StreamLimits,
  VizApiOptions,
  VizApiPorts,
} from './options.ts'
export type { ReadLimits, ReadPlaces } from './serve/read-limits.ts'
export type { VizApiAddress } from './server.ts'
export { createVizApi, type VizApi } from './viz-api.ts'
