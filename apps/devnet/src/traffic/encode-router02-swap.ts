import { type Address, encodeFunctionData, type Hex } from 'viem'
import { router02Abi as abi } from '../abis.ts'
import type { SwapContext } from './swap-context.ts'
import { encodeV3Path, singlePool } from './v3-path.ts'

/** Stands for the router itself. */
const ROUTER: Address = '0x0000000000000000000000000000000000000002'

/** `multicall(deadline, …)` of SwapRouter02 for methods `router02.…`. @throws RangeError for another router's. */
export function encodeRouter02Swap({ action, path, sender, deadline }: SwapContext): Hex {
  return encodeFunctionData({
    abi,
    functionName: 'multicall',
    args: [deadline, innerCalls(action, path, sender)],
  })
}

function innerCalls(
  { method, fees, amountIn, amountOut }: SwapContext['action'],
  path: readonly Address[],
  sender: Address,
): readonly Hex[] {
  const exactIn = { amountIn, amountOutMinimum: amountOut }
  switch (method) {
    case 'router02.exactInputSingle': {
      const params = { ...singlePool(path, fees), recipient: sender, ...exactIn, sqrtPriceLimitX96: 0n }
      return [encodeFunctionData({ abi, functionName: 'exactInputSingle', args: [params] })]
    }
    case 'router02.exactOutput': {
      const reversed = encodeV3Path(path, fees, true)
      const params = { path: reversed, recipient: sender, amountOut, amountInMaximum: amountIn }
      return [encodeFunctionData({ abi, functionName: 'exactOutput', args: [params] })]
    }
    case 'router02.unwrap': {
      const params = { path: encodeV3Path(path, fees, false), recipient: ROUTER, ...exactIn }
      return [
        encodeFunctionData({ abi, functionName: 'exactInput', args: [params] }),
        encodeFunctionData({ abi, functionName: 'unwrapWETH9', args: [amountOut, sender] }),
      ]
    }
    case 'router02.swapExactTokensForTokens': {
      const args = [amountIn, amountOut, path, sender] as const
      return [encodeFunctionData({ abi, functionName: 'swapExactTokensForTokens', args })]
    }
    default:
      throw new RangeError(`${method} is not a method of SwapRouter02`)
  }
}
