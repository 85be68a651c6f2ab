import type { ContractAbi } from '../registry/schema.ts'
import type { SettlementAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { readAddress, readWei, WORD_CHARS } from './words.ts'

const ROUTERS: readonly ContractAbi[] = [
  'uniswap-v3-swap-router',
  'uniswap-v3-swap-router-02',
  'uniswap-v3-position-manager',
  'slipstream-router',
  'algebra-router',
]

/** A step of `words` argument words, the first the token. A sweep's second word is the least amount it must find. */
function step(signature: string, words: number, kind: SettlementAction['step']): Method {
  return {
    signature,
    abis: ROUTERS,
    generic: true,
    decode(decoding: Decoding, call: Call): boolean {
      if (call.base + words * WORD_CHARS > call.end) return false
      const atLeast = kind === 'sweep' ? readWei(decoding.input, call.base + WORD_CHARS, call.end) : null
      const token = words === 0 ? null : readAddress(decoding.input, call.base, call.end)
      if (kind === 'sweep' && (atLeast === null || token === null)) return false
      addAction(decoding, { type: 'settlement', step: kind, token, atLeast })
      return true
    },
  }
}

function wrapStep(signature: string, type: 'wrap' | 'unwrap'): Method {
  return {
    signature,
    abis: ROUTERS,
    generic: true,
    decode(decoding: Decoding, call: Call): boolean {
      const amount = readWei(decoding.input, call.base, call.end)
      if (amount === null) return false
      addAction(decoding, { type, amount })
      return true
    },
  }
}

/** Signed approval of the token in the first word, for the router itself. */
function selfPermit(signature: string): Method {
  return {
    signature,
    abis: ROUTERS,
    generic: true,
    decode(decoding: Decoding, call: Call): boolean {
      const token = readAddress(decoding.input, call.base, call.end)
      if (token === null || call.base + 6 * WORD_CHARS > call.end) return false
      addAction(decoding, { type: 'approval', standard: 'permit', token, spender: call.to, amount: null })
      return true
    },
  }
}

/** What Uniswap's V3 routers do around their swaps, mostly inside a multicall. */
export const settlementMethods: Readonly<Record<string, Method>> = {
  '0x49404b7c': wrapStep('unwrapWETH9(uint256,address)', 'unwrap'),
  '0x49616997': wrapStep('unwrapWETH9(uint256)', 'unwrap'),
  '0x9b2c0a37': wrapStep('unwrapWETH9WithFee(uint256,address,uint256,address)', 'unwrap'),
  '0xd4ef38de': wrapStep('unwrapWETH9WithFee(uint256,uint256,address)', 'unwrap'),
  '0x1c58db4f': wrapStep('wrapETH(uint256)', 'wrap'),
  '0xdf2ab5bb': step('sweepToken(address,uint256,address)', 3, 'sweep'),
  '0xe90a182f': step('sweepToken(address,uint256)', 2, 'sweep'),
  '0xe0e189a0': step('sweepTokenWithFee(address,uint256,address,uint256,address)', 5, 'sweep'),
  '0x3068c554': step('sweepTokenWithFee(address,uint256,uint256,address)', 4, 'sweep'),
  '0x12210e8a': step('refundETH()', 0, 'refund'),
  '0xf2d5d56b': step('pull(address,uint256)', 2, 'pull'),
  '0xf3995c67': selfPermit('selfPermit(address,uint256,uint256,uint8,bytes32,bytes32)'),
  '0xc2e3140a': selfPermit('selfPermitIfNecessary(address,uint256,uint256,uint8,bytes32,bytes32)'),
  '0x4659a494': selfPermit('selfPermitAllowed(address,uint256,uint256,uint8,bytes32,bytes32)'),
  '0xa4a78f0c': selfPermit('selfPermitAllowedIfNecessary(address,uint256,uint256,uint8,bytes32,bytes32)'),
}
