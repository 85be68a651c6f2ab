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
import { addresses, amounts, deadlines, feePaths, packPath } from '../../test/support/arbitraries.ts'
import {
  DAI,
  decode,
  SENDER,
  UNIVERSAL_ROUTER,
  UNIVERSAL_ROUTER_2_1,
  UNIVERSAL_ROUTER_V1,
  UNKNOWN,
  USDC,
  WETH,
} from '../../test/support/transactions.ts'

const timed = parseAbi(['function execute(bytes commands, bytes[] inputs, uint256 deadline) payable'])
const untimed = parseAbi(['function execute(bytes commands, bytes[] inputs) payable'])
const V3_SWAP = parseAbiParameters('address, uint256, uint256, bytes, bool')
const V2_SWAP = parseAbiParameters('address, uint256, uint256, address[], bool')
const RECIPIENT_AMOUNT = parseAbiParameters('address, uint256')
const TOKEN_RECIPIENT_AMOUNT = parseAbiParameters('address, address, uint256')
const PERMIT = parseAbiParameters('((address, uint160, uint48, uint48), address, uint256), bytes')
const PERMIT_BATCH = parseAbiParameters('((address, uint160, uint48, uint48)[], address, uint256), bytes')
const TRANSFER_BATCH = parseAbiParameters('(address, address, uint160, address)[]')
const PLAN = parseAbiParameters('bytes, bytes[]')

const THE_SENDER = '0x0000000000000000000000000000000000000001'
const ITSELF = '0x0000000000000000000000000000000000000002'
const ALL = 2n ** 255n

type Command = readonly [code: number, input: Hex]

const byte = (code: number): Hex => `0x${code.toString(16).padStart(2, '0')}`
const execute = (...commands: Command[]): Hex =>
  encodeFunctionData({
    abi: timed,
    args: [concatHex(commands.map(([code]) => byte(code))), commands.map(([, input]) => input), 99n],
  })
const v3 = (recipient: Hex, amount: bigint, limit: bigint, path: Hex): Hex =>
  encodeAbiParameters(V3_SWAP, [recipient, amount, limit, path, true])
const v2 = (recipient: Hex, amount: bigint, limit: bigint, path: Hex[]): Hex =>
  encodeAbiParameters(V2_SWAP, [recipient, amount, limit, path, true])
const wrap = (recipient: Hex, amount: bigint): Hex =>
  encodeAbiParameters(RECIPIENT_AMOUNT, [recipient, amount])

const sample = fc.record({
  route: feePaths,
  amount: amounts,
  limit: amounts,
  recipient: addresses,
  deadline: deadlines,
})

describe('swap commands', () => {
  test.each([
    [0x00, 'uniswap-v3', 'in'],
    [0x01, 'uniswap-v3', 'out'],
    [0x08, 'uniswap-v2', 'in'],
    [0x09, 'uniswap-v2', 'out'],
  ] as const)('command %i (%s, exact %s) round-trips', (code, protocol, exact) => {
    fc.assert(
      fc.property(sample, fc.boolean(), (value, hasDeadline) => {
        const { recipient, amount, limit, deadline } = value
        const { path, fees } = value.route
        const packed = exact === 'in' ? packPath(path, fees) : packPath(path.toReversed(), fees.toReversed())
        const input =
          protocol === 'uniswap-v3'
            ? v3(recipient, amount, limit, packed)
            : v2(recipient, amount, limit, path)
        const calldata = hasDeadline
          ? encodeFunctionData({ abi: timed, args: [byte(code), [input], deadline] })
          : encodeFunctionData({ abi: untimed, args: [byte(code), [input]] })
        const { actions, problem } = decode(UNIVERSAL_ROUTER, calldata)
        expect(problem).toBeNull()
        expect(actions).toEqual([
          {
            type: 'swap',
            native: 'none',
            swap: {
              protocol,
              token_in: path[0],
              token_out: path.at(-1),
              amount_in: String(exact === 'in' ? amount : limit),
              amount_out: String(exact === 'in' ? limit : amount),
              exact,
              path,
              fees: protocol === 'uniswap-v3' ? fees : [],
              recipient,
              deadline: hasDeadline ? Number(deadline) : null,
            },
          },
        ])
      }),
      { numRuns: 30 },
    )
  })

  test('a command that may fail is read like any other', () => {
    const { actions } = decode(
      UNIVERSAL_ROUTER,
      execute([0x80, v3(DAI, 5n, 4n, packPath([USDC, WETH], [500]))]),
    )
    expect(actions).toMatchObject([{ type: 'swap', swap: { amount_in: '5' } }])
  })

  test('arguments that later router versions append do not matter', () => {
    const input = encodeAbiParameters(
      parseAbiParameters('address, uint256, uint256, bytes, bool, uint256[]'),
      [DAI, 5n, 4n, packPath([USDC, WETH], [500]), true, [1n, 2n]],
    )
    expect(decode(UNIVERSAL_ROUTER, execute([0x00, input])).actions).toMatchObject([
      { type: 'swap', swap: { amount_in: '5', path: [USDC, WETH] } },
    ])
  })
})

