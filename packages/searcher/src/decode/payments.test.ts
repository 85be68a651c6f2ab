import { encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { address, DAI, decode, PERMIT2, SENDER, UNKNOWN, USDC } from '../../test/support/transactions.ts'
import { DECODE_LIMITS } from './decoding.ts'

const DISPERSE = address('0xd152f549545093347a162dce210e7293f1452150')
const LIDO = address('0xae7ab96520de3a18e5e111b5eaab095312d7fe84')
const BEACON = address('0x00000000219ab540356cbb839cbe05303d7705fa')
const SEQUENCER_INBOX = address('0x1c479675ad559dc151f6ec7ed3fbf8cee79582b6')
const NO_WORD = `0x${'0'.repeat(64)}` as const

const disperse = parseAbi([
  'function disperseEther(address[],uint256[]) payable',
  'function disperseToken(address,address[],uint256[])',
])
const signed = parseAbi([
  'function permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
  'function transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)',
  'function transferAndCall(address,uint256,bytes)',
])
const daiPermit = parseAbi(['function permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)'])
const permit2 = parseAbi([
  'function permitTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes)',
  'function transferFrom((address,address,uint160,address)[])',
  'function permit(address,((address,uint160,uint48,uint48)[],address,uint256),bytes)',
  'function lockdown((address,address)[])',
])
const staking = parseAbi([
  'function submit(address) payable',
  'function deposit(bytes,bytes,bytes,bytes32) payable',
])
const vault = parseAbi(['function deposit(uint256,address)', 'function redeem(uint256,address,address)'])
const upkeep = parseAbi([
  'function addSequencerL2BatchFromOrigin(uint256,bytes,uint256,address,uint256,uint256)',
  'function transmit(bytes32[3],bytes,bytes32[],bytes32[],bytes32)',
])

describe('payments to many', () => {
  test('of the native coin and of a token', () => {
    const ether = encodeFunctionData({
      abi: disperse,
      functionName: 'disperseEther',
      args: [
        [DAI, USDC],
        [1n, 2n],
      ],
    })
    for (const to of [DISPERSE, UNKNOWN]) {
      expect(decode(to, ether, 3n).actions).toEqual([
        { type: 'transfer', standard: 'native', token: null, from: SENDER, to: DAI, amount: '1' },
        { type: 'transfer', standard: 'native', token: null, from: SENDER, to: USDC, amount: '2' },
      ])
    }
    const token = encodeFunctionData({
      abi: disperse,
      functionName: 'disperseToken',
      args: [DAI, [USDC], [4n]],
    })
    expect(decode(DISPERSE, token).actions).toMatchObject([{ standard: 'erc20', token: DAI, to: USDC }])
  })

  test('of different lengths are refused, and of great length bounded', () => {
    const uneven = encodeFunctionData({
      abi: disperse,
      functionName: 'disperseEther',
      args: [[DAI, USDC], [1n]],
    })
    expect(decode(DISPERSE, uneven)).toMatchObject({ actions: [], problem: 'malformed' })
    const many = Array.from({ length: 1_000 }, () => 1n)
    const long = encodeFunctionData({
      abi: disperse,
      functionName: 'disperseEther',
      args: [many.map(() => DAI), many],
    })
    const { actions, problem } = decode(DISPERSE, long)
    expect(actions).toHaveLength(DECODE_LIMITS.actions)
    expect(problem).toBe('action_limit')
  })
})

test('a huge list that is named again and again costs the same as once', () => {
  const many = Array.from({ length: 15_000 }, () => 1n)
  const list = encodeFunctionData({
    abi: disperse,
    functionName: 'disperseEther',
    args: [many.map(() => DAI), many],
  })
  const multicall3 = parseAbi(['function aggregate((address,bytes)[])'])
  const once = encodeFunctionData({
    abi: multicall3,
    args: [
      [
        [UNKNOWN, '0x12345678'],
        [UNKNOWN, list],
      ],
    ],
  })
  // All 200 elements lead to the same two calls: the array's heads are repeated, its tail stays.
  const heads = once.slice(10 + 128, 10 + 256)
  const shifted = [0, 1].map((index) =>
    (Number.parseInt(heads.slice(index * 64, index * 64 + 64), 16) + 198 * 32).toString(16).padStart(64, '0'),
  )
  const again = `${once.slice(0, 10 + 64)}${(200).toString(16).padStart(64, '0')}${shifted.join('').repeat(100)}${once.slice(10 + 256)}`
  const { actions, problem } = decode(UNKNOWN, again)
  expect(actions).toHaveLength(DECODE_LIMITS.actions)
  expect(problem).toBe('unknown_call')
  const started = performance.now()
  for (let round = 0; round < 20; round++) decode(UNKNOWN, again)
  // 200 × 15,000 transfers would take seconds a round.
  expect(performance.now() - started).toBeLessThan(5_000)
})

describe('signed by others', () => {
  test('approvals', () => {
    const permit = encodeFunctionData({
      abi: signed,
      functionName: 'permit',
      args: [UNKNOWN, DAI, 5n, 9n, 27, NO_WORD, NO_WORD],
    })
    expect(decode(USDC, permit).actions).toEqual([
      { type: 'approval', standard: 'permit', token: USDC, spender: DAI, amount: '5' },
    ])
    const all = encodeFunctionData({
      abi: daiPermit,
      args: [UNKNOWN, USDC, 0n, 9n, true, 27, NO_WORD, NO_WORD],
    })
    expect(decode(DAI, all).actions).toMatchObject([{ token: DAI, spender: USDC, amount: null }])
  })

  test('transfers', () => {
    const authorized = encodeFunctionData({
      abi: signed,
      functionName: 'transferWithAuthorization',
      args: [UNKNOWN, DAI, 5n, 0n, 9n, NO_WORD, 27, NO_WORD, NO_WORD],
    })
    expect(decode(USDC, authorized).actions).toMatchObject([
      { type: 'transfer', token: USDC, from: UNKNOWN, to: DAI, amount: '5' },
    ])
    const andCall = encodeFunctionData({
      abi: signed,
      functionName: 'transferAndCall',
      args: [DAI, 5n, '0x12'],
    })
    expect(decode(USDC, andCall).actions).toMatchObject([{ type: 'transfer', from: SENDER, to: DAI }])
    expect(decode(USDC, andCall.slice(0, -64)).actions).toEqual([])
  })

  test("Permit2's transfers and lists", () => {
    const once = encodeFunctionData({
      abi: permit2,
      functionName: 'permitTransferFrom',
      args: [[[USDC, 9n], 1n, 2n], [DAI, 5n], UNKNOWN, '0x12'],
    })
    expect(decode(PERMIT2, once).actions).toMatchObject([
      { type: 'transfer', token: USDC, from: UNKNOWN, to: DAI, amount: '5' },
    ])
    const batch = encodeFunctionData({
      abi: permit2,
      functionName: 'transferFrom',
      args: [
        [
          [UNKNOWN, SENDER, 1n, USDC],
          [UNKNOWN, SENDER, 2n, DAI],
        ],
      ],
    })
    expect(decode(PERMIT2, batch).actions).toMatchObject([
      { token: USDC, amount: '1' },
      { token: DAI, amount: '2' },
    ])
    const permits = encodeFunctionData({
      abi: permit2,
      functionName: 'permit',
      args: [SENDER, [[[USDC, 5n, 1, 2]], DAI, 3n], '0x12'],
    })
    expect(decode(PERMIT2, permits).actions).toEqual([
      { type: 'approval', standard: 'permit2', token: USDC, spender: DAI, amount: '5' },
    ])
    const lockdown = encodeFunctionData({ abi: permit2, functionName: 'lockdown', args: [[[USDC, DAI]]] })
    expect(decode(PERMIT2, lockdown).actions).toMatchObject([{ standard: 'permit2', token: null }])
  })
})

describe('a coin against a share', () => {
  test('staking counts as liquidity', () => {
    const submit = encodeFunctionData({ abi: staking, functionName: 'submit', args: [SENDER] })
    const staked = [{ type: 'liquidity', protocol: 'lido', change: 'add' }]
    expect(decode(LIDO, submit, 5n).actions).toEqual(staked)
    expect(decode(LIDO, '0x', 5n).actions).toEqual(staked)
    expect(decode(UNKNOWN, submit, 5n).actions).toEqual([])
    const deposit = encodeFunctionData({
      abi: staking,
      functionName: 'deposit',
      args: ['0x12', '0x34', '0x56', NO_WORD],
    })
    expect(decode(BEACON, deposit, 32n).actions).toMatchObject([{ protocol: 'beacon-deposit' }])
  })

  test('vaults as well', () => {
    const deposit = encodeFunctionData({ abi: vault, functionName: 'deposit', args: [5n, SENDER] })
    expect(decode(UNKNOWN, deposit).actions).toEqual([
      { type: 'liquidity', protocol: 'erc4626-like', change: 'add' },
    ])
    const redeem = encodeFunctionData({ abi: vault, functionName: 'redeem', args: [5n, SENDER, SENDER] })
    expect(decode(UNKNOWN, redeem).actions).toMatchObject([{ change: 'remove' }])
  })
})

test('upkeep of rollups and feeds', () => {
  const batch = encodeFunctionData({
    abi: upkeep,
    functionName: 'addSequencerL2BatchFromOrigin',
    args: [1n, '0x1234', 2n, SENDER, 3n, 4n],
  })
  expect(decode(SEQUENCER_INBOX, batch).actions).toEqual([
    { type: 'opaque', category: 'system', label: 'rollup-batch' },
  ])
  const report = encodeFunctionData({
    abi: upkeep,
    functionName: 'transmit',
    args: [[NO_WORD, NO_WORD, NO_WORD], '0x12', [NO_WORD], [NO_WORD], NO_WORD],
  })
  expect(decode(UNKNOWN, report).actions).toMatchObject([{ label: 'oracle-report' }])
})
