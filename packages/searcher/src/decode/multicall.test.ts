import { encodeFunctionData, type Hex, pad, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  DAI,
  decode,
  POSITION_MANAGER,
  SENDER,
  SWAP_ROUTER,
  SWAP_ROUTER_02,
  UNKNOWN,
  USDC,
  WETH,
} from '../../test/support/transactions.ts'

const plain = parseAbi(['function multicall(bytes[] data) payable'])
const timed = parseAbi(['function multicall(uint256 deadline, bytes[] data) payable'])
const hashed = parseAbi(['function multicall(bytes32 previousBlockhash, bytes[] data) payable'])
const router02 = parseAbi([
  'function exactInputSingle((address,address,uint24,address,uint256,uint256,uint160)) payable',
  'function unwrapWETH9(uint256,address) payable',
  'function sweepToken(address,uint256,address) payable',
  'function refundETH() payable',
  'function wrapETH(uint256) payable',
  'function selfPermit(address,uint256,uint256,uint8,bytes32,bytes32) payable',
])

const ITSELF = '0x0000000000000000000000000000000000000002'
const swap = encodeFunctionData({
  abi: router02,
  functionName: 'exactInputSingle',
  args: [[USDC, WETH, 500, ITSELF, 4_000n, 1n, 0n]],
})
const unwrap = encodeFunctionData({ abi: router02, functionName: 'unwrapWETH9', args: [9n, SENDER] })
const permit = encodeFunctionData({
  abi: router02,
  functionName: 'selfPermit',
  args: [USDC, 1n, 1n, 27, pad('0x1'), pad('0x2')],
})

const forms: readonly (readonly [string, (calls: Hex[]) => Hex, number | null])[] = [
  ['multicall(bytes[])', (calls) => encodeFunctionData({ abi: plain, args: [calls] }), null],
  ['multicall(uint256,bytes[])', (calls) => encodeFunctionData({ abi: timed, args: [77n, calls] }), 77],
  [
    'multicall(bytes32,bytes[])',
    (calls) => encodeFunctionData({ abi: hashed, args: [pad('0xff'), calls] }),
    null,
  ],
]

describe.each(forms)('%s', (_, wrap, deadline) => {
  test('the calls inside become actions in order, under its deadline', () => {
    const { actions, problem } = decode(SWAP_ROUTER_02, wrap([permit, swap, unwrap]))
    expect(problem).toBeNull()
    expect(actions).toMatchObject([
      { type: 'approval', standard: 'permit', token: USDC, spender: SWAP_ROUTER_02 },
      { type: 'swap', swap: { amount_in: '4000', recipient: null, deadline } },
      { type: 'unwrap', amount: '9' },
    ])
  })

  test('may be nested', () => {
    const { actions, problem } = decode(SWAP_ROUTER_02, wrap([wrap([wrap([swap])]), unwrap]))
    expect(problem).toBeNull()
    expect(actions).toMatchObject([{ type: 'swap' }, { type: 'unwrap' }])
  })

  test('an unknown call inside leaves the others', () => {
    const { actions, problem } = decode(SWAP_ROUTER_02, wrap(['0x12345678', swap]))
    expect(problem).toBe('unknown_call')
    expect(actions).toMatchObject([{ type: 'swap' }])
  })
})

test('nesting beyond the bound ends with a reason', () => {
  let input = swap
  for (let depth = 0; depth < 40; depth++) input = encodeFunctionData({ abi: plain, args: [[input]] })
  expect(decode(SWAP_ROUTER_02, input)).toMatchObject({ actions: [], problem: 'depth_limit' })
})

test('more actions than the bound end with a reason', () => {
  const input = encodeFunctionData({ abi: plain, args: [Array.from({ length: 200 }, () => unwrap)] })
  const { actions, problem } = decode(SWAP_ROUTER_02, input)
  expect(actions).toHaveLength(128)
  expect(problem).toBe('action_limit')
})

test('more calls than the bound end with a reason', () => {
  const input = encodeFunctionData({
    abi: plain,
    args: [Array.from({ length: 300 }, (): Hex => '0x12345678')],
  })
  expect(decode(SWAP_ROUTER_02, input).problem).toBe('unknown_call')
  const empty = encodeFunctionData({ abi: plain, args: [[]] })
  const many = encodeFunctionData({ abi: plain, args: [Array.from({ length: 300 }, () => empty)] })
  expect(decode(SWAP_ROUTER_02, many)).toMatchObject({ actions: [], problem: 'call_limit' })
})

test('the steps around a swap are recognised', () => {
  const input = encodeFunctionData({
    abi: plain,
    args: [
      [
        encodeFunctionData({ abi: router02, functionName: 'wrapETH', args: [5n] }),
        encodeFunctionData({ abi: router02, functionName: 'sweepToken', args: [DAI, 3n, SENDER] }),
        encodeFunctionData({ abi: router02, functionName: 'refundETH' }),
      ],
    ],
  })
  expect(decode(SWAP_ROUTER, input)).toMatchObject({
    problem: null,
    actions: [
      { type: 'wrap', amount: '5' },
      { type: 'settlement', step: 'sweep', atLeast: '3' },
      { type: 'settlement', step: 'refund', atLeast: null },
    ],
  })
})

test('a position manager is called through its multicall, too', () => {
  const positions = parseAbi([
    'function decreaseLiquidity((uint256,uint128,uint256,uint256,uint256)) payable',
    'function collect((uint256,address,uint128,uint128)) payable',
  ])
  const input = encodeFunctionData({
    abi: plain,
    args: [
      [
        encodeFunctionData({
          abi: positions,
          functionName: 'decreaseLiquidity',
          args: [[1n, 2n, 0n, 0n, 9n]],
        }),
        encodeFunctionData({ abi: positions, functionName: 'collect', args: [[1n, SENDER, 5n, 5n]] }),
      ],
    ],
  })
  expect(decode(POSITION_MANAGER, input)).toMatchObject({
    problem: null,
    actions: [
      { type: 'liquidity', protocol: 'uniswap-v3', change: 'remove' },
      { type: 'liquidity', protocol: 'uniswap-v3', change: 'collect' },
    ],
  })
})

test('at an unknown address the calls inside must still fit', () => {
  const input = encodeFunctionData({ abi: plain, args: [[swap, swap.slice(0, -2) as Hex]] })
  const { actions, problem } = decode(UNKNOWN, input)
  expect(actions).toMatchObject([{ type: 'swap', swap: { protocol: 'uniswap-v3-like' } }])
  expect(problem).toBe('malformed')
})
