import { concatHex, encodeAbiParameters, encodePacked, type Hex, parseAbiParameters, zeroHash } from 'viem'
import { type Case, COIN, call, caseOf, DAI, ETHER, ME, OTHER, SOON, USDC, USDT, WETH, ZERO } from './case.ts'

const V2_ROUTER: Hex = '0x7a250d5630b4cf539739df2c5dacb4c659f2488d'
const SUSHI: Hex = '0xd9e1ce17f2641f24ae83637ab66a2cca9c378b9f'
const V3_ROUTER: Hex = '0xe592427a0aece92de3edee1f18e0157c05861564'
const ROUTER_02: Hex = '0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45'
const UNIVERSAL: Hex = '0x66a9893cc07d91d95644aedd05d03f95e1dba8af'
const VAULT: Hex = '0xba12222222228d8ba445958a75a0704d566bf2c8'
const THREE_POOL: Hex = '0xbebc44782c7db0a1a60cb6fe97d0b483032ff1c7'
const ONE_INCH_5: Hex = '0x1111111254eeb25477b68fb85ed929f73a960582'
const ONE_INCH_6: Hex = '0x111111125421ca6dc452d289314280a0f8842a65'
const ZERO_EX: Hex = '0xdef1c0ded9bec7f1a1670819833240f027b25eff'
const PARASWAP: Hex = '0xdef171fe48cf0115b1d80b88dc8eab59176fee57'
const ODOS: Hex = '0xcf5540fffcdc3d510b18bfca6d2b9987b0772559'
const KYBER: Hex = '0x6131b5fae19ea4f9d964eac0408e4408b66337b5'
const COW: Hex = '0x9008d19f58aabd9ed0d60971565aa8510560ab41'

const single = '(address,address,uint24,address,uint256,uint256,uint160)'
const path = encodePacked(['address', 'uint24', 'address', 'uint24', 'address'], [WETH, 500, USDC, 100, DAI])
const exactSingle = call(`exactInputSingle(${single})`, [[USDC, WETH, 3000, ME, 5_000_000n, 1n, 0n]])

function universal(commands: Hex, inputs: readonly Hex[]): Hex {
  return call('execute(bytes,bytes[],uint256)', [commands, inputs, SOON])
}
const v3In = encodeAbiParameters(parseAbiParameters('address,uint256,uint256,bytes,bool'), [
  ME,
  ETHER,
  1n,
  path,
  false,
])
const wrap = encodeAbiParameters(parseAbiParameters('address,uint256'), [
  '0x0000000000000000000000000000000000000002',
  ETHER,
])
const v4Actions = encodeAbiParameters(parseAbiParameters('bytes,bytes[]'), [
  '0x060c0f',
  [
    encodeAbiParameters(
      parseAbiParameters('((address,address,uint24,int24,address),bool,uint128,uint128,bytes)'),
      [[[ZERO, USDC, 500, 10, ZERO], true, ETHER, 2_000_000_000n, '0x']],
    ),
    encodeAbiParameters(parseAbiParameters('address,uint256'), [ZERO, ETHER]),
    encodeAbiParameters(parseAbiParameters('address,uint256'), [USDC, 2_000_000_000n]),
  ],
])

export const uniswapCases: readonly Case[] = [
  caseOf(
    'v2 exact in, paid in ether',
    'swap',
    'uniswap-v2',
    V2_ROUTER,
    call('swapExactETHForTokens(uint256,address[],address,uint256)', [1n, [WETH, USDC], ME, SOON]),
    { value: ETHER, trade: [WETH, USDC] },
  ),
  caseOf(
    'v2 exact out on a fork',
    'swap',
    'sushiswap-v2',
    SUSHI,
    call('swapTokensForExactTokens(uint256,uint256,address[],address,uint256)', [
      9n,
      ETHER,
      [DAI, WETH, USDC],
      ME,
      SOON,
    ]),
    { trade: [DAI, USDC] },
  ),
  caseOf(
    'v2 with a fee on transfer',
    'swap',
    'uniswap-v2',
    V2_ROUTER,
    call('swapExactTokensForETHSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)', [
      ETHER,
      1n,
      [DAI, WETH],
      ME,
      SOON,
    ]),
    { trade: [DAI, WETH] },
  ),
  caseOf(
    'v3 exact in over two pools',
    'swap',
    'uniswap-v3',
    V3_ROUTER,
    call('exactInput((bytes,address,uint256,uint256,uint256))', [[path, ME, SOON, ETHER, 1n]]),
    { trade: [WETH, DAI] },
  ),
  caseOf('v3 single', 'swap', 'uniswap-v3', ROUTER_02, exactSingle, { trade: [USDC, WETH] }),
  caseOf(
    'multicall in a multicall',
    'swap',
    'uniswap-v3',
    ROUTER_02,
    call('multicall(uint256,bytes[])', [
      SOON,
      [call('multicall(bytes[])', [[exactSingle]]), call('refundETH()', [])],
    ]),
    { trade: [USDC, WETH] },
  ),
  caseOf(
    'universal: wrap and v3',
    'swap',
    'uniswap-universal-router',
    UNIVERSAL,
    universal('0x0b00', [wrap, v3In]),
    {
      value: ETHER,
      trade: [WETH, DAI],
    },
  ),
  caseOf('universal: v4', 'swap', 'uniswap-universal-router', UNIVERSAL, universal('0x10', [v4Actions]), {
    value: ETHER,
    trade: [WETH, USDC],
  }),
  caseOf(
    'universal: a plan in a plan',
    'swap',
    'uniswap-universal-router',
    UNIVERSAL,
    universal('0x21', [encodeAbiParameters(parseAbiParameters('bytes,bytes[]'), ['0x00', [v3In]])]),
    { trade: [WETH, DAI] },
  ),
]

