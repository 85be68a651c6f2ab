import { encodeFunctionData, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import {
  DAI,
  decode,
  POSITION_MANAGER,
  SENDER,
  SUSHI_ROUTER,
  UNKNOWN,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'

const v2 = parseAbi([
  'function addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)',
  'function addLiquidityETH(address,uint256,uint256,uint256,address,uint256) payable',
  'function removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)',
  'function removeLiquidityETH(address,uint256,uint256,uint256,address,uint256)',
])
const positions = parseAbi([
  'function mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)) payable',
  'function increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256)) payable',
  'function createAndInitializePoolIfNecessary(address,address,uint24,uint160) payable',
])

const add = encodeFunctionData({
  abi: v2,
  functionName: 'addLiquidity',
  args: [USDC, DAI, 1n, 1n, 1n, 1n, SENDER, 1n],
})

test.each([
  ['addLiquidity', add, 'add'],
  [
    'addLiquidityETH',
    encodeFunctionData({ abi: v2, functionName: 'addLiquidityETH', args: [USDC, 1n, 1n, 1n, SENDER, 1n] }),
    'add',
  ],
  [
    'removeLiquidity',
    encodeFunctionData({
      abi: v2,
      functionName: 'removeLiquidity',
      args: [USDC, DAI, 1n, 1n, 1n, SENDER, 1n],
    }),
    'remove',
  ],
  [
    'removeLiquidityETH',
    encodeFunctionData({ abi: v2, functionName: 'removeLiquidityETH', args: [USDC, 1n, 1n, 1n, SENDER, 1n] }),
    'remove',
  ],
] as const)('the V2 router: %s', (_, input, change) => {
  expect(decode(V2_ROUTER, input).actions).toEqual([{ type: 'liquidity', protocol: 'uniswap-v2', change }])
  expect(decode(V2_ROUTER, input.slice(0, -2))).toMatchObject({ actions: [], problem: 'malformed' })
})

test('a fork is named, an unknown contract only compared', () => {
  expect(decode(SUSHI_ROUTER, add).actions).toMatchObject([{ protocol: 'sushiswap-v2' }])
  expect(decode(UNKNOWN, add).actions).toMatchObject([{ protocol: 'uniswap-v2-like' }])
})

test.each([
  [
    'mint',
    encodeFunctionData({
      abi: positions,
      functionName: 'mint',
      args: [[USDC, WETH, 500, -10, 10, 1n, 1n, 0n, 0n, SENDER, 1n]],
    }),
    'add',
  ],
  [
    'increaseLiquidity',
    encodeFunctionData({
      abi: positions,
      functionName: 'increaseLiquidity',
      args: [[1n, 1n, 1n, 0n, 0n, 1n]],
    }),
    'add',
  ],
  [
    'createAndInitializePoolIfNecessary',
    encodeFunctionData({
      abi: positions,
      functionName: 'createAndInitializePoolIfNecessary',
      args: [USDC, WETH, 500, 1n],
    }),
    'create-pool',
  ],
] as const)('the V3 position manager: %s', (_, input, change) => {
  expect(decode(POSITION_MANAGER, input).actions).toEqual([
    { type: 'liquidity', protocol: 'uniswap-v3', change },
  ])
})
