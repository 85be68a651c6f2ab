import { type Hex, zeroHash } from 'viem'
import { type Case, call, caseOf, DAI, ETHER, ME, OTHER, SOON, USDC, WETH, ZERO } from './case.ts'

const AAVE_3: Hex = '0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2'
const COMET: Hex = '0xc3d688b66703497daa19211eedff47f25384cdc3'
const CUSDC: Hex = '0x39aa39c021dfbae8fac545936693ac917d5e7563'
const MORPHO: Hex = '0xbbbbbbbbbb9cc5e90e3b3af64bdaf62c37eeffcb'
const ENTRY_POINT: Hex = '0x0000000071727de22e5e9d8baf0edac6f37da032'
const SAFE: Hex = '0x5afe000000000000000000000000000000000003'
const PUNK: Hex = '0xbc4ca0eda7647a8ab7c2061c2e118a18a936f13d'
const POSITIONS: Hex = '0xc36442b4a4522e871399cd717abdd847ab11fe88'
const V2_ROUTER: Hex = '0x7a250d5630b4cf539739df2c5dacb4c659f2488d'
const PERMIT2: Hex = '0x000000000022d473030f116ddee9f6b43ac78ba3'
const ARBITRUM_GATEWAY: Hex = '0x72ce9c846789fdb6fc1f34ac4ad25dd9ef7031ef'
const OPTIMISM_BRIDGE: Hex = '0x99c9fc46f92e8a1c0dec1b1747d010903e884be1'
const SEAPORT: Hex = '0x00000000000000adc04c56bf30ac9d3c0aaf14dc'
const MULTICALL3: Hex = '0xca11bde05977b3631167028862be2a173976ca11'

const swap = call('swapExactTokensForTokens(uint256,uint256,address[],address,uint256)', [
  5n,
  4n,
  [USDC, DAI],
  ME,
  SOON,
])
const pay = call('transfer(address,uint256)', [OTHER, 5n])
const operation = '(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)'

function operations(inner: Hex): Hex {
  const execute = call('execute(address,uint256,bytes)', [V2_ROUTER, 0n, inner])
  return call(`handleOps(${operation}[],address)`, [
    [[SAFE, 1n, '0x', execute, zeroHash, 0n, zeroHash, '0x', '0x']],
    OTHER,
  ])
}

function safe(to: Hex, value: bigint, data: Hex): Hex {
  return call('execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)', [
    to,
    value,
    data,
    0,
    0n,
    0n,
    0n,
    ZERO,
    ZERO,
    `0x${'11'.repeat(65)}`,
  ])
}

export const tokenCases: readonly Case[] = [
  caseOf('token transfer', 'transfer', 'erc20', USDC, pay),
  caseOf(
    'token transfer by another',
    'transfer',
    'erc20',
    USDC,
    call('transferFrom(address,address,uint256)', [OTHER, ME, 5n]),
  ),
  caseOf(
    'approval',
    'approval',
    'erc20',
    USDC,
    call('approve(address,uint256)', [V2_ROUTER, 2n ** 256n - 1n]),
  ),
  caseOf('wrapping', 'transfer', 'wrapped-native', WETH, call('deposit()', []), {
    value: ETHER,
    telling: false,
  }),
  caseOf('unwrapping', 'transfer', 'wrapped-native', WETH, call('withdraw(uint256)', [ETHER]), {
    telling: false,
  }),
  caseOf(
    'permit2 approval',
    'approval',
    'permit2',
    PERMIT2,
    call('approve(address,address,uint160,uint48)', [USDC, V2_ROUTER, 5n, 1_900_000_000]),
    { telling: false },
  ),
  caseOf(
    'nft sent safely',
    'nft',
    'erc721',
    PUNK,
    call('safeTransferFrom(address,address,uint256)', [ME, OTHER, 7n]),
  ),
  caseOf('nft operator', 'approval', 'nft', PUNK, call('setApprovalForAll(address,bool)', [SEAPORT, true])),
]

