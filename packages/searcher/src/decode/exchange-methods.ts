import { aggregatorStepMethods } from './aggregator-steps.ts'
import { aggregatorSwapMethods } from './aggregator-swaps.ts'
import { balancerMethods } from './balancer.ts'
import { balancerV1Methods } from './balancer-v1.ts'
import { cowMethods } from './cow-settlement.ts'
import { curveMethods } from './curve.ts'
import type { DecodeCall, Method } from './decoding.ts'
import { directPoolMethods } from './direct-pools.ts'
import { exchangeLiquidityMethods } from './exchange-liquidity.ts'
import { liquidityBookMethods } from './liquidity-book.ts'
import { odosCompactMethods } from './odos-compact.ts'
import { oneInchPoolMethods } from './one-inch-pools.ts'
import { oneInchSwapMethods } from './one-inch-swaps.ts'
import { orderFillMethods } from './order-fills.ts'
import { paraswapMethods } from './paraswap.ts'
import { paraswapPathMethods } from './paraswap-paths.ts'
import { settlerMethods } from './settler.ts'
import { solidlyMethods } from './solidly.ts'
import { v3ForkMethods } from './v3-forks.ts'
import { v4PositionMethods } from './v4-positions.ts'
import { zeroExMethods } from './zero-ex.ts'

/** Functions of exchanges and aggregators beside Uniswap's routers, by selector. */
export function exchangeMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  return {
    ...v3ForkMethods,
    ...v4PositionMethods,
    ...solidlyMethods,
    ...curveMethods,
    ...balancerMethods,
    ...directPoolMethods,
    ...aggregatorSwapMethods,
    ...paraswapMethods,
    ...paraswapPathMethods,
    ...balancerV1Methods,
    ...aggregatorStepMethods,
    ...oneInchSwapMethods,
    ...oneInchPoolMethods,
    ...liquidityBookMethods,
    ...orderFillMethods,
    ...zeroExMethods,
    ...settlerMethods(decodeCall),
    ...cowMethods,
    ...odosCompactMethods,
    ...exchangeLiquidityMethods,
  }
}