describe("the router's placeholders", () => {
  const path = packPath([WETH, USDC], [500])

  test('recipients are resolved to the sender, or to nobody for the router itself', () => {
    const { actions } = decode(
      UNIVERSAL_ROUTER,
      execute([0x00, v3(THE_SENDER, 5n, 4n, path)], [0x00, v3(ITSELF, 5n, 4n, path)]),
    )
    expect(actions).toMatchObject([{ swap: { recipient: SENDER } }, { swap: { recipient: null } }])
  })

  test('what the router holds is known when the plan has just wrapped it', () => {
    const plan = execute([0x0b, wrap(ITSELF, 700n)], [0x00, v3(THE_SENDER, ALL, 4n, path)])
    expect(decode(UNIVERSAL_ROUTER, plan, 700n).actions).toMatchObject([
      { type: 'wrap', amount: '700' },
      { type: 'swap', swap: { amount_in: '700' } },
    ])
  })

  test('wrapping all there is wraps the value of the transaction', () => {
    const plan = execute([0x0b, wrap(ITSELF, ALL)], [0x08, v2(THE_SENDER, ALL, 4n, [WETH, USDC])])
    expect(decode(UNIVERSAL_ROUTER, plan, 123n).actions).toMatchObject([
      { type: 'wrap', amount: '123' },
      { type: 'swap', swap: { amount_in: '123' } },
    ])
  })

  test('any other holding is unknown', () => {
    const plan = execute(
      [0x08, v2(ITSELF, 9n, 1n, [DAI, USDC])],
      [0x00, v3(THE_SENDER, ALL, 4n, packPath([USDC, WETH], [500]))],
      [0x08, v2(THE_SENDER, 0n, 4n, [USDC, WETH])],
    )
    expect(decode(UNIVERSAL_ROUTER, plan).actions).toMatchObject([
      { swap: { amount_in: '9', recipient: null } },
      { swap: { amount_in: null } },
      { swap: { amount_in: null } },
    ])
  })

  test('a portion paid between wrapping and swap leaves an unknown holding', () => {
    const plan = execute(
      [0x0b, wrap(ITSELF, 700n)],
      [0x06, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [WETH, DAI, 25n])],
      [0x00, v3(THE_SENDER, ALL, 4n, path)],
    )
    expect(decode(UNIVERSAL_ROUTER, plan, 700n).actions.at(-1)).toMatchObject({ swap: { amount_in: null } })
  })

  test('two wrappings are rather unknown than wrong', () => {
    const plan = execute(
      [0x0b, wrap(ITSELF, 1n)],
      [0x0b, wrap(ITSELF, 2n)],
      [0x00, v3(THE_SENDER, ALL, 4n, path)],
    )
    expect(decode(UNIVERSAL_ROUTER, plan, 3n).actions.at(-1)).toMatchObject({ swap: { amount_in: null } })
  })
})