export const otherCases: readonly Case[] = [
  caseOf(
    'adding liquidity',
    'liquidity',
    'uniswap-v2',
    V2_ROUTER,
    call('addLiquidityETH(address,uint256,uint256,uint256,address,uint256)', [USDC, 5n, 4n, 3n, ME, SOON]),
    { value: ETHER },
  ),
  caseOf(
    'a new position',
    'liquidity',
    'uniswap-v3',
    POSITIONS,
    call('mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))', [
      [USDC, WETH, 500, -100, 100, 5n, 4n, 0n, 0n, ME, SOON],
    ]),
  ),
  caseOf(
    'aave supply',
    'lending',
    'aave-v3',
    AAVE_3,
    call('supply(address,uint256,address,uint16)', [USDC, 5n, ME, 0]),
  ),
  caseOf(
    'aave borrow',
    'lending',
    'aave-v3',
    AAVE_3,
    call('borrow(address,uint256,uint256,uint16,address)', [USDC, 5n, 2n, 0, ME]),
  ),
  caseOf(
    'aave liquidation',
    'liquidation',
    'aave-v3',
    AAVE_3,
    call('liquidationCall(address,address,address,uint256,bool)', [WETH, USDC, OTHER, 5n, false]),
  ),
  caseOf('compound 2 redeem', 'lending', 'compound-v2', CUSDC, call('redeemUnderlying(uint256)', [5n])),
  caseOf(
    'compound 2 liquidation',
    'liquidation',
    'compound-v2',
    CUSDC,
    call('liquidateBorrow(address,uint256,address)', [OTHER, 5n, CUSDC]),
  ),
  caseOf('compound 3 supply', 'lending', 'compound-v3', COMET, call('supply(address,uint256)', [USDC, 5n]), {
    telling: false,
  }),
  caseOf(
    'compound 3 absorb',
    'liquidation',
    'compound-v3',
    COMET,
    call('absorb(address,address[])', [ME, [OTHER]]),
  ),
  caseOf(
    'morpho liquidation',
    'liquidation',
    'morpho-blue',
    MORPHO,
    call('liquidate((address,address,address,address,uint256),address,uint256,uint256,bytes)', [
      [USDC, WETH, OTHER, OTHER, 86n * 10n ** 16n],
      OTHER,
      5n,
      0n,
      '0x',
    ]),
  ),
  caseOf('a swap of an account', 'account_abstraction', 'erc4337', ENTRY_POINT, operations(swap), {
    trade: [USDC, DAI],
  }),
  caseOf(
    'an account that does something',
    'account_abstraction',
    'erc4337',
    ENTRY_POINT,
    operations('0xc0ffee00'),
  ),
  caseOf('a swap of a safe', 'swap', 'uniswap-v2', SAFE, safe(V2_ROUTER, 0n, swap), { trade: [USDC, DAI] }),
  caseOf('a payment of a safe', 'transfer', 'erc20', SAFE, safe(USDC, 0n, pay)),
  caseOf(
    'calls together',
    'transfer',
    'multicall3',
    MULTICALL3,
    call('aggregate3((address,bool,bytes)[])', [[[USDC, false, pay]]]),
  ),
  caseOf(
    'to arbitrum',
    'bridge',
    'arbitrum-bridge',
    ARBITRUM_GATEWAY,
    call('outboundTransfer(address,address,uint256,uint256,uint256,bytes)', [USDC, ME, 5n, 1n, 1n, '0x']),
  ),
  caseOf(
    'to optimism',
    'bridge',
    'op-bridge',
    OPTIMISM_BRIDGE,
    call('depositERC20(address,address,uint256,uint32,bytes)', [USDC, USDC, 5n, 200_000, '0x']),
  ),
  caseOf(
    'a basic order',
    'nft',
    'seaport',
    SEAPORT,
    call(
      'fulfillBasicOrder((address,uint256,uint256,address,address,address,uint256,uint256,uint8,uint256,uint256,bytes32,uint256,bytes32,bytes32,uint256,(uint256,address)[],bytes))',
      [
        [
          ZERO,
          0n,
          ETHER,
          OTHER,
          ZERO,
          PUNK,
          7n,
          1n,
          0,
          0n,
          SOON,
          zeroHash,
          1n,
          zeroHash,
          zeroHash,
          0n,
          [],
          '0x11',
        ],
      ],
    ),
    { value: ETHER },
  ),
]
