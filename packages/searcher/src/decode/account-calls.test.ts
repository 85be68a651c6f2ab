import {
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  encodePacked,
  type Hex,
  parseAbi,
  parseAbiParameters,
  size,
  toHex,
} from 'viem'
import { describe, expect, test } from 'vitest'
import {
  address,
  DAI,
  decode,
  SENDER,
  UNKNOWN,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'
import { DECODE_LIMITS } from './decoding.ts'

const ENTRY_POINT_6 = address('0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789')
const ENTRY_POINT_7 = address('0x0000000071727de22e5e9d8baf0edac6f37da032')
const MULTI_SEND = address('0x38869bf66a61cf6bdb996a6ae40d5853fd43b526')
const MULTICALL3 = address('0xca11bde05977b3631167028862be2a173976ca11')
const ACCOUNT = address('0xacc0000000000000000000000000000000000001')
const OTHER = address('0xacc0000000000000000000000000000000000002')
const NO_WORD: Hex = `0x${'0'.repeat(64)}`

const account = parseAbi([
  'function execute(address,uint256,bytes)',
  'function execute(address,uint256,bytes,uint8)',
  'function executeBatch(address[],bytes[])',
])
const batchValues = parseAbi(['function executeBatch(address[],uint256[],bytes[])'])
const batchTuples = parseAbi(['function executeBatch((address,uint256,bytes)[])'])
const modular = parseAbi(['function execute(bytes32,bytes)'])
const module = parseAbi(['function executeUserOp(address,uint256,bytes,uint8)'])
const entryPoint6 = parseAbi([
  'function handleOps((address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)[],address)',
  'function handleAggregatedOps(((address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)[],address,bytes)[],address)',
])
const entryPoint7 = parseAbi([
  'function handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)',
])
const safe = parseAbi([
  'function execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
  'function multiSend(bytes)',
])
const multicall3 = parseAbi([
  'function aggregate((address,bytes)[])',
  'function tryAggregate(bool,(address,bytes)[])',
  'function aggregate3((address,bool,bytes)[])',
  'function aggregate3Value((address,bool,uint256,bytes)[])',
])
const erc20 = parseAbi(['function transfer(address,uint256)', 'function approve(address,uint256)'])
const v2 = parseAbi(['function swapExactETHForTokens(uint256,address[],address,uint256) payable'])

const transfer = encodeFunctionData({ abi: erc20, functionName: 'transfer', args: [UNKNOWN, 5n] })
const approve = encodeFunctionData({ abi: erc20, functionName: 'approve', args: [V2_ROUTER, 6n] })
const swap = encodeFunctionData({
  abi: v2,
  functionName: 'swapExactETHForTokens',
  args: [1n, [WETH, USDC], ACCOUNT, 9n],
})
const transferred = (from: string) => ({
  type: 'transfer',
  standard: 'erc20',
  token: USDC,
  from,
  to: UNKNOWN,
  amount: '5',
})
const execute = (to: Hex, value: bigint, data: Hex) =>
  encodeFunctionData({ abi: account, functionName: 'execute', args: [to, value, data] })

describe('what a smart account is asked to do is its own call', () => {
  const sends = (input: Hex) => expect(decode(ACCOUNT, input).actions)

  test('one call', () => {
    sends(execute(USDC, 0n, transfer)).toEqual([transferred(ACCOUNT)])
    const kernel = encodeFunctionData({
      abi: account,
      functionName: 'execute',
      args: [USDC, 0n, transfer, 0],
    })
    sends(kernel).toEqual([transferred(ACCOUNT)])
    const module4337 = encodeFunctionData({
      abi: module,
      functionName: 'executeUserOp',
      args: [USDC, 0n, transfer, 0],
    })
    sends(module4337).toEqual([transferred(ACCOUNT)])
  })

  test('coins without calldata', () => {
    sends(execute(UNKNOWN, 7n, '0x')).toEqual([
      { type: 'transfer', standard: 'native', token: null, from: ACCOUNT, to: UNKNOWN, amount: '7' },
    ])
    sends(execute(WETH, 7n, '0x')).toEqual([{ type: 'wrap', amount: '7' }])
  })

  test('the value of a swap is what the account sends along', () => {
    sends(execute(V2_ROUTER, 8n, swap)).toMatchObject([
      { type: 'swap', native: 'in', swap: { amount_in: '8', recipient: ACCOUNT } },
    ])
  })

  test('several calls, in any of the forms', () => {
    const expected = [
      { type: 'approval', token: DAI },
      { type: 'transfer', token: USDC },
    ]
    sends(
      encodeFunctionData({
        abi: account,
        functionName: 'executeBatch',
        args: [
          [DAI, USDC],
          [approve, transfer],
        ],
      }),
    ).toMatchObject(expected)
    for (const values of [[0n, 0n], []]) {
      sends(
        encodeFunctionData({ abi: batchValues, args: [[DAI, USDC], values, [approve, transfer]] }),
      ).toMatchObject(expected)
    }
    const calls = [
      [DAI, 0n, approve],
      [USDC, 0n, transfer],
    ] as const
    sends(encodeFunctionData({ abi: batchTuples, args: [calls] })).toMatchObject(expected)
    const batch = encodeAbiParameters(parseAbiParameters('(address,uint256,bytes)[]'), [calls])
    sends(encodeFunctionData({ abi: modular, args: [toHex(1n << 248n, { size: 32 }), batch] })).toMatchObject(
      expected,
    )
  })

  test('one call, packed', () => {
    const packed = encodePacked(['address', 'uint256', 'bytes'], [USDC, 0n, transfer])
    sends(encodeFunctionData({ abi: modular, args: [NO_WORD, packed] })).toEqual([transferred(ACCOUNT)])
    expect(decode(ACCOUNT, encodeFunctionData({ abi: modular, args: [NO_WORD, '0x1234'] }))).toMatchObject({
      actions: [],
      problem: 'malformed',
    })
  })

  test('lists of different lengths are refused', () => {
    const input = encodeFunctionData({
      abi: account,
      functionName: 'executeBatch',
      args: [[DAI, USDC], [approve]],
    })
    expect(decode(ACCOUNT, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('code that runs as a DSProxy, of a contract known by its purpose only', () => {
    const MAKER_ACTIONS = address('0x82ecd135dce65fbc6dbdd0e4237e0af93ffd5038')
    const proxy = parseAbi(['function execute(address,bytes)'])
    sends(encodeFunctionData({ abi: proxy, args: [MAKER_ACTIONS, '0x12345678'] })).toEqual([
      { type: 'opaque', category: 'lending', label: 'maker' },
    ])
    sends(encodeFunctionData({ abi: proxy, args: [USDC, transfer] })).toEqual([transferred(ACCOUNT)])
  })

  test('a call that nobody knows is said', () => {
    expect(decode(ACCOUNT, execute(UNKNOWN, 0n, '0x12345678'))).toMatchObject({
      actions: [],
      problem: 'unknown_call',
    })
  })
})

describe('the entry points of ERC-4337', () => {
  const op6 = (sender: Hex, callData: Hex) =>
    [sender, 1n, '0x', callData, 1n, 2n, 3n, 4n, 5n, '0x', '0x1234'] as const
  const op7 = (sender: Hex, callData: Hex) =>
    [sender, 1n, '0x', callData, NO_WORD, 3n, NO_WORD, '0x', '0x1234'] as const
  const operation = (by: string) => ({ type: 'account-operation', protocol: 'erc4337', account: by })

  test('operations of both layouts with what they call', () => {
    const six = encodeFunctionData({
      abi: entryPoint6,
      functionName: 'handleOps',
      args: [[op6(ACCOUNT, execute(USDC, 0n, transfer)), op6(OTHER, '0x')], SENDER],
    })
    expect(decode(ENTRY_POINT_6, six)).toMatchObject({
      problem: null,
      actions: [operation(ACCOUNT), transferred(ACCOUNT), operation(OTHER)],
    })
    const seven = encodeFunctionData({
      abi: entryPoint7,
      args: [[op7(ACCOUNT, execute(V2_ROUTER, 8n, swap))], SENDER],
    })
    expect(decode(ENTRY_POINT_7, seven).actions).toMatchObject([
      operation(ACCOUNT),
      { type: 'swap', swap: { amount_in: '8' } },
    ])
  })

  test('an account that is given the whole operation', () => {
    const callData = concatHex(['0x8dd7712f', execute(USDC, 0n, transfer)])
    const input = encodeFunctionData({ abi: entryPoint7, args: [[op7(ACCOUNT, callData)], SENDER] })
    expect(decode(ENTRY_POINT_7, input).actions).toEqual([operation(ACCOUNT), transferred(ACCOUNT)])
  })

  test('operations grouped by aggregator', () => {
    const group = [[op6(ACCOUNT, execute(USDC, 0n, transfer))], DAI, '0x'] as const
    const input = encodeFunctionData({
      abi: entryPoint6,
      functionName: 'handleAggregatedOps',
      args: [[group], SENDER],
    })
    expect(decode(ENTRY_POINT_6, input).actions).toEqual([operation(ACCOUNT), transferred(ACCOUNT)])
  })

  test('at an address that nobody listed it is a resemblance', () => {
    const input = encodeFunctionData({ abi: entryPoint7, args: [[op7(ACCOUNT, '0x')], SENDER] })
    expect(decode(UNKNOWN, input).actions).toMatchObject([{ protocol: 'erc4337-like', account: ACCOUNT }])
  })

  test('more operations than anybody sends end with a reason', () => {
    const ops = Array.from({ length: DECODE_LIMITS.calls }, () => op7(ACCOUNT, execute(USDC, 0n, transfer)))
    const input = encodeFunctionData({ abi: entryPoint7, args: [ops, SENDER] })
    const { actions, problem } = decode(ENTRY_POINT_7, input)
    expect(actions).toHaveLength(DECODE_LIMITS.actions)
    expect(problem).toBe('action_limit')
  })
})

describe('Safe', () => {
  const exec = (to: Hex, value: bigint, data: Hex, operation: number) =>
    encodeFunctionData({
      abi: safe,
      functionName: 'execTransaction',
      args: [to, value, data, operation, 0n, 0n, 0n, SENDER, SENDER, '0x1234'],
    })
  const packed = (to: Hex, value: bigint, data: Hex) =>
    encodePacked(
      ['uint8', 'address', 'uint256', 'uint256', 'bytes'],
      [0, to, value, BigInt(size(data)), data],
    )

  test('what it calls names the transaction', () => {
    expect(decode(ACCOUNT, exec(USDC, 0n, transfer, 0)).actions).toEqual([transferred(ACCOUNT)])
    expect(decode(ACCOUNT, exec(UNKNOWN, 3n, '0x', 0)).actions).toMatchObject([
      { standard: 'native', from: ACCOUNT, amount: '3' },
    ])
  })

  test('a call that nobody knows leaves an operation of the account', () => {
    expect(decode(ACCOUNT, exec(UNKNOWN, 0n, '0x12345678', 0))).toMatchObject({
      actions: [{ type: 'account-operation', protocol: 'safe', account: ACCOUNT }],
      problem: 'unknown_call',
    })
    expect(decode(ACCOUNT, exec(UNKNOWN, 0n, '0x', 2))).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('several calls sent by delegation are those of the Safe', () => {
    const calls = concatHex([packed(DAI, 0n, approve), packed(UNKNOWN, 4n, '0x'), packed(USDC, 0n, transfer)])
    const data = encodeFunctionData({ abi: safe, functionName: 'multiSend', args: [calls] })
    expect(decode(ACCOUNT, exec(MULTI_SEND, 0n, data, 1))).toMatchObject({
      problem: null,
      actions: [
        { type: 'approval', token: DAI },
        { type: 'transfer', standard: 'native', from: ACCOUNT, amount: '4' },
        transferred(ACCOUNT),
      ],
    })
  })

  test('a list that is cut short keeps what came before', () => {
    const calls = concatHex([packed(USDC, 0n, transfer), '0x00'])
    const data = encodeFunctionData({ abi: safe, functionName: 'multiSend', args: [calls] })
    expect(decode(ACCOUNT, exec(MULTI_SEND, 0n, data, 1))).toMatchObject({
      problem: 'malformed',
      actions: [transferred(ACCOUNT)],
    })
  })

  test('Safes inside Safes end with a reason', () => {
    let input: Hex = transfer
    for (let depth = 0; depth < 9; depth++) input = exec(ACCOUNT, 0n, input, 0)
    const { actions, problem } = decode(ACCOUNT, input)
    expect(problem).toBe('depth_limit')
    expect(actions).toHaveLength(1)
  })
})

describe('Multicall3', () => {
  test('calls in all its forms are made by the multicall contract', () => {
    const plain = [
      [USDC, transfer],
      [DAI, approve],
    ] as const
    const inputs = [
      encodeFunctionData({ abi: multicall3, functionName: 'aggregate', args: [plain] }),
      encodeFunctionData({ abi: multicall3, functionName: 'tryAggregate', args: [true, plain] }),
      encodeFunctionData({
        abi: multicall3,
        functionName: 'aggregate3',
        args: [plain.map(([to, data]) => [to, true, data] as const)],
      }),
      encodeFunctionData({
        abi: multicall3,
        functionName: 'aggregate3Value',
        args: [plain.map(([to, data]) => [to, true, 0n, data] as const)],
      }),
    ]
    for (const input of inputs) {
      for (const to of [MULTICALL3, UNKNOWN]) {
        expect(decode(to, input).actions).toMatchObject([
          { ...transferred(to), from: to },
          { type: 'approval', token: DAI },
        ])
      }
    }
  })

  test('each call has a value of its own', () => {
    const input = encodeFunctionData({
      abi: multicall3,
      functionName: 'aggregate3Value',
      args: [[[V2_ROUTER, false, 8n, swap]]],
    })
    expect(decode(MULTICALL3, input, 9n).actions).toMatchObject([{ swap: { amount_in: '8' } }])
  })
})
