import type { LendingAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { callProtocol } from './lending-method.ts'
import { addressAt, WORD_CHARS, weiBetween } from './words.ts'

/*
 * Aave V3 on rollups packs arguments into one word to save calldata, from the right: the asset's number in the pool
 * (16 bits), then the amount (128 bits). Which asset a number is, only the pool knows.
 */
const ASSET_CHARS = 4
const AMOUNT_CHARS = 32
const USER_CHARS = 40

function packedAmount(decoding: Decoding, at: number): ReturnType<typeof weiBetween> {
  const stop = at + WORD_CHARS - ASSET_CHARS
  return weiBetween(decoding.input, stop - AMOUNT_CHARS, stop)
}

function packed(signature: string, words: number, change: LendingAction['change'], amounts: boolean): Method {
  return {
    signature,
    abis: ['aave-l2-pool'],
    generic: false,
    decode(decoding: Decoding, call: Call): boolean {
      if (call.base + words * WORD_CHARS > call.end) return false
      const amount = amounts ? packedAmount(decoding, call.base) : null
      if (amounts && amount === null) return false
      const protocol = callProtocol(call, 'aave')
      addAction(decoding, {
        type: 'lending',
        protocol,
        change,
        asset: null,
        amount,
        onBehalfOf: call.sender,
      })
      return true
    },
  }
}

/** `(collateral 16, debt 16, user 160 bits)`, `(amount 128 bits, …)`, each from the right. */
function decodePackedLiquidation(decoding: Decoding, call: Call): boolean {
  const second = call.base + WORD_CHARS
  if (second + WORD_CHARS > call.end) return false
  const userAt = second - 2 * ASSET_CHARS - USER_CHARS
  const borrower = addressAt(decoding.input, userAt)
  const amount = weiBetween(decoding.input, second + WORD_CHARS - AMOUNT_CHARS, second + WORD_CHARS)
  if (borrower === null || amount === null) return false
  addAction(decoding, {
    type: 'liquidation',
    protocol: callProtocol(call, 'aave'),
    collateral: null,
    debt: null,
    borrower,
    amount,
  })
  return true
}

/** The packed functions of Aave V3's pool on rollups. */
export const aavePackedMethods: Readonly<Record<string, Method>> = {
  '0xf7a73840': packed('supply(bytes32)', 1, 'supply', true),
  '0x680dd47c': packed('supplyWithPermit(bytes32,bytes32,bytes32)', 3, 'supply', true),
  '0x8e19899e': packed('withdraw(bytes32)', 1, 'withdraw', true),
  '0xd5eed868': packed('borrow(bytes32)', 1, 'borrow', true),
  '0x563dd613': packed('repay(bytes32)', 1, 'repay', true),
  '0x94b576de': packed('repayWithPermit(bytes32,bytes32,bytes32)', 3, 'repay', true),
  '0xdc7c0bff': packed('repayWithATokens(bytes32)', 1, 'repay', true),
  '0x1fe3c6f3': packed('swapBorrowRateMode(bytes32)', 1, 'manage', false),
  '0x4d013f03': packed('setUserUseReserveAsCollateral(bytes32)', 1, 'manage', false),
  '0xfd21ecff': {
    signature: 'liquidationCall(bytes32,bytes32)',
    abis: ['aave-l2-pool'],
    generic: false,
    decode: decodePackedLiquidation,
  },
}