/** What a private router is asked, and passes on to another. */
const passedOn = call('swapExactTokensForTokens(uint256,uint256,address[],address,uint256)', [
  5n,
  4n,
  [USDC, DAI],
  ME,
  SOON,
])

const description = '(address,address,address,address,uint256,uint256,uint256)'
const kyber =
  '(address,address,bytes,(address,address,address[],uint256[],address[],uint256[],address,uint256,uint256,uint256,bytes),bytes)'

export const aggregatorCases: readonly Case[] = [
  caseOf(
    'a private router that passes on a swap',
    'swap',
    'unknown',
    '0x50b0d10000000000000000000000000000000004',
    call('fulfil(address,bytes,uint256)', [SUSHI, passedOn, 7n]),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'balancer swap',
    'swap',
    'balancer-v2',
    VAULT,
    call('swap((bytes32,uint8,address,address,uint256,bytes),(address,bool,address,bool),uint256,uint256)', [
      [`0x${'5c'.repeat(32)}`, 0, WETH, USDC, ETHER, '0x'],
      [ME, false, ME, false],
      1n,
      SOON,
    ]),
    { trade: [WETH, USDC] },
  ),
  caseOf(
    'balancer batch',
    'swap',
    'balancer-v2',
    VAULT,
    call(
      'batchSwap(uint8,(bytes32,uint256,uint256,uint256,bytes)[],address[],(address,bool,address,bool),int256[],uint256)',
      [
        0,
        [[`0x${'5c'.repeat(32)}`, 0n, 1n, ETHER, '0x']],
        [WETH, USDC],
        [ME, false, ME, false],
        [ETHER, -1n],
        SOON,
      ],
    ),
    { trade: [WETH, USDC] },
  ),
  caseOf(
    'curve pool',
    'swap',
    'curve',
    THREE_POOL,
    call('exchange(int128,int128,uint256,uint256)', [0n, 1n, ETHER, 1n]),
  ),
  caseOf(
    '1inch 5',
    'swap',
    '1inch',
    ONE_INCH_5,
    call(`swap(address,${description},bytes,bytes)`, [
      OTHER,
      [USDC, DAI, OTHER, ME, 5_000_000n, 1n, 0n],
      '0x',
      '0xabcd',
    ]),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    '1inch 6',
    'swap',
    '1inch',
    ONE_INCH_6,
    call(`swap(address,${description},bytes)`, [OTHER, [COIN, DAI, OTHER, ME, ETHER, 1n, 0n], '0xabcd']),
    { value: ETHER, trade: [WETH, DAI] },
  ),
  caseOf(
    '1inch 6 over one pool',
    'swap',
    '1inch',
    ONE_INCH_6,
    call('unoswap(uint256,uint256,uint256,uint256)', [
      BigInt(USDC),
      5_000_000n,
      1n,
      (1n << 253n) | BigInt(OTHER),
    ]),
  ),
  caseOf(
    '0x transform',
    'swap',
    '0x',
    ZERO_EX,
    call('transformERC20(address,address,uint256,uint256,(uint32,bytes)[])', [
      USDC,
      DAI,
      5n,
      4n,
      [[1, '0xabcd']],
    ]),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'paraswap 5',
    'swap',
    'paraswap',
    PARASWAP,
    call(
      'simpleSwap((address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,address,uint256,bytes,uint256,bytes16))',
      [
        [
          USDC,
          DAI,
          5n,
          4n,
          4n,
          [OTHER],
          '0xabcd',
          [0n, 2n],
          [0n],
          ME,
          ZERO,
          0n,
          '0x',
          SOON,
          `0x${'00'.repeat(16)}`,
        ],
      ],
    ),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'odos 2',
    'swap',
    'odos',
    ODOS,
    call('swap((address,uint256,address,address,uint256,uint256,address),bytes,address,uint32)', [
      [USDC, 5n, OTHER, DAI, 5n, 4n, ME],
      '0xabcd',
      OTHER,
      0,
    ]),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'kyber',
    'swap',
    'kyberswap',
    KYBER,
    call(`swap(${kyber})`, [
      [OTHER, ZERO, '0xabcd', [USDC, DAI, [], [], [], [], ME, 5n, 4n, 0n, '0x'], '0x'],
    ]),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'cow settlement',
    'swap',
    'cow',
    COW,
    call(
      'settle(address[],uint256[],(uint256,uint256,address,uint256,uint256,uint32,bytes32,uint256,uint256,uint256,bytes)[],(address,uint256,bytes)[][3])',
      [
        [USDC, WETH],
        [5n, 4n],
        [
          [
            0n,
            1n,
            ME,
            5_000_000n,
            1n,
            1_900_000_000,
            zeroHash,
            0n,
            0n,
            5_000_000n,
            concatHex(['0x', zeroHash]),
          ],
        ],
        [[], [], []],
      ],
    ),
    { trade: [USDC, WETH] },
  ),
  caseOf(
    'curve router',
    'swap',
    'curve',
    '0xf0d4c12a5768d806021f80a262b4d39d26c58b8d',
    call('exchange(address[11],uint256[5][5],uint256,uint256)', [
      [USDC, THREE_POOL, USDT, ...Array.from({ length: 8 }, () => ZERO)],
      [[1n, 2n, 1n, 1n, 3n], ...Array.from({ length: 4 }, () => [0n, 0n, 0n, 0n, 0n])],
      5n,
      4n,
    ]),
    { trade: [USDC, USDT] },
  ),
]
