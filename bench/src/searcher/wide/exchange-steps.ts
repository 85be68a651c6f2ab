import type { Deployment, TokenSymbol } from '@org/devnet'
import {
  type Address,
  concatHex,
  encodeAbiParameters,
  type Hex,
  maxUint128,
  maxUint256,
  parseAbiParameters,
} from 'viem'
import { call, ETHER, LATER, type Step, type StepCall, type StepContext } from './step.ts'

const MINT =
  'mint((address token0, address token1, uint24 fee, int24 tickLower, int24 tickUpper, uint256 amount0Desired, uint256 amount1Desired, uint256 amount0Min, uint256 amount1Min, address recipient, uint256 deadline))'
const INCREASE = 'increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256))'
const DECREASE = 'decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))'
const COLLECT = 'collect((uint256,address,uint128,uint128))'
/** The whole range of pools with a spacing of ten ticks. */
const WIDEST = 887_270

const step = (group: string, protocol: string, make: Step['make'], more: Partial<Step> = {}): Step => ({
  group,
  protocol,
  make,
  ...more,
})
const approve = (symbol: TokenSymbol, spender: 'positionManager'): Step =>
  step('approvals', symbol === 'WETH' ? 'wrapped-native' : 'erc20', ({ deployment }) => ({
    to: deployment.tokens[symbol],
    data: call('approve(address,uint256)', [deployment.contracts[spender], maxUint256]),
  }))
const pairOf = ({ deployment }: StepContext, first: TokenSymbol, second: TokenSymbol): Address => {
  const pool = deployment.pools.find(
    ({ version, tokens }) => version === 2 && tokens.includes(first) && tokens.includes(second),
  )
  if (pool === undefined) throw new RangeError(`the devnet has no pair of ${first} and ${second}`)
  return pool.address
}

/** Positions of the first V3 pool of USDC and DAI, and what is in pairs. */
export const liquiditySteps: readonly Step[] = [
  step('liquidity', 'uniswap-v2', ({ deployment: { contracts, tokens }, sender, some }) => ({
    to: contracts.v2Router,
    data: call('addLiquidityETH(address,uint256,uint256,uint256,address,uint256)', [
      tokens.USDC,
      some(9_000_000_000n),
      0n,
      0n,
      sender,
      LATER,
    ]),
    value: ETHER * 4n,
  })),
  step('liquidity', 'uniswap-v2', ({ deployment: { contracts, tokens }, sender, some }) => ({
    to: contracts.v2Router,
    data: call('addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)', [
      tokens.USDC,
      tokens.DAI,
      some(900_000_000n),
      ETHER * 1_000n,
      0n,
      0n,
      sender,
      LATER,
    ]),
  })),
  ...(
    [
      ['WETH', 'USDC'],
      ['USDC', 'DAI'],
    ] as const
  ).map(
    ([first, second]): Step =>
      step('approvals', 'erc20', (context) => ({
        to: pairOf(context, first, second),
        data: call('approve(address,uint256)', [context.deployment.contracts.v2Router, maxUint256]),
      })),
  ),
  step('liquidity', 'uniswap-v2', async (context) => ({
    to: context.deployment.contracts.v2Router,
    data: call('removeLiquidityETH(address,uint256,uint256,uint256,address,uint256)', [
      context.deployment.tokens.USDC,
      await context.most(pairOf(context, 'WETH', 'USDC')),
      0n,
      0n,
      context.sender,
      LATER,
    ]),
  })),
  step('liquidity', 'uniswap-v2', async (context) => ({
    to: context.deployment.contracts.v2Router,
    data: call('removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)', [
      context.deployment.tokens.USDC,
      context.deployment.tokens.DAI,
      await context.most(pairOf(context, 'USDC', 'DAI')),
      0n,
      0n,
      context.sender,
      LATER,
    ]),
  })),
  approve('USDC', 'positionManager'),
  approve('DAI', 'positionManager'),
  step(
    'liquidity',
    'uniswap-v3',
    ({ deployment, sender, some }) => {
      const { contracts, tokens } = deployment
      const [token0, token1] = [tokens.USDC, tokens.DAI].sort()
      const [amount0Desired, amount1Desired] = inOrder(deployment, some(900_000_000n), ETHER * 900n)
      const position = {
        token0,
        token1,
        fee: 500,
        tickLower: -WIDEST,
        tickUpper: WIDEST,
        amount0Desired,
        amount1Desired,
        amount0Min: 0n,
        amount1Min: 0n,
        recipient: sender,
        deadline: LATER,
      }
      return { to: contracts.positionManager, data: call(MINT, [position]) }
    },
    { bringsPiece: true },
  ),
  manager((context) =>
    call(INCREASE, [
      [context.piece(), ...inOrder(context.deployment, 9_000_000n, ETHER * 9n), 0n, 0n, LATER],
    ]),
  ),
  manager((context) => call(DECREASE, [[context.piece(), 1_000_000n, 0n, 0n, LATER]])),
  manager((context) => call(COLLECT, [[context.piece(), context.sender, maxUint128, maxUint128]])),
  manager((context) =>
    call('multicall(bytes[])', [
      [
        call(DECREASE, [[context.piece(), 1_000_000n, 0n, 0n, LATER]]),
        call(COLLECT, [[context.piece(), context.sender, maxUint128, maxUint128]]),
      ],
    ]),
  ),
  step('collections', 'uniswap-v3', ({ deployment, sender, other, piece }) => ({
    to: deployment.contracts.positionManager,
    data: call('safeTransferFrom(address,address,uint256)', [sender, other, piece()]),
  })),
]

