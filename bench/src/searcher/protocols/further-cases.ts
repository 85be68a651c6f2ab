import { type Hex, zeroHash } from 'viem'
import { type Case, COIN, call, caseOf, DAI, ETHER, ME, OTHER, SOON, USDC, WETH, ZERO } from './case.ts'

const AUGUSTUS_4: Hex = '0x1bd435f3c054b6e901b7b108a0ab7617c808677b'
const AUGUSTUS_6: Hex = '0x6a000f20005980200259b80c5102003040001068'
const BALANCER_PROXY: Hex = '0x3e66b66fd1d0b02fda6c811da9e0547970db2f21'
const OKX: Hex = '0x5e1f62dac767b0491e3ce72469c217365d5b48cc'
const WALLET: Hex = '0x3a11e70000000000000000000000000000000006'
const COLLECTION: Hex = '0xc0110ec710000000000000000000000000000007'
const VERIFIER: Hex = '0x5e21f1e200000000000000000000000000000008'

/** What came up in recorded transactions, or was mined before others took over. */
export const furtherCases: readonly Case[] = [
  caseOf(
    'paraswap 4: simpleSwap',
    'swap',
    'paraswap',
    AUGUSTUS_4,
    call(
      'simpleSwap(address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,string,bool)',
      [USDC, COIN, 5n, 4n, 4n, [OTHER], '0x12', [0n], [0n], ME, 'me', false],
    ),
    { trade: [USDC, WETH] },
  ),
  caseOf(
    'paraswap 4: along a path',
    'swap',
    'paraswap',
    AUGUSTUS_4,
    call('swapOnUniswap(uint256,uint256,address[],uint8)', [5n, 4n, [USDC, WETH, DAI], 1]),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'paraswap 6: by the executor of professionals',
    'swap',
    'paraswap',
    AUGUSTUS_6,
    call(
      'swapExactAmountInPro(address,(address,address,uint256,uint256,uint256,bytes32,address),uint256,bytes,bytes)',
      [OTHER, [COIN, USDC, 5n, 4n, 4n, zeroHash, ZERO], 0n, '0x', '0x1234'],
    ),
    { value: 5n, trade: [WETH, USDC] },
  ),
  caseOf(
    'balancer 1: several hops',
    'swap',
    'balancer-v1',
    BALANCER_PROXY,
    call(
      'multihopBatchSwapExactIn((address,address,address,uint256,uint256,uint256)[][],address,address,uint256,uint256)',
      [[[[OTHER, USDC, DAI, 5n, 0n, 9n]]], USDC, DAI, 5n, 4n],
    ),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    'okx: along a graph of pools',
    'swap',
    'okx-dex',
    OKX,
    call(
      'dagSwapByOrderId(uint256,(uint256,address,uint256,uint256,uint256),(address[],address[],uint256[],bytes[],uint256)[])',
      [7n, [BigInt(USDC), DAI, 5n, 4n, SOON], [[[], [], [], [], BigInt(USDC)]]],
    ),
    { trade: [USDC, DAI] },
  ),
  caseOf(
    "a custodian's wallet sends coins",
    'transfer',
    'unknown',
    WALLET,
    call('sendMultiSig(address,uint256,bytes,uint256,uint256,bytes)', [OTHER, ETHER, '0x', SOON, 7n, '0x11']),
  ),
  caseOf(
    "a custodian's wallet sends tokens",
    'transfer',
    'unknown',
    WALLET,
    call('sendMultiSigToken(address,uint256,address,uint256,uint256,bytes)', [
      OTHER,
      5n,
      USDC,
      SOON,
      7n,
      '0x11',
    ]),
  ),
  caseOf(
    'a piece that its holder moves',
    'nft',
    'unknown',
    COLLECTION,
    call('transferFrom(address,address,uint256)', [ME, OTHER, 1_234n]),
  ),
  caseOf(
    'things that are issued',
    'nft',
    'unknown',
    COLLECTION,
    call('mintBatch(address,uint256[],uint256[],bytes)', [OTHER, [1n, 2n], [3n, 4n], '0x']),
  ),
  caseOf(
    'pieces for coins',
    'nft',
    'unknown',
    OTHER,
    call('swapETHForSpecificNFTs((address,uint256[])[],address,address,uint256)', [
      [[COLLECTION, [7n]]],
      ME,
      ME,
      SOON,
    ]),
    { value: ETHER },
  ),
  caseOf(
    'a proof of a rollup',
    'system',
    'unknown',
    VERIFIER,
    call('verifyMerkle(uint256[],uint256[],uint256,uint256)', [[1n], [2n], 3n, 4n]),
  ),
]
