import {
  type CallList,
  decodeCallArrays,
  decodeCallTuples,
  decodeInnerBytes,
  mayDescend,
} from './call-list.ts'
import type { Call, DecodeCall, Decoding, Method } from './decoding.ts'
import { followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** `(…, address to, uint256 value, bytes data, …)`, the address in word `first`. */
function decodeExecute(list: CallList, first: number): boolean {
  const { decoding, call } = list
  const { input } = decoding
  const { base, end } = call
  const at = base + first * WORD_CHARS
  const to = readAddress(input, at, end)
  const value = readWei(input, at + WORD_CHARS, end)
  const bytes = followOffset(input, base, at + 2 * WORD_CHARS, end)
  if (to === null || value === null || bytes < 0) return false
  if (!mayDescend(decoding, call)) return true
  return decodeInnerBytes(list, to, value, bytes)
}

/** `(address target, bytes data)` of DSProxy: the target's code runs as the proxy, which is the sender. */
function decodeProxied(list: CallList): boolean {
  const { decoding, call } = list
  const { base, end } = call
  const to = readAddress(decoding.input, base, end)
  const bytes = followOffset(decoding.input, base, base + WORD_CHARS, end)
  if (to === null || bytes < 0) return false
  if (!mayDescend(decoding, call)) return true
  return decodeInnerBytes(list, to, call.value, bytes)
}

/** `(address[] to, uint256[]? values, bytes[] data)`. */
function decodeBatch(list: CallList, values: boolean): boolean {
  const { decoding, call } = list
  const { base, end } = call
  const slot = (word: number): number => followOffset(decoding.input, base, base + word * WORD_CHARS, end)
  return decodeCallArrays(list, slot(0), values ? slot(1) : null, slot(values ? 2 : 1))
}

/**
 * What accounts of the common kinds are asked to do: SimpleAccount and those after it, Kernel, Biconomy, Safe's
 * module, ERC-725. The account is the called contract, so the calls inside are its own.
 */
export function accountMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  const method = (signature: string, decode: (list: CallList) => boolean): Method => ({
    signature,
    abis: ['smart-account'],
    generic: true,
    decode: (decoding: Decoding, call: Call) => decode({ decodeCall, decoding, call, sender: call.to }),
  })
  const execute = (signature: string, first = 0): Method =>
    method(signature, (list) => decodeExecute(list, first))
  const batch = (signature: string, values: boolean): Method =>
    method(signature, (list) => decodeBatch(list, values))
  const tuples = (signature: string): Method =>
    method(signature, (list) => {
      const { base, end } = list.call
      const array = followOffset(list.decoding.input, base, base, end)
      return decodeCallTuples(list, array, { value: 1, bytes: 2 })
    })
  return {
    '0xb61d27f6': execute('execute(address,uint256,bytes)'),
    '0x51945447': execute('execute(address,uint256,bytes,uint8)'),
    '0x0000189a': execute('execute_ncC(address,uint256,bytes)'),
    '0x44c028fe': execute('execute(uint256,address,uint256,bytes)', 1),
    '0x9e5d4c49': execute('executeCall(address,uint256,bytes)'),
    '0x7bb37428': execute('executeUserOp(address,uint256,bytes,uint8)'),
    '0x541d63c8': execute('executeUserOpWithErrorString(address,uint256,bytes,uint8)'),
    '0x468721a7': execute('execTransactionFromModule(address,uint256,bytes,uint8)'),
    '0x5229073f': execute('execTransactionFromModuleReturnData(address,uint256,bytes,uint8)'),
    '0x18dfb3c7': batch('executeBatch(address[],bytes[])', false),
    '0x1cff79cd': method('execute(address,bytes)', decodeProxied),
    '0x47e1da2a': batch('executeBatch(address[],uint256[],bytes[])', true),
    '0x00004680': batch('executeBatch_y6U(address[],uint256[],bytes[])', true),
    '0x34fcd5be': tuples('executeBatch((address,uint256,bytes)[])'),
    '0x6171d1c9': tuples('execute((address,uint256,bytes)[],bytes)'),
  }
}
