import type { Address } from '@org/events'
import { type CallList, decodeInnerBytes, mayDescend } from './call-list.ts'
import { addAction, type Call, type DecodeCall, type Decoding, isFull, type Method } from './decoding.ts'
import {
  arrayLength,
  bytesLength,
  followOffset,
  readAddress,
  readNumber,
  readWei,
  WORD_CHARS,
} from './words.ts'

/** Unix seconds: the word that says until when must be a time of this century. */
const EARLIEST = 1_400_000_000
const LATEST = 4_200_000_000

/** `(to, value, data, expires, number, signature)`: a call of the wallet's own. */
function decodeSend(list: CallList): boolean {
  const { decoding, call } = list
  const { input } = decoding
  const { base, end } = call
  const to = readAddress(input, base, end)
  const value = readWei(input, base + WORD_CHARS, end)
  const bytes = followOffset(input, base, base + 2 * WORD_CHARS, end)
  if (to === null || value === null || bytes < 0 || !isSigned(input, base, 3, end)) return false
  if (!mayDescend(decoding, call)) return true
  return decodeInnerBytes(list, to, value, bytes)
}

/** `(to, amount, token, expires, number, signature)`. */
function decodeSendToken(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const to = readAddress(input, base, end)
  const amount = readWei(input, base + WORD_CHARS, end)
  const token = readAddress(input, base + 2 * WORD_CHARS, end)
  if (to === null || amount === null || token === null || !isSigned(input, base, 3, end)) return false
  addAction(decoding, { type: 'transfer', standard: 'erc20', token, from: call.to, to, amount })
  return true
}

/** `(to[], value[], expires, number, signature)`. */
function decodeSendBatch(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const receivers = followOffset(input, base, base, end)
  const values = followOffset(input, base, base + WORD_CHARS, end)
  const count = arrayLength(input, receivers, end)
  if (count <= 0 || arrayLength(input, values, end) !== count || !isSigned(input, base, 2, end)) return false
  for (let index = 1; index <= count && !isFull(decoding); index++) {
    const to: Address | null = readAddress(input, receivers + index * WORD_CHARS, end)
    const amount = readWei(input, values + index * WORD_CHARS, end)
    if (to === null || amount === null) return index > 1
    addAction(decoding, { type: 'transfer', standard: 'native', token: null, from: call.to, to, amount })
  }
  return true
}

/** The words from `first` on are a time, a number and the offset of a signature. */
function isSigned(input: string, base: number, first: number, end: number): boolean {
  const expires = readNumber(input, base + first * WORD_CHARS, end)
  const signature = followOffset(input, base, base + (first + 2) * WORD_CHARS, end)
  return expires > EARLIEST && expires < LATEST && bytesLength(input, signature, end) > 0
}

/** Wallets of custodians that several must sign for (BitGo's). */
export function custodyWalletMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  const method = (signature: string, decode: Method['decode']): Method => ({
    signature,
    abis: ['smart-account'],
    generic: true,
    decode,
  })
  return {
    '0x39125215': method('sendMultiSig(address,uint256,bytes,uint256,uint256,bytes)', (decoding, call) =>
      decodeSend({ decodeCall, decoding, call, sender: call.to }),
    ),
    '0x0dcd7a6c': method('sendMultiSigToken(address,uint256,address,uint256,uint256,bytes)', decodeSendToken),
    '0xad3ad709': method('sendMultiSigBatch(address[],uint256[],uint256,uint256,bytes)', decodeSendBatch),
  }
}
