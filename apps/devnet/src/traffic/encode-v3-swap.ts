import { encodeFunctionData, type Hex, zeroAddress } from 'viem'
import { v3RouterAbi as abi } from '../abis.ts'
import type { SwapContext } from './swap-context.ts'
import { encodeV3Path, singlePool } from './v3-path.ts'

/** Calldata of V3's SwapRouter for methods `v3.…`. @throws RangeError for another router's method. */
export function encodeV3Swap({ action, path, sender, deadline }: SwapContext): Hex {
  const { method, fees, amountIn, amountOut } = action
  const to = { recipient: sender, deadline }
  const exactIn = { amountIn, amountOutMinimum: amountOut }
  const exactOut = { amountOut, amountInMaximum: amountIn }
  switch (method) {
    case 'v3.exactInputSingle': {
      const params = { ...singlePool(path, fees), ...to, ...exactIn, sqrtPriceLimitX96: 0n }
      return encodeFunctionData({ abi, functionName: 'exactInputSingle', args: [params] })
    }
    case 'v3.exactInput': {
      const params = { path: encodeV3Path(path, fees, false), ...to, ...exactIn }
      return encodeFunctionData({ abi, functionName: 'exactInput', args: [params] })
    }
    case 'v3.exactOutputSingle': {
      const params = { ...singlePool(path, fees), ...to, ...exactOut, sqrtPriceLimitX96: 0n }
      return encodeFunctionData({ abi, functionName: 'exactOutputSingle', args: [params] })
    }
    case 'v3.exactOutput': {
      const params = { path: encodeV3Path(path, fees, true), ...to, ...exactOut }
      return encodeFunctionData({ abi, functionName: 'exactOutput', args: [params] })
    }
    case 'v3.multicall.unwrap': {
      // The zero address stands for the router itself.
      const params = { path: encodeV3Path(path, fees, false), recipient: zeroAddress, deadline, ...exactIn }
      return multicall([
        encodeFunctionData({ abi, functionName: 'exactInput', args: [params] }),
        encodeFunctionData({ abi, functionName: 'unwrapWETH9', args: [amountOut, sender] }),
      ])
    }
    case 'v3.multicall.refund': {
      const params = { ...singlePool(path, fees), ...to, ...exactOut, sqrtPriceLimitX96: 0n }
      return multicall([
        encodeFunctionData({ abi, functionName: 'exactOutputSingle', args: [params] }),
        encodeFunctionData({ abi, functionName: 'refundETH' }),
      ])
    }
    default:
      throw new RangeError(`${method} is not a method of V3's SwapRouter`)
  }
}

function multicall(calls: readonly Hex[]): Hex {
  return encodeFunctionData({ abi, functionName: 'multicall', args: [calls] })
}
