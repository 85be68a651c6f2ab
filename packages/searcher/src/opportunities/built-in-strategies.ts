import { arbitrage } from './arbitrage.ts'
import { backrun } from './backrun.ts'
import { bundle } from './bundle.ts'
import { liquidation } from './liquidation.ts'
import { sandwichExposure } from './sandwich-exposure.ts'
import type { Strategy } from './strategy.ts'

/** The strategies of this package, in the order in which they run. */
export const builtInStrategies: readonly Strategy[] = [
  sandwichExposure,
  backrun,
  arbitrage,
  liquidation,
  bundle,
]
