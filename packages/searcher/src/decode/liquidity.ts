import type { ContractAbi } from '../registry/schema.ts'
import type { LiquidityAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { WORD_CHARS } from './words.ts'

/** Only what kind of change it is; that the calldata is long enough for the function's words is all that is checked. */
function decodeLiquidity(
  change: LiquidityAction['change'],
  family: string,
  words: number,
  decoding: Decoding,
  call: Call,
): boolean {
  if (call.base + words * WORD_CHARS > call.end) return false
  const protocol = call.contract === null ? `${family}-like` : call.contract.protocol
  addAction(decoding, { type: 'liquidity', protocol, change })
  return true
}

function method(
  abi: ContractAbi,
  family: string,
  signature: string,
  change: LiquidityAction['change'],
  words: number,
): Method {
  return {
    signature,
    abis: [abi],
    generic: true,
    decode: (decoding, call) => decodeLiquidity(change, family, words, decoding, call),
  }
}

function v2(signature: string, change: 'add' | 'remove', words: number): Method {
  return method('uniswap-v2-router', 'uniswap-v2', signature, change, words)
}

function v3(signature: string, change: LiquidityAction['change'], words: number): Method {
  return method('uniswap-v3-position-manager', 'uniswap-v3', signature, change, words)
}

/** Liquidity functions of the V2 router and of the V3 position manager. */
export const liquidityMethods: Readonly<Record<string, Method>> = {
  '0xe8e33700': v2('addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)', 'add', 8),
  '0xf305d719': v2('addLiquidityETH(address,uint256,uint256,uint256,address,uint256)', 'add', 6),
  '0xbaa2abde': v2('removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)', 'remove', 7),
  '0x02751cec': v2('removeLiquidityETH(address,uint256,uint256,uint256,address,uint256)', 'remove', 6),
  '0x2195995c': v2(
    'removeLiquidityWithPermit(address,address,uint256,uint256,uint256,address,uint256,bool,uint8,bytes32,bytes32)',
    'remove',
    11,
  ),
  '0xded9382a': v2(
    'removeLiquidityETHWithPermit(address,uint256,uint256,uint256,address,uint256,bool,uint8,bytes32,bytes32)',
    'remove',
    10,
  ),
  '0xaf2979eb': v2(
    'removeLiquidityETHSupportingFeeOnTransferTokens(address,uint256,uint256,uint256,address,uint256)',
    'remove',
    6,
  ),
  '0x5b0d5984': v2(
    'removeLiquidityETHWithPermitSupportingFeeOnTransferTokens(address,uint256,uint256,uint256,address,uint256,bool,uint8,bytes32,bytes32)',
    'remove',
    10,
  ),
  '0x88316456': v3(
    'mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))',
    'add',
    11,
  ),
  '0x219f5d17': v3('increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256))', 'add', 6),
  '0x0c49ccbe': v3('decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))', 'remove', 5),
  '0xfc6f7865': v3('collect((uint256,address,uint128,uint128))', 'collect', 4),
  '0x13ead562': v3('createAndInitializePoolIfNecessary(address,address,uint24,uint160)', 'create-pool', 4),
}
