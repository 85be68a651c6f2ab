import fc from 'fast-check'
import {
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseAbiParameters,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { packPath } from '../../test/support/arbitraries.ts'
import {
  body,
  DAI,
  decode,
  mainnet,
  SWAP_ROUTER_02,
  UNIVERSAL_ROUTER,
  UNKNOWN,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'
import { decodeTransaction } from './decode-transaction.ts'
import { DECODE_LIMITS } from './decoding.ts'
import { createMethodTable } from './method-table.ts'

const selectors = [...createMethodTable(() => {}).keys()]
const targets = [V2_ROUTER, SWAP_ROUTER_02, UNIVERSAL_ROUTER, USDC, WETH, UNKNOWN]

const router = parseAbi([
  'function execute(bytes,bytes[],uint256) payable',
  'function multicall(uint256,bytes[]) payable',
  'function exactInput((bytes,address,uint256,uint256)) payable',
  'function swapExactETHForTokens(uint256,address[],address,uint256) payable',
])
const swapInput = encodeAbiParameters(parseAbiParameters('address,uint256,uint256,bytes,bool'), [
  DAI,
  5n,
  4n,
  packPath([USDC, WETH], [500]),
  true,
])
const wellFormed: readonly Hex[] = [
  encodeFunctionData({
    abi: router,
    functionName: 'execute',
    args: [
      '0x0021',
      [swapInput, encodeAbiParameters(parseAbiParameters('bytes, bytes[]'), ['0x00', [swapInput]])],
      9n,
    ],
  }),
  encodeFunctionData({
    abi: router,
    functionName: 'multicall',
    args: [
      9n,
      [
        encodeFunctionData({
          abi: router,
          functionName: 'exactInput',
          args: [[packPath([USDC, DAI, WETH], [100, 500]), DAI, 5n, 4n]],
        }),
      ],
    ],
  }),
  encodeFunctionData({
    abi: router,
    functionName: 'swapExactETHForTokens',
    args: [1n, [WETH, USDC], DAI, 9n],
  }),
]

/** Whatever the calldata, the result is bounded and every swap in it is whole. */
function expectSound(to: (typeof targets)[number], input: string): void {
  const { actions } = decodeTransaction(body({ to, input }), mainnet)
  expect(actions.length).toBeLessThanOrEqual(DECODE_LIMITS.actions)
  for (const action of actions) {
    if (action.type !== 'swap') continue
    const { swap } = action
    expect(swap.path.length).toBeGreaterThanOrEqual(2)
    expect(swap.path.length).toBeLessThanOrEqual(DECODE_LIMITS.pathTokens)
    expect(swap.path[0]).toBe(swap.token_in)
    expect(swap.path.at(-1)).toBe(swap.token_out)
    expect([0, swap.path.length - 1]).toContain(swap.fees.length)
    for (const token of swap.path) expect(token).toMatch(/^0x[0-9a-f]{40}$/)
    expect(swap.amount_out).toMatch(/^(0|[1-9][0-9]{0,77})$/)
    expect(swap.amount_in ?? '0').toMatch(/^(0|[1-9][0-9]{0,77})$/)
  }
}

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array).toString('hex'))

describe('hostile calldata', () => {
  test('random bytes behind every selector', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...selectors),
        bytes(600),
        fc.constantFrom(...targets),
        (selector, data, to) => {
          expectSound(to, `0x${selector}${data}`)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('words that look like offsets and lengths behind every selector', () => {
    const word = fc
      .oneof(
        fc.integer({ min: 0, max: 20 }).map((index) => BigInt(index * 32)),
        fc.bigInt({ min: 0n, max: 64n }),
        fc.constantFrom(2n ** 31n, 2n ** 52n, 2n ** 53n, 2n ** 64n, 2n ** 255n, 2n ** 256n - 1n),
      )
      .map((value) => value.toString(16).padStart(64, '0'))
    fc.assert(
      fc.property(
        fc.constantFrom(...selectors),
        fc.array(word, { maxLength: 24 }),
        fc.constantFrom(...targets),
        (selector, words, to) => {
          expectSound(to, `0x${selector}${words.join('')}`)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('well-formed calldata with some of its digits changed, or cut off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wellFormed),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'0123456789abcdef')), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(), { nil: null }),
        fc.constantFrom(...targets),
        (input, changes, cut, to) => {
          let text: string = input
          for (const [at, digit] of changes) {
            const position = 2 + (at % (text.length - 2))
            text = text.slice(0, position) + digit + text.slice(position + 1)
          }
          expectSound(to, cut === null ? text : text.slice(0, 2 + (cut % (text.length - 2))))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('text that is not hex at all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...selectors), fc.string({ maxLength: 900 }), (selector, text) => {
        expectSound(V2_ROUTER, `0x${selector}${text}`.toLowerCase())
        expectSound(UNKNOWN, `0x${selector}${text}`.toLowerCase())
      }),
      { numRuns: 500 },
    )
  })

  test('nested calls of random shape', () => {
    const leaf = fc.constantFrom<Hex>(...wellFormed, '0x', '0x12345678')
    const nested = fc.letrec<{ call: Hex }>((tie) => ({
      call: fc.oneof(
        { maxDepth: 7 },
        leaf,
        fc
          .array(tie('call'), { maxLength: 4 })
          .map((calls) => encodeFunctionData({ abi: router, functionName: 'multicall', args: [1n, calls] })),
        fc.array(tie('call'), { maxLength: 4 }).map((calls) =>
          encodeFunctionData({
            abi: router,
            functionName: 'execute',
            args: [concatHex(['0x', ...calls.map((): Hex => '0x21')]), calls, 1n],
          }),
        ),
      ),
    }))
    fc.assert(
      fc.property(nested.call, fc.constantFrom(...targets), (input, to) => {
        expectSound(to, input)
      }),
      { numRuns: 300 },
    )
  })

  test('elements that share their bytes multiply the calls and not the work', () => {
    // Each level names one element sixty times: 216,000 calls in 8 kB of calldata.
    const word = (value: number): string => value.toString(16).padStart(64, '0')
    const repeated = 60
    let call = `ac9650d8${word(32)}${word(0)}`
    for (let level = 0; level < 3; level++) {
      const heads = word(repeated * 32).repeat(repeated)
      call = `ac9650d8${word(32)}${word(repeated)}${heads}${word(call.length / 2)}${call}`
    }
    expect(decode(SWAP_ROUTER_02, `0x${call}`)).toMatchObject({ actions: [], problem: 'call_limit' })
  })

  test('a megabyte of calldata is not walked through', () => {
    const transaction = body({ to: UNIVERSAL_ROUTER, input: `0x3593564c${'0'.repeat(2_000_000)}` })
    const started = performance.now()
    for (let round = 0; round < 2_000; round++) decodeTransaction(transaction, mainnet)
    // Reading all of it would take 2,000 times some milliseconds; not reading it takes a few in total.
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