test('the commands around a swap', () => {
  const plan = execute(
    [0x0a, encodeAbiParameters(PERMIT, [[[USDC, 7n, 1, 2], UNIVERSAL_ROUTER, 9n], '0x1234'])],
    [0x03, encodeAbiParameters(PERMIT_BATCH, [[[[USDC, 7n, 1, 2]], UNIVERSAL_ROUTER, 9n], '0x1234'])],
    [0x02, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [USDC, DAI, 5n])],
    [0x02, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [USDC, ITSELF, 5n])],
    [0x0d, encodeAbiParameters(TRANSFER_BATCH, [[[SENDER, DAI, 5n, USDC]]])],
    [0x06, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [USDC, DAI, 25n])],
    [0x05, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [USDC, DAI, 5n])],
    [0x04, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [USDC, DAI, 5n])],
    [0x0c, wrap(THE_SENDER, 8n)],
    [0x0e, encodeAbiParameters(TOKEN_RECIPIENT_AMOUNT, [SENDER, USDC, 5n])],
  )
  expect(decode(UNIVERSAL_ROUTER, plan)).toMatchObject({
    problem: null,
    actions: [
      { type: 'approval', standard: 'permit2', token: USDC, spender: UNIVERSAL_ROUTER, amount: '7' },
      { type: 'approval', standard: 'permit2', token: USDC, spender: UNIVERSAL_ROUTER, amount: '7' },
      { type: 'transfer', token: USDC, from: SENDER, to: DAI, amount: '5' },
      { type: 'settlement', step: 'pull', token: USDC },
      { type: 'transfer', token: USDC, from: SENDER, to: DAI, amount: '5' },
      { type: 'settlement', step: 'pay-portion', token: USDC, atLeast: null },
      { type: 'settlement', step: 'transfer', token: USDC, atLeast: null },
      { type: 'settlement', step: 'sweep', token: USDC, atLeast: '5' },
      { type: 'unwrap', amount: '8' },
      { type: 'settlement', step: 'check-balance' },
    ],
  })
})

describe('batches of Permit2', () => {
  test('approve each token, and pull or send each one', () => {
    const plan = execute(
      [
        0x03,
        encodeAbiParameters(PERMIT_BATCH, [
          [
            [
              [USDC, 7n, 1, 2],
              [DAI, 8n, 1, 2],
            ],
            UNIVERSAL_ROUTER,
            9n,
          ],
          '0x1234',
        ]),
      ],
      [
        0x0d,
        encodeAbiParameters(TRANSFER_BATCH, [
          [
            [SENDER, UNIVERSAL_ROUTER, 5n, USDC],
            [SENDER, UNKNOWN, 6n, DAI],
          ],
        ]),
      ],
    )
    const approval = { type: 'approval', standard: 'permit2', spender: UNIVERSAL_ROUTER }
    expect(decode(UNIVERSAL_ROUTER, plan)).toMatchObject({
      problem: null,
      actions: [
        { ...approval, token: USDC, amount: '7' },
        { ...approval, token: DAI, amount: '8' },
        { type: 'settlement', step: 'pull', token: USDC },
        { type: 'transfer', standard: 'erc20', token: DAI, from: SENDER, to: UNKNOWN, amount: '6' },
      ],
    })
  })

  test('an element that does not fit leaves those before it; a list of none does not fit', () => {
    const batch = encodeAbiParameters(TRANSFER_BATCH, [
      [
        [SENDER, DAI, 5n, USDC],
        [SENDER, DAI, 6n, USDC],
      ],
    ])
    const cut: Hex = `0x${batch.slice(2, 2 + 64 * 9)}${'f'.repeat(64)}`
    expect(decode(UNIVERSAL_ROUTER, execute([0x0d, cut]))).toMatchObject({
      problem: 'malformed',
      actions: [{ type: 'transfer', amount: '5' }],
    })
    const none = encodeAbiParameters(TRANSFER_BATCH, [[]])
    expect(decode(UNIVERSAL_ROUTER, execute([0x0d, none]))).toMatchObject({
      problem: 'malformed',
      actions: [],
    })
  })
})

