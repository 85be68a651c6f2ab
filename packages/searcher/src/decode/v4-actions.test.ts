import type { Address } from '@org/events'
import { encodeAbiParameters, encodeFunctionData, type Hex, parseAbi, parseAbiParameters } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  DAI,
  decode,
  SENDER,
  UNIVERSAL_ROUTER,
  UNKNOWN,
  USDC,
  WETH,
} from '../../test/support/transactions.ts'

const abi = parseAbi([
  'function execute(bytes commands, bytes[] inputs, uint256 deadline)',
  'function modifyLiquidities(bytes unlockData, uint256 deadline)',
])
const PANCAKE = '0x65b382653f7c31bc0af67f188122035461ec9c76' as Address // lower case
const POSITIONS = '0xbd216513d74c8cf14cf4747e6aaa6420ff64ee9e' as Address // lower case
const RECIPIENT = '0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e'
const ZERO = '0x0000000000000000000000000000000000000000'
const WORD: Hex = `0x${'00'.repeat(32)}`

const KEY = '(address,address,uint24,int24,address)'
const single = parseAbiParameters(`(${KEY},bool,uint128,uint128,bytes)`)
const singleWithHops = parseAbiParameters(`(${KEY},bool,uint128,uint128,uint256,bytes)`)
const path = parseAbiParameters('(address,(address,uint256,int24,address,bytes)[],uint128,uint128)')
const pathWithHops = parseAbiParameters(
  '(address,(address,uint256,int24,address,bytes)[],uint256[],uint128,uint128)',
)
const infinity = parseAbiParameters(
  '((address,address,address,address,uint24,bytes32),bool,uint128,uint128,bytes)',
)
const takeAll = parseAbiParameters('address,uint256')
const take = parseAbiParameters('address,address,uint256')

function list(...actions: readonly [number, Hex][]): Hex {
  const codes: Hex = `0x${actions.map(([code]) => code.toString(16).padStart(2, '0')).join('')}`
  return encodeAbiParameters(parseAbiParameters('bytes, bytes[]'), [codes, actions.map(([, input]) => input)])
}

function router(...actions: readonly [number, Hex][]): Hex {
  return encodeFunctionData({ abi, functionName: 'execute', args: ['0x10', [list(...actions)], 99n] })
}

const key = [ZERO, USDC, 500, 10, ZERO] as const
const hop = (token: Address, fee: bigint) => [token, fee, 10, ZERO, '0x'] as const

