import type { ContractAbi } from '../registry/schema.ts'
import type { LiquidityAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { tradeProtocol } from './trade.ts'
import { readWei, WORD_CHARS } from './words.ts'

/** Only what kind of change it is; that the words are there, and hex, is all that is checked. */
function decodeChange(
  family: string,
  change: LiquidityAction['change'],
  words: number,
  decoding: Decoding,
  call: Call,
): boolean {
  const last = call.base + (words - 1) * WORD_CHARS
  if (readWei(decoding.input, last, call.end) === null) return false
  addAction(decoding, { type: 'liquidity', protocol: tradeProtocol(call, family), change })
  return true
}

function method(
  signature: string,
  abi: ContractAbi,
  family: string,
  change: LiquidityAction['change'],
  words: number,
): Method {
  return {
    signature,
    abis: [abi],
    generic: true,
    decode: (decoding, call) => decodeChange(family, change, words, decoding, call),
  }
}

function curve(signature: string, change: 'add' | 'remove', words: number): Method {
  return method(signature, 'curve-pool', 'curve', change, words)
}

function balancer(name: string, change: 'add' | 'remove'): Method {
  const request = '(address[],uint256[],bytes,bool)'
  const signature = `${name}(bytes32,address,address,${request})`
  return method(signature, 'balancer-v2-vault', 'balancer-v2', change, 4)
}

function solidly(signature: string, change: 'add' | 'remove', words: number): Method {
  return method(signature, 'solidly-router', 'solidly', change, words)
}

/** Liquidity functions of exchanges beside Uniswap. */
export const exchangeLiquidityMethods: Readonly<Record<string, Method>> = {
  '0x0b4c7e4d': curve('add_liquidity(uint256[2],uint256)', 'add', 3),
  '0x4515cef3': curve('add_liquidity(uint256[3],uint256)', 'add', 4),
  '0x029b2f34': curve('add_liquidity(uint256[4],uint256)', 'add', 5),
  '0x5b36389c': curve('remove_liquidity(uint256,uint256[2])', 'remove', 3),
  '0xecb586a5': curve('remove_liquidity(uint256,uint256[3])', 'remove', 4),
  '0x7d49d875': curve('remove_liquidity(uint256,uint256[4])', 'remove', 5),
  '0x1a4d01d2': curve('remove_liquidity_one_coin(uint256,int128,uint256)', 'remove', 3),
  '0xf1dc3cc9': curve('remove_liquidity_one_coin(uint256,uint256,uint256)', 'remove', 3),
  '0xe3103273': curve('remove_liquidity_imbalance(uint256[2],uint256)', 'remove', 3),
  '0x9fdaea0c': curve('remove_liquidity_imbalance(uint256[3],uint256)', 'remove', 4),
  '0x18a7bd76': curve('remove_liquidity_imbalance(uint256[4],uint256)', 'remove', 5),
  '0xb95cac28': balancer('joinPool', 'add'),
  '0x8bdb3913': balancer('exitPool', 'remove'),
  '0x4f69c0d4': method('joinPool(uint256,uint256[])', 'balancer-v1', 'balancer-v1', 'add', 3),
  '0xb02f0b73': method('exitPool(uint256,uint256[])', 'balancer-v1', 'balancer-v1', 'remove', 3),
  '0x5a47ddc3': solidly(
    'addLiquidity(address,address,bool,uint256,uint256,uint256,uint256,address,uint256)',
    'add',
    9,
  ),
  '0xb7e0d4c0': solidly('addLiquidityETH(address,bool,uint256,uint256,uint256,address,uint256)', 'add', 7),
  '0x0dede6c4': solidly(
    'removeLiquidity(address,address,bool,uint256,uint256,uint256,address,uint256)',
    'remove',
    8,
  ),
  '0xd7b0e0a5': solidly(
    'removeLiquidityETH(address,bool,uint256,uint256,uint256,address,uint256)',
    'remove',
    7,
  ),
}