/** Amounts of USDC and DAI in the order in which a pool has them. */
function inOrder({ tokens }: Deployment, usdc: bigint, dai: bigint): [bigint, bigint] {
  return tokens.USDC < tokens.DAI ? [usdc, dai] : [dai, usdc]
}

function manager(data: (context: StepContext) => Hex): Step {
  return step(
    'liquidity',
    'uniswap-v3',
    (context): StepCall => ({
      to: context.deployment.contracts.positionManager,
      data: data(context),
    }),
  )
}

const V3_SWAP = parseAbiParameters('address, uint256, uint256, bytes, bool')
const V2_SWAP = parseAbiParameters('address, uint256, uint256, address[], bool')
const THREE = parseAbiParameters('address, address, uint256')
const TWO = parseAbiParameters('address, uint256')
const THE_SENDER: Address = `0x${'0'.repeat(39)}1`
const ITSELF: Address = `0x${'0'.repeat(39)}2`
const NATIVE: Address = `0x${'0'.repeat(40)}`
const execute = (commands: Hex, inputs: readonly Hex[]): Hex =>
  call('execute(bytes,bytes[],uint256)', [commands, inputs, LATER])
const path = (first: Address, fee: number, second: Address): Hex =>
  concatHex([first, `0x${fee.toString(16).padStart(6, '0')}`, second])

/** Swaps whose limit stands in a later step, and plans of several. */
export const swapSteps: readonly Step[] = [
  universal(({ deployment: { tokens }, some }) => {
    const value = some(ETHER)
    const data = execute('0x0b000604', [
      encodeAbiParameters(TWO, [ITSELF, value]),
      encodeAbiParameters(V3_SWAP, [ITSELF, value, 0n, path(tokens.WETH, 3000, tokens.USDC), false]),
      encodeAbiParameters(THREE, [tokens.USDC, '0x00000000000000000000000000000000000fee05', 25n]),
      encodeAbiParameters(THREE, [tokens.USDC, THE_SENDER, 1_000n]),
    ])
    return { data, value }
  }),
  universal(({ deployment: { tokens }, some }) => ({
    data: execute('0x080c04', [
      encodeAbiParameters(V2_SWAP, [ITSELF, some(900_000_000n), 0n, [tokens.USDC, tokens.WETH], true]),
      encodeAbiParameters(TWO, [ITSELF, 0n]),
      encodeAbiParameters(THREE, [NATIVE, THE_SENDER, 1_000n]),
    ]),
  })),
  universal(({ deployment: { tokens }, some }) => ({
    data: execute('0x0008', [
      encodeAbiParameters(V3_SWAP, [
        ITSELF,
        some(900_000_000n),
        0n,
        path(tokens.USDC, 500, tokens.WETH),
        true,
      ]),
      encodeAbiParameters(V2_SWAP, [THE_SENDER, 2n ** 255n, 1_000n, [tokens.WETH, tokens.LINK], false]),
    ]),
  })),
  step('swaps', 'uniswap-v2', ({ deployment: { contracts, tokens }, sender, some }) => ({
    to: contracts.v2Router,
    data: call('swapExactTokensForTokens(uint256,uint256,address[],address,uint256)', [
      some(900_000_000n),
      0n,
      [tokens.USDC, tokens.WETH, tokens.LINK],
      sender,
      LATER,
    ]),
  })),
]

function universal(make: (context: StepContext) => { readonly data: Hex; readonly value?: bigint }): Step {
  return step('swaps', 'uniswap-universal-router', (context) => ({
    to: context.deployment.contracts.universalRouter,
    ...make(context),
  }))
}
