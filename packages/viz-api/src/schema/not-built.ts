/** A path of the contract that answers 501 until it is built. */
export interface NotBuilt {
  readonly method: 'GET' | 'POST'
  readonly path: string
}

/** Everything of the contract that is not built yet; the roadmap says when. */
export const NOT_BUILT: readonly NotBuilt[] = [
  { method: 'GET', path: '/metrics/snapshot' },
  { method: 'GET', path: '/alerts/evaluate' },
  { method: 'GET', path: '/telemetry' },
  { method: 'GET', path: '/telemetry/stream' },
  { method: 'GET', path: '/worker/health' },
  { method: 'GET', path: '/openapi.json' },
  { method: 'GET', path: '/docs' },
]
