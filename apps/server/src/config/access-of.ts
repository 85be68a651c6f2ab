import type { VizApiOptions } from '@org/viz-api'
import type { Environment } from './environment.ts'

/** Who may use the API, as the environment says. */
export function accessOf(env: Environment): NonNullable<VizApiOptions['access']> {
  return {
    keys: env.VIZ_API_AUTH_ENABLED ? (env.VIZ_API_API_KEYS ?? []) : null,
    rateLimitPerMinute: env.VIZ_API_RATE_LIMIT_PER_MINUTE,
    corsOrigins: env.VIZ_API_CORS_ORIGINS,
    allowedHosts: env.VIZ_API_ALLOWED_HOSTS,
    trustedProxies: env.VIZ_API_TRUSTED_PROXIES,
  }
}
