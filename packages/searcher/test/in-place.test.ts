import type { Hex } from '@org/events'
import fc from 'fast-check'
import { encodeFunctionData, parseAbi, toFunctionSelector } from 'viem'
import { describe, expect, test, vi } from 'vitest'
import { type DecodedTransaction, decodeTransaction } from '../src/decode/decode-transaction.ts'
import { DECODE_LIMITS } from '../src/decode/decoding.ts'
import { countingInput, type Readings } from './support/counting-input.ts'
import { body, SWAP_ROUTER_02, UNIVERSAL_ROUTER, UNKNOWN, V2_ROUTER, WETH } from './support/transactions.ts'
import { addressOf, anyCalldata, calldataOf, everyInterface, METHODS } from './support/typed-calldata.ts'

/*
 * The transaction's own string is read, where it lies. It is handed over as an object that counts each character and
 * refuses to be joined, searched, converted or matched as a whole.
 */

/** A call is read by its heads: a few hundred characters, and each address and amount taken out once. */
const MOST_CHARACTERS = DECODE_LIMITS.calls * 1_000
const MOST_COPIED = DECODE_LIMITS.calls * 200
const MEGABYTE = 2 ** 20

// Many runs each, on machines that do other things.
vi.setConfig({ testTimeout: 60_000 })

function read(to: Hex, text: string): Readings & { readonly decoded: DecodedTransaction } {
  const { input, readings } = countingInput(text)
  const transaction = { ...body({ to }), input }
  return { decoded: decodeTransaction(transaction, everyInterface), ...readings }
}

const router = parseAbi([
  'function swapExactETHForTokens(uint256,address[],address,uint256)',
  'function multicall(uint256,bytes[])',
  'function execute(bytes,bytes[],uint256)',
])

describe('calldata is read in place', () => {
  test.each(METHODS.map((method) => [method.signature, method] as const))('%s', (signature, { abis }) => {
    fc.assert(
      fc.property(
        calldataOf(signature, anyCalldata(0)),
        fc.constantFrom<Hex>(UNKNOWN, ...abis.map(addressOf)),
        (input, to) => {
          // Nothing longer than a word is ever taken out of it.
          expect(read(to, input).longestCopy).toBeLessThanOrEqual(64)
        },
      ),
      { numRuns: 8 },
    )
  })

  test('the same result comes of the string itself', () => {
    fc.assert(
      fc.property(anyCalldata(1), (input) => {
        expect(read(UNKNOWN, input).decoded).toEqual(
          decodeTransaction(body({ to: UNKNOWN, input }), everyInterface),
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('a megabyte of calldata', () => {
  const huge: readonly (readonly [string, Hex, string])[] = [
    ['behind an unknown selector', UNKNOWN, `0xc0ffee00${'5a'.repeat(MEGABYTE)}`],
    ['of zeros', UNIVERSAL_ROUTER, `0x3593564c${'00'.repeat(MEGABYTE)}`],
    ['of ones', SWAP_ROUTER_02, `0x5ae401dc${'ff'.repeat(MEGABYTE)}`],
    ['after a swap', V2_ROUTER, `${swap(2)}${'ab'.repeat(MEGABYTE)}`],
    ['of one path', V2_ROUTER, swap(MEGABYTE / 32)],
    ['of small calls', SWAP_ROUTER_02, multicall(Array.from({ length: 3_000 }, () => swap(2)))],
    ['of empty calls', SWAP_ROUTER_02, multicall(Array.from({ length: 15_000 }, (): Hex => '0x'))],
    ['of one call', SWAP_ROUTER_02, multicall([multicall([`0x12345678${'00'.repeat(MEGABYTE)}`])])],
    ['of commands', UNIVERSAL_ROUTER, commands(MEGABYTE)],
  ]

  function swap(tokens: number): Hex {
    const path = Array.from({ length: tokens }, (_, index) => (index % 2 === 0 ? WETH : UNKNOWN))
    return encodeFunctionData({
      abi: router,
      functionName: 'swapExactETHForTokens',
      args: [1n, path, UNKNOWN, 9n],
    })
  }
  function multicall(calls: readonly Hex[]): Hex {
    return encodeFunctionData({ abi: router, functionName: 'multicall', args: [9n, calls] })
  }
  function commands(count: number): Hex {
    const list: Hex = `0x${'0b'.repeat(count)}`
    return encodeFunctionData({ abi: router, functionName: 'execute', args: [list, ['0x'], 9n] })
  }

  test.each(huge)('%s is read as far as the bounds go', (_, to, text) => {
    const { characters, copied, decoded } = read(to, text)
    expect(text.length).toBeGreaterThan(MEGABYTE / 2)
    // However long it is: so many calls are looked at, and of each so much.
    expect(characters).toBeLessThan(MOST_CHARACTERS)
    expect(copied).toBeLessThan(MOST_COPIED)
    expect(decoded.actions.length).toBeLessThanOrEqual(DECODE_LIMITS.actions)
  })

  test('behind any selector costs no more than a bounded number of characters', () => {
    const filling = fc.constantFrom(
      '00',
      'ff',
      '5a',
      `${'0'.repeat(62)}20`,
      `${'0'.repeat(63)}1`,
      `${'0'.repeat(60)}ffff`,
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...METHODS),
        filling,
        fc.nat({ max: 3 }),
        ({ signature, abis }, part, which) => {
          const selector = toFunctionSelector(`function ${signature}`)
          const text = `${selector}${part.repeat((2 * MEGABYTE) / part.length)}`
          const to = abis[which % abis.length]
          const { characters, copied } = read(to === undefined ? UNKNOWN : addressOf(to), text)
          expect(characters).toBeLessThan(MOST_CHARACTERS)
          expect(copied).toBeLessThan(MOST_COPIED)
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** A multicall of an unknown call, and of many elements that all lead to the same call. */
function repeated(call: Hex, times: number): Hex {
  const word = (value: number): string => value.toString(16).padStart(64, '0')
  const bytes = (call.length - 2) / 2
  const heads = (times + 1) * 32
  const unknown = `${word(4)}${'12345678'.padEnd(64, '0')}`
  const shared = `${word(bytes)}${call.slice(2).padEnd(Math.ceil(bytes / 32) * 64, '0')}`
  return `0xac9650d8${word(32)}${word(times + 1)}${word(heads)}${word(heads + 64).repeat(times)}${unknown}${shared}`
}

describe('elements that share their bytes multiply no work', () => {
  const lists = METHODS.filter(({ signature }) => signature.includes('[]'))

  test.each(lists.map((method) => [method.signature, method] as const))('%s', (signature, { abis }) => {
    const [call] = fc.sample(calldataOf(signature, fc.constant<Hex>('0x12345678'), 400), {
      numRuns: 1,
      seed: 7,
    })
    if (call === undefined) throw new Error('nothing was sampled')
    for (const to of [UNKNOWN, ...abis.map(addressOf)] as const) {
      const alone = read(to, call)
      expect(alone.characters).toBeLessThan(MOST_CHARACTERS)
      expect(read(to, repeated(call, 200)).characters).toBeLessThan(MOST_CHARACTERS)
    }
  })
})
