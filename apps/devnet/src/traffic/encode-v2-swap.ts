import { encodeFunctionData, type Hex } from 'viem'
import { v2RouterAbi as abi } from '../abis.ts'
import type { SwapContext } from './swap-context.ts'

/** Calldata of the V2 router for methods `v2.…`. @throws RangeError for another router's method. */
export function encodeV2Swap({ action, path, sender, deadline }: SwapContext): Hex {
  const { method, amountIn, amountOut } = action
  const end = [path, sender, deadline] as const
  switch (method) {
    case 'v2.swapExactTokensForTokens':
      return encodeFunctionData({
        abi,
        functionName: 'swapExactTokensForTokens',
        args: [amountIn, amountOut, ...end],
      })
    case 'v2.swapTokensForExactTokens':
      return encodeFunctionData({
        abi,
        functionName: 'swapTokensForExactTokens',
        args: [amountOut, amountIn, ...end],
      })
    case 'v2.swapExactETHForTokens':
      return encodeFunctionData({ abi, functionName: 'swapExactETHForTokens', args: [amountOut, ...end] })
    case 'v2.swapTokensForExactETH':
      return encodeFunctionData({
        abi,
        functionName: 'swapTokensForExactETH',
        args: [amountOut, amountIn, ...end],
      })
    case 'v2.swapExactTokensForETH':
      return encodeFunctionData({
        abi,
        functionName: 'swapExactTokensForETH',
        args: [amountIn, amountOut, ...end],
      })
    case 'v2.swapETHForExactTokens':
      return encodeFunctionData({ abi, functionName: 'swapETHForExactTokens', args: [amountOut, ...end] })
    case 'v2.swapExactTokensForTokensSupportingFeeOnTransferTokens':
      return encodeFunctionData({
        abi,
        functionName: 'swapExactTokensForTokensSupportingFeeOnTransferTokens',
        args: [amountIn, amountOut, ...end],
      })
    case 'v2.swapExactETHForTokensSupportingFeeOnTransferTokens':
      return encodeFunctionData({
        abi,
        functionName: 'swapExactETHForTokensSupportingFeeOnTransferTokens',
        args: [amountOut, ...end],
      })
    case 'v2.swapExactTokensForETHSupportingFeeOnTransferTokens':
      return encodeFunctionData({
        abi,
        functionName: 'swapExactTokensForETHSupportingFeeOnTransferTokens',
        args: [amountIn, amountOut, ...end],
      })
    default:
      throw new RangeError(`${method} is not a method of the V2 router`)
  }
}
