import { POOLS, type PoolSpec } from '../deployment.ts'
import type { TokenSymbol } from '../tokens.ts'
import type { SwapMethodSpec } from './swap-methods.ts'

/** One pool on a route and the direction it is crossed in. */
interface Hop {
  /** Index into `POOLS`. */
  readonly pool: number
  /** 1 from the pool's first to its second token, -1 back. */
  readonly direction: 1 | -1
}

/** A way from one token to another through pools of one version. */
export interface Route {
  readonly version: 2 | 3
  readonly path: readonly TokenSymbol[]
  readonly fees: readonly number[]
  readonly hops: readonly Hop[]
}

const MAX_HOPS = 3

/** Every route of up to three pools that passes no token twice. */
export function enumerateRoutes(): readonly Route[] {
  const routes: Route[] = []
  for (const version of [2, 3] as const) {
    for (const start of new Set(POOLS.flatMap((pool) => pool.tokens))) {
      extend({ version, path: [start], fees: [], hops: [] }, start, routes)
    }
  }
  return routes
}

/** The routes that fit a way to swap. */
export function routesFor(spec: SwapMethodSpec, routes: readonly Route[]): readonly Route[] {
  return routes.filter(
    ({ version, path }) =>
      version === spec.version &&
      (spec.hops === 'any' || (spec.hops === 'one') === (path.length === 2)) &&
      (spec.ether !== 'pay' || path[0] === 'WETH') &&
      (spec.ether !== 'receive' || path.at(-1) === 'WETH'),
  )
}

function extend(route: Route, end: TokenSymbol, found: Route[]): void {
  if (route.hops.length === MAX_HOPS) return
  POOLS.forEach((pool, index) => {
    if (pool.version !== route.version) return
    const next = otherToken(pool, end)
    if (next === null || route.path.includes(next)) return
    const longer: Route = {
      version: route.version,
      path: [...route.path, next],
      fees: pool.version === 3 ? [...route.fees, pool.fee] : [],
      hops: [...route.hops, { pool: index, direction: pool.tokens[0] === end ? 1 : -1 }],
    }
    found.push(longer)
    extend(longer, next, found)
  })
}

function otherToken(pool: PoolSpec, token: TokenSymbol): TokenSymbol | null {
  if (pool.tokens[0] === token) return pool.tokens[1]
  return pool.tokens[1] === token ? pool.tokens[0] : null
}
