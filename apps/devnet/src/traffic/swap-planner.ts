import { parseEther } from 'viem'
import type { Prng } from '../prng.ts'
import { convert } from '../tokens.ts'
import type { SwapAction } from './planned-transaction.ts'
import { enumerateRoutes, type Route, routesFor } from './routes.ts'
import { methodsOfKind, SWAP_METHODS, type SwapMethod, type SwapMethodSpec } from './swap-methods.ts'

/** Plans swaps whose limits hold at prices near the opening ones, and keeps the prices there. */
export interface SwapPlanner {
  plan(kind: SwapMethodSpec['kind']): SwapAction
}

const V2_FEE = 3_000
const FEE_UNIT = 1_000_000n
/** Slippage the sender accepts, in basis points; `null`: any output at all. */
const SLIPPAGE_BPS = [50, 100, 100, 300, 500, 1_000, null] as const

export function createSwapPlanner(prng: Prng): SwapPlanner {
  const routes = enumerateRoutes()
  /** Planned flow through each pool from first to second token less the way back, in wei of WETH. */
  const flow = new Map<number, bigint>()

  function crowding(route: Route): bigint {
    let sum = 0n
    for (const { pool, direction } of route.hops) sum += BigInt(direction) * (flow.get(pool) ?? 0n)
    return sum
  }

  /** The less crowded of two: prices would walk away over hours if each direction were a coin toss. */
  function pickRoute(spec: SwapMethodSpec): Route {
    const fitting = routesFor(spec, routes)
    const first = prng.pick(fitting)
    const second = prng.pick(fitting)
    return crowding(second) < crowding(first) ? second : first
  }

  return {
    plan(kind): SwapAction {
      const method: SwapMethod = prng.pick(methodsOfKind(kind))
      const spec: SwapMethodSpec = SWAP_METHODS[method]
      const route = pickRoute(spec)
      const size = planSize(prng)
      for (const { pool, direction } of route.hops) {
        flow.set(pool, (flow.get(pool) ?? 0n) + BigInt(direction) * size)
      }
      const amounts = planAmounts(route, spec.exact, size, prng.pick(SLIPPAGE_BPS))
      const deadlineSeconds = prng.pick([60, 300, 600, 1_200])
      return { type: 'swap', method, path: route.path, fees: route.fees, ...amounts, deadlineSeconds }
    },
  }
}

/** 0.01 to 50 ether, each order of magnitude as likely as the next. In wei, to six decimals of an ether. */
export function planSize(prng: Prng): bigint {
  const ether = 0.01 * 5_000 ** prng.next()
  return (BigInt(Math.round(ether * 1e6)) * parseEther('1')) / 1_000_000n
}

function planAmounts(
  route: Route,
  exact: 'in' | 'out',
  size: bigint,
  slippageBps: number | null,
): { readonly amountIn: bigint; readonly amountOut: bigint } {
  const [from] = route.path
  const to = route.path.at(-1)
  if (from === undefined || to === undefined) throw new RangeError('a route has at least two tokens')
  const amountIn = convert(size, 'WETH', from)
  let amountOut = convert(amountIn, from, to)
  for (const hop of route.hops.keys()) {
    amountOut = (amountOut * (FEE_UNIT - BigInt(route.fees[hop] ?? V2_FEE))) / FEE_UNIT
  }
  const slippage = BigInt(slippageBps ?? 1_000)
  if (exact === 'out') return { amountIn: (amountIn * (10_000n + slippage)) / 10_000n, amountOut }
  return { amountIn, amountOut: slippageBps === null ? 0n : (amountOut * (10_000n - slippage)) / 10_000n }
}