describe('swaps of V4 in the Universal Router', () => {
  test('one pool: the native coin is its wrapped token, taking names the recipient', () => {
    const swap = encodeAbiParameters(single, [[key, true, 700n, 690n, '0x']])
    const out = encodeAbiParameters(take, [USDC, RECIPIENT, 0n])
    expect(decode(UNIVERSAL_ROUTER, router([0x06, swap], [0x0e, out]), 700n)).toMatchObject({
      problem: null,
      actions: [
        {
          type: 'swap',
          native: 'in',
          swap: {
            protocol: 'uniswap-v4',
            token_in: WETH,
            token_out: USDC,
            amount_in: '700',
            amount_out: '690',
            exact: 'in',
            fees: [500],
            recipient: RECIPIENT,
            deadline: 99,
          },
        },
        { type: 'settlement', step: 'transfer' },
      ],
    })
  })

  test('exact output sells the other side', () => {
    const swap = encodeAbiParameters(single, [[key, false, 700n, 710n, '0x']])
    expect(decode(UNIVERSAL_ROUTER, router([0x08, swap])).actions).toMatchObject([
      {
        native: 'out',
        swap: { token_in: USDC, token_out: WETH, amount_in: '710', amount_out: '700', exact: 'out' },
      },
    ])
  })

  test('a path, and without a limit of its own the least that is taken', () => {
    const swap = encodeAbiParameters(path, [[DAI, [hop(USDC, 100n), hop(WETH, 500n)], 700n, 0n]])
    const out = encodeAbiParameters(takeAll, [WETH, 690n])
    expect(decode(UNIVERSAL_ROUTER, router([0x07, swap], [0x0f, out])).actions).toMatchObject([
      {
        swap: {
          path: [DAI, USDC, WETH],
          fees: [100, 500],
          amount_in: '700',
          amount_out: '0',
          recipient: null,
        },
      },
      { type: 'settlement', step: 'sweep', atLeast: '690' },
    ])
  })

  test('what is all that is taken goes to the sender', () => {
    const swap = encodeAbiParameters(path, [[DAI, [hop(USDC, 100n)], 700n, 690n]])
    const out = encodeAbiParameters(takeAll, [USDC, 690n])
    expect(decode(UNIVERSAL_ROUTER, router([0x07, swap], [0x0f, out])).actions).toMatchObject([
      { swap: { recipient: SENDER } },
      {},
    ])
  })

  test('a path of exact output is in order of the trade', () => {
    const swap = encodeAbiParameters(path, [[WETH, [hop(DAI, 100n), hop(USDC, 500n)], 700n, 710n]])
    expect(decode(UNIVERSAL_ROUTER, router([0x09, swap])).actions).toMatchObject([
      {
        swap: {
          path: [DAI, USDC, WETH],
          fees: [100, 500],
          amount_in: '710',
          amount_out: '700',
          exact: 'out',
        },
      },
    ])
  })

  test('limits per hop, as later versions have them, move nothing', () => {
    const one = encodeAbiParameters(singleWithHops, [[key, true, 700n, 690n, 5n, '0x']])
    const many = encodeAbiParameters(pathWithHops, [[DAI, [hop(USDC, 100n)], [5n], 700n, 690n]])
    expect(decode(UNIVERSAL_ROUTER, router([0x06, one], [0x07, many])).actions).toMatchObject([
      { swap: { token_in: WETH, token_out: USDC, amount_in: '700', amount_out: '690' } },
      { swap: { token_in: DAI, token_out: USDC, amount_in: '700', amount_out: '690' } },
    ])
  })

  test('an amount of zero is what is owed by then', () => {
    const swap = encodeAbiParameters(single, [[key, true, 0n, 690n, '0x']])
    expect(decode(UNIVERSAL_ROUTER, router([0x06, swap])).actions).toMatchObject([
      { swap: { amount_in: null, amount_out: '690' } },
    ])
  })

  test('at an address that nobody knows it is a resemblance', () => {
    const swap = encodeAbiParameters(single, [[key, true, 700n, 690n, '0x']])
    expect(decode(UNKNOWN, router([0x06, swap])).actions).toMatchObject([
      { swap: { protocol: 'uniswap-v4-like' } },
    ])
  })

  test('one action that does not fit leaves the others', () => {
    const swap = encodeAbiParameters(single, [[key, true, 700n, 690n, '0x']])
    expect(decode(UNIVERSAL_ROUTER, router([0x06, '0x1234'], [0x06, swap], [0x7f, '0x']))).toMatchObject({
      problem: 'malformed',
      actions: [{ type: 'swap' }],
    })
  })

  test('cut off anywhere: no exception, and no swap with other figures', () => {
    const swap = encodeAbiParameters(path, [[DAI, [hop(USDC, 100n), hop(WETH, 500n)], 700n, 690n]])
    const whole = router([0x07, swap])
    for (let length = 10; length < whole.length; length += 14) {
      for (const action of decode(UNIVERSAL_ROUTER, whole.slice(0, length)).actions) {
        if (action.type === 'swap') expect(action.swap).toMatchObject({ amount_in: '700', amount_out: '690' })
      }
    }
  })
})

test.each([0x06, 0x1c])('PancakeSwap Infinity has pool keys of its own (action %i)', (action) => {
  const poolKey = [USDC, DAI, ZERO, RECIPIENT, 300, WORD] as const
  const swap = encodeAbiParameters(infinity, [[poolKey, false, 700n, 690n, '0x']])
  expect(decode(PANCAKE, router([action, swap]))).toMatchObject({
    problem: null,
    actions: [
      {
        swap: {
          protocol: 'pancakeswap-infinity',
          token_in: DAI,
          token_out: USDC,
          fees: [300],
          amount_in: '700',
          amount_out: '690',
        },
      },
    ],
  })
})

test('the position manager changes liquidity', () => {
  const unlock = list([0x02, WORD], [0x0d, WORD])
  const input = encodeFunctionData({ abi, functionName: 'modifyLiquidities', args: [unlock, 99n] })
  expect(decode(POSITIONS, input)).toMatchObject({
    problem: null,
    actions: [
      { type: 'liquidity', protocol: 'uniswap-v4', change: 'add' },
      { type: 'settlement', step: 'pull' },
    ],
  })
})
