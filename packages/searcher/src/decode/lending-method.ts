import type { Address, Wei } from '@org/events'
import type { ContractAbi } from '../registry/schema.ts'
import type { LendingAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { readAddress, readWei, WORD_CHARS } from './words.ts'

/** Where something stands: the number of an argument word, or outside the arguments. */
export type Place = number | 'none' | 'native' | 'callee' | 'sender'

/** Where a function keeps what is told of it. */
export interface LendingLayout {
  readonly change: LendingAction['change']
  /** Words that the arguments have at least. */
  readonly words: number
  /** `native`: the native coin in its wrapped form. */
  readonly asset: Place
  /** `native`: the transaction's value. */
  readonly amount: Place
  readonly owner: Place
}

/** An address from its place; `undefined` when the word there is no address. */
export function placedAddress(decoding: Decoding, call: Call, place: Place): Address | null | undefined {
  switch (place) {
    case 'none':
      return null
    case 'native':
      return decoding.chain.wrappedNative
    case 'callee':
      return call.to
    case 'sender':
      return call.sender
    default:
      return readAddress(decoding.input, call.base + place * WORD_CHARS, call.end) ?? undefined
  }
}

/** An amount from its place; `undefined` when the word there is none. */
export function placedAmount(decoding: Decoding, call: Call, place: Place): Wei | null | undefined {
  if (place === 'native') return call.value
  if (typeof place !== 'number') return null
  return readWei(decoding.input, call.base + place * WORD_CHARS, call.end) ?? undefined
}

/** The protocol of the called contract; of an unlisted one a resemblance. */
export function callProtocol(call: Call, family: string): string {
  return call.contract === null ? `${family}-like` : call.contract.protocol
}

function decodeLending(layout: LendingLayout, family: string, decoding: Decoding, call: Call): boolean {
  if (call.base + layout.words * WORD_CHARS > call.end) return false
  const asset = placedAddress(decoding, call, layout.asset)
  const amount = placedAmount(decoding, call, layout.amount)
  const onBehalfOf = placedAddress(decoding, call, layout.owner)
  if (asset === undefined || amount === undefined || onBehalfOf === undefined) return false
  const protocol = callProtocol(call, family)
  addAction(decoding, { type: 'lending', protocol, change: layout.change, asset, amount, onBehalfOf })
  return true
}

/** A lending function whose arguments stand in fixed words. */
export function lendingMethod(
  family: string,
  abis: readonly ContractAbi[],
  generic: boolean,
  signature: string,
  layout: LendingLayout,
): Method {
  return {
    signature,
    abis,
    generic,
    decode: (decoding, call) => decodeLending(layout, family, decoding, call),
  }
}

/** Where a liquidation names its parties. */
export interface LiquidationLayout {
  readonly words: number
  readonly collateral: Place
  readonly debt: Place
  readonly borrower: Place
  readonly amount: Place
}

function decodeLiquidation(
  layout: LiquidationLayout,
  family: string,
  decoding: Decoding,
  call: Call,
): boolean {
  if (call.base + layout.words * WORD_CHARS > call.end) return false
  const collateral = placedAddress(decoding, call, layout.collateral)
  const debt = placedAddress(decoding, call, layout.debt)
  const borrower = placedAddress(decoding, call, layout.borrower)
  const amount = placedAmount(decoding, call, layout.amount)
  if (collateral === undefined || debt === undefined || borrower === undefined || amount === undefined) {
    return false
  }
  const protocol = callProtocol(call, family)
  addAction(decoding, { type: 'liquidation', protocol, collateral, debt, borrower, amount })
  return true
}

/** A liquidation whose arguments stand in fixed words. */
export function liquidationMethod(
  family: string,
  abis: readonly ContractAbi[],
  generic: boolean,
  signature: string,
  layout: LiquidationLayout,
): Method {
  return {
    signature,
    abis,
    generic,
    decode: (decoding, call) => decodeLiquidation(layout, family, decoding, call),
  }
}