describe('the bits of a command', () => {
  const input = v3(DAI, 5n, 4n, packPath([USDC, WETH], [500]))

  test('0x40 is no part of it before version 2.1', () => {
    for (const router of [UNIVERSAL_ROUTER, UNIVERSAL_ROUTER_V1]) {
      expect(decode(router, execute([0x40, input])).actions).toMatchObject([{ type: 'swap' }])
      expect(decode(router, execute([0xc0, input])).actions).toMatchObject([{ type: 'swap' }])
    }
  })

  test('it is from 2.1 on, and where nobody knows the router', () => {
    for (const router of [UNIVERSAL_ROUTER_2_1, UNKNOWN]) {
      expect(decode(router, execute([0xc0, input]))).toMatchObject({
        problem: 'not_decoded',
        actions: [{ type: 'opaque', category: 'bridge', label: 'across-deposit' }],
      })
    }
  })
})

describe('sub-plans', () => {
  const swap: Command = [0x00, v3(THE_SENDER, 5n, 4n, packPath([USDC, WETH], [500]))]
  const subPlan = (...commands: Command[]): Command => [
    0x21,
    encodeAbiParameters(PLAN, [
      concatHex(commands.map(([code]) => byte(code))),
      commands.map(([, input]) => input),
    ]),
  ]

  test('are read in place, under the deadline of the whole', () => {
    const { actions, problem } = decode(UNIVERSAL_ROUTER, execute(subPlan(subPlan(swap), swap), swap))
    expect(problem).toBeNull()
    expect(actions).toHaveLength(3)
    expect(actions[0]).toMatchObject({ swap: { deadline: 99, recipient: SENDER } })
  })

  test('too deep a nesting ends with a reason', () => {
    let plan = subPlan(swap)
    for (let depth = 0; depth < 20; depth++) plan = subPlan(plan)
    expect(decode(UNIVERSAL_ROUTER, execute(plan))).toMatchObject({ actions: [], problem: 'depth_limit' })
  })
})

describe('what is not decoded is said', () => {
  test('a V4 swap that cannot be read is a swap without figures', () => {
    expect(decode(UNIVERSAL_ROUTER, execute([0x10, '0x1234']))).toMatchObject({
      problem: 'malformed',
      actions: [{ type: 'opaque', category: 'swap', label: 'uniswap-v4-swap' }],
    })
  })

  test('in a router of the first generation the same command is an NFT market', () => {
    expect(decode(UNIVERSAL_ROUTER_V1, execute([0x10, '0x1234']))).toMatchObject({
      problem: 'not_decoded',
      actions: [{ type: 'opaque', category: 'nft' }],
    })
  })

  test('an unknown command leaves the others', () => {
    const plan = execute([0x3f, '0x'], [0x0b, wrap(ITSELF, 1n)])
    expect(decode(UNIVERSAL_ROUTER, plan)).toMatchObject({
      problem: 'unknown_call',
      actions: [{ type: 'wrap' }],
    })
  })
})

describe('what does not fit', () => {
  test('a plan with more commands than inputs is refused, as the router does', () => {
    const input = encodeFunctionData({ abi: timed, args: ['0x0b0b', [wrap(ITSELF, 1n)], 1n] })
    expect(decode(UNIVERSAL_ROUTER, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('a command whose input is cut short leaves the others', () => {
    const plan = execute([0x00, '0x1234'], [0x0b, wrap(ITSELF, 1n)])
    expect(decode(UNKNOWN, plan)).toMatchObject({ problem: 'malformed', actions: [{ type: 'wrap' }] })
  })

  test('a call without its deadline is refused', () => {
    const whole = execute([0x0b, wrap(ITSELF, 1n)])
    expect(decode(UNIVERSAL_ROUTER, whole.slice(0, 10 + 2 * 64))).toMatchObject({
      actions: [],
      problem: 'malformed',
    })
  })
})
