import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { callProtocol, type LiquidationLayout, liquidationMethod } from './lending-method.ts'
import { arrayLength, followOffset, readAddress, WORD_CHARS } from './words.ts'

/** Of a contract that nobody listed the name tells enough, and whose it is remains open. */
const UNLISTED = 'lending'

function liquidation(signature: string, layout: LiquidationLayout): Method {
  return liquidationMethod(UNLISTED, ['lending'], true, signature, layout)
}

/** `(address[] borrowers)`. */
function decodeBatch(decoding: Decoding, call: Call): boolean {
  const array = followOffset(decoding.input, call.base, call.base, call.end)
  const count = arrayLength(decoding.input, array, call.end)
  const first = count > 0 ? readAddress(decoding.input, array + WORD_CHARS, call.end) : null
  if (first === null) return false
  addAction(decoding, {
    type: 'liquidation',
    protocol: callProtocol(call, UNLISTED),
    collateral: null,
    debt: null,
    borrower: count === 1 ? first : null,
    amount: null,
  })
  return true
}

const NOTHING_NAMED = { collateral: 'none', debt: 'none', borrower: 'none', amount: 'none' } as const

/** Liquidations of Liquity, Euler, Maker and others that have their functions. */
export const liquidationMethods: Readonly<Record<string, Method>> = {
  '0x2f865568': liquidation('liquidate(address)', { ...NOTHING_NAMED, words: 1, borrower: 0 }),
  '0x653d46e7': liquidation('liquidateTroves(uint256)', { ...NOTHING_NAMED, words: 1 }),
  '0x1e8b1c2b': {
    signature: 'batchLiquidateTroves(address[])',
    abis: ['lending'],
    generic: true,
    decode: decodeBatch,
  },
  // The debt is the called vault's asset, which the calldata does not name.
  '0xc1342574': liquidation('liquidate(address,address,uint256,uint256)', {
    words: 4,
    collateral: 1,
    debt: 'none',
    borrower: 0,
    amount: 2,
  }),
  // Begins an auction of a position, and buys at one.
  '0xed998908': liquidation('bark(bytes32,address,address)', { ...NOTHING_NAMED, words: 3, borrower: 1 }),
  '0x81a794cb': liquidation('take(uint256,uint256,uint256,address,bytes)', { ...NOTHING_NAMED, words: 6 }),
}
