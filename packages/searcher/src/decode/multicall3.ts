import { type CallTuple, decodeCallTuples } from './call-list.ts'
import type { DecodeCall, Method } from './decoding.ts'
import { followOffset, WORD_CHARS } from './words.ts'

/** Multicall3 and its predecessors: calls to any address, made by the multicall contract. */
export function multicall3Methods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  const method = (signature: string, slot: number, tuple: CallTuple): Method => ({
    signature,
    abis: ['multicall3'],
    generic: true,
    decode(decoding, call) {
      const array = followOffset(decoding.input, call.base, call.base + slot * WORD_CHARS, call.end)
      return decodeCallTuples({ decodeCall, decoding, call, sender: call.to }, array, tuple)
    },
  })
  const plain: CallTuple = { value: null, bytes: 1 }
  return {
    '0x252dba42': method('aggregate((address,bytes)[])', 0, plain),
    '0xbce38bd7': method('tryAggregate(bool,(address,bytes)[])', 1, plain),
    '0xc3077fa9': method('blockAndAggregate((address,bytes)[])', 0, plain),
    '0x399542e9': method('tryBlockAndAggregate(bool,(address,bytes)[])', 1, plain),
    '0x82ad56cb': method('aggregate3((address,bool,bytes)[])', 0, { value: null, bytes: 2 }),
    '0x174dea71': method('aggregate3Value((address,bool,uint256,bytes)[])', 0, { value: 2, bytes: 3 }),
  }
}
