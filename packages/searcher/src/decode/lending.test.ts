import fc from 'fast-check'
import { encodeAbiParameters, encodeFunctionData, type Hex, parseAbi, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { addresses, amounts } from '../../test/support/arbitraries.ts'
import { address, body, DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { decodeTransaction } from './decode-transaction.ts'

const AAVE_V2 = address('0x7d2768de32b0b80b7a3454c06bdac94a69ddc7a9')
const AAVE_V3 = address('0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2')
const GATEWAY = address('0xd01607c3c5ecaba394d8be377a08590149325722')
const C_DAI = address('0x5d3a536e4d6dbd6114cc1ead35777bab948e3643')
const C_ETH = address('0x4ddc2d193948926d02f9b1fe9e1daa0718270ed5')
const COMET = address('0xc3d688b66703497daa19211eedff47f25384cdc3')
const MORPHO = address('0xbbbbbbbbbb9cc5e90e3b3af64bdaf62c37eeffcb')

const aave = parseAbi([
  'function supply(address,uint256,address,uint16)',
  'function deposit(address,uint256,address,uint16)',
  'function withdraw(address,uint256,address)',
  'function borrow(address,uint256,uint256,uint16,address)',
  'function repay(address,uint256,uint256,address)',
  'function flashLoanSimple(address,address,uint256,bytes,uint16)',
  'function flashLoan(address,address[],uint256[],uint256[],address,bytes,uint16)',
  'function setUserEMode(uint8)',
  'function liquidationCall(address,address,address,uint256,bool)',
  'function depositETH(address,address,uint16) payable',
  'function withdrawETH(address,uint256,address)',
])
const compound = parseAbi([
  'function mint(uint256)',
  'function redeem(uint256)',
  'function borrow(uint256)',
  'function repayBorrowBehalf(address,uint256)',
  'function liquidateBorrow(address,uint256,address)',
])
const native = parseAbi([
  'function mint() payable',
  'function repayBorrow() payable',
  'function liquidateBorrow(address,address) payable',
])
const comet = parseAbi([
  'function supply(address,uint256)',
  'function withdrawFrom(address,address,address,uint256)',
  'function absorb(address,address[])',
  'function buyCollateral(address,uint256,uint256,address)',
])

describe('Aave', () => {
  test('what is supplied, withdrawn, borrowed and repaid, and for whom', () => {
    fc.assert(
      fc.property(addresses, amounts, addresses, (asset, amount, owner) => {
        const call = (functionName: 'supply' | 'deposit') =>
          encodeFunctionData({ abi: aave, functionName, args: [asset, amount, owner, 0] })
        const cases: [Hex, string, string][] = [
          [call('supply'), 'supply', owner],
          [call('deposit'), 'supply', owner],
          [
            encodeFunctionData({ abi: aave, functionName: 'withdraw', args: [asset, amount, owner] }),
            'withdraw',
            SENDER,
          ],
          [
            encodeFunctionData({ abi: aave, functionName: 'borrow', args: [asset, amount, 2n, 0, owner] }),
            'borrow',
            owner,
          ],
          [
            encodeFunctionData({ abi: aave, functionName: 'repay', args: [asset, amount, 2n, owner] }),
            'repay',
            owner,
          ],
        ]
        for (const [input, change, onBehalfOf] of cases) {
          const action = { type: 'lending', change, asset, amount: String(amount), onBehalfOf }
          expect(decode(AAVE_V3, input).actions).toEqual([{ ...action, protocol: 'aave-v3' }])
          expect(decode(AAVE_V2, input).actions).toEqual([{ ...action, protocol: 'aave-v2' }])
          expect(decode(UNKNOWN, input).actions).toEqual([{ ...action, protocol: 'aave-like' }])
        }
      }),
      { numRuns: 30 },
    )
  })

  test('flash loans and settings', () => {
    const simple = encodeFunctionData({
      abi: aave,
      functionName: 'flashLoanSimple',
      args: [UNKNOWN, DAI, 7n, '0x12', 0],
    })
    expect(decode(AAVE_V3, simple).actions).toMatchObject([
      { type: 'lending', change: 'flash-loan', asset: DAI, amount: '7' },
    ])
    const several = encodeFunctionData({
      abi: aave,
      functionName: 'flashLoan',
      args: [UNKNOWN, [DAI, USDC], [1n, 2n], [0n, 0n], SENDER, '0x', 0],
    })
    expect(decode(AAVE_V3, several).actions).toMatchObject([{ change: 'flash-loan', asset: null }])
    const mode = encodeFunctionData({ abi: aave, functionName: 'setUserEMode', args: [1] })
    expect(decode(AAVE_V3, mode).actions).toMatchObject([{ change: 'manage', onBehalfOf: SENDER }])
  })

  test('the gateway takes and gives the native coin', () => {
    const deposit = encodeFunctionData({
      abi: aave,
      functionName: 'depositETH',
      args: [AAVE_V3, SENDER, 0],
    })
    expect(decode(GATEWAY, deposit, 5n).actions).toMatchObject([
      { change: 'supply', asset: WETH, amount: '5', onBehalfOf: SENDER },
    ])
    const withdraw = encodeFunctionData({
      abi: aave,
      functionName: 'withdrawETH',
      args: [AAVE_V3, 6n, SENDER],
    })
    expect(decode(GATEWAY, withdraw).actions).toMatchObject([{ asset: WETH, amount: '6' }])
  })

  test('a liquidation names collateral, debt, borrower and amount', () => {
    const input = encodeFunctionData({
      abi: aave,
      functionName: 'liquidationCall',
      args: [WETH, USDC, UNKNOWN, 9n, false],
    })
    expect(decode(AAVE_V3, input).actions).toEqual([
      {
        type: 'liquidation',
        protocol: 'aave-v3',
        collateral: WETH,
        debt: USDC,
        borrower: UNKNOWN,
        amount: '9',
      },
    ])
    expect(decode(AAVE_V3, input.slice(0, -2))).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('packed calldata of rollups gives amounts and borrowers', () => {
    const base = loadRegistry().chain(8453)
    const pool = '0xa238dd80c259a72e81d7e4664a9801593f98d1c5'
    const packed = (selector: string, ...words: bigint[]) =>
      decodeTransaction(
        body({
          to: pool,
          input: selector + words.map((word) => toHex(word, { size: 32 }).slice(2)).join(''),
        }),
        base,
      ).actions
    // supply(bytes32): asset 3, amount 12345, referral 7.
    expect(packed('0xf7a73840', 3n | (12_345n << 16n) | (7n << 144n))).toEqual([
      {
        type: 'lending',
        protocol: 'aave-v3',
        change: 'supply',
        asset: null,
        amount: '12345',
        onBehalfOf: SENDER,
      },
    ])
    // liquidationCall(bytes32,bytes32): collateral 1, debt 2, borrower; amount 99.
    expect(packed('0xfd21ecff', 1n | (2n << 16n) | (BigInt(UNKNOWN) << 32n), 99n)).toMatchObject([
      { type: 'liquidation', collateral: null, debt: null, borrower: UNKNOWN, amount: '99' },
    ])
    expect(decode(UNKNOWN, `0xf7a73840${'1'.padStart(64, '0')}`).actions).toEqual([])
  })
})

describe('Compound V2', () => {
  test('a market names amounts, not its asset', () => {
    const mint = encodeFunctionData({ abi: compound, functionName: 'mint', args: [5n] })
    expect(decode(C_DAI, mint).actions).toEqual([
      {
        type: 'lending',
        protocol: 'compound-v2',
        change: 'supply',
        asset: null,
        amount: '5',
        onBehalfOf: SENDER,
      },
    ])
    const redeem = encodeFunctionData({ abi: compound, functionName: 'redeem', args: [5n] })
    expect(decode(C_DAI, redeem).actions).toMatchObject([{ change: 'withdraw', amount: null }])
    const behalf = encodeFunctionData({
      abi: compound,
      functionName: 'repayBorrowBehalf',
      args: [UNKNOWN, 4n],
    })
    expect(decode(C_DAI, behalf).actions).toMatchObject([
      { change: 'repay', onBehalfOf: UNKNOWN, amount: '4' },
    ])
  })

  test('functions of everyday names are not believed of contracts that nobody listed', () => {
    const mint = encodeFunctionData({ abi: compound, functionName: 'mint', args: [5n] })
    expect(decode(UNKNOWN, mint).actions).toMatchObject([{ type: 'nft-trade' }])
    const much = encodeFunctionData({ abi: compound, functionName: 'mint', args: [10n ** 18n] })
    expect(decode(UNKNOWN, much)).toMatchObject({ actions: [], problem: 'malformed' })
    const redeem = encodeFunctionData({ abi: compound, functionName: 'redeem', args: [5n] })
    expect(decode(UNKNOWN, redeem)).toMatchObject({ actions: [], problem: 'unknown_call' })
    const borrow = encodeFunctionData({ abi: compound, functionName: 'borrow', args: [5n] })
    expect(decode(UNKNOWN, borrow).actions).toMatchObject([
      { change: 'borrow', protocol: 'compound-v2-like' },
    ])
  })

  test('the market of the native coin takes the value', () => {
    const mint = encodeFunctionData({ abi: native, functionName: 'mint' })
    expect(decode(C_ETH, mint, 8n).actions).toMatchObject([{ change: 'supply', asset: WETH, amount: '8' }])
    expect(decode(C_DAI, mint, 8n).actions).toEqual([])
    const liquidate = encodeFunctionData({
      abi: native,
      functionName: 'liquidateBorrow',
      args: [UNKNOWN, C_DAI],
    })
    expect(decode(C_ETH, liquidate, 3n).actions).toMatchObject([
      { type: 'liquidation', collateral: C_DAI, debt: C_ETH, borrower: UNKNOWN, amount: '3' },
    ])
  })

  test('a liquidation names both markets', () => {
    const input = encodeFunctionData({
      abi: compound,
      functionName: 'liquidateBorrow',
      args: [UNKNOWN, 6n, C_ETH],
    })
    expect(decode(C_DAI, input).actions).toMatchObject([
      { collateral: C_ETH, debt: C_DAI, borrower: UNKNOWN, amount: '6' },
    ])
  })

  test('a market is a token as well', () => {
    const transfer = encodeFunctionData({
      abi: parseAbi(['function transfer(address,uint256)']),
      args: [UNKNOWN, 1n],
    })
    expect(decode(C_DAI, transfer).actions).toMatchObject([{ type: 'transfer', standard: 'erc20' }])
  })
})

describe('Compound V3', () => {
  test('a market names asset and amount', () => {
    const supply = encodeFunctionData({ abi: comet, functionName: 'supply', args: [WETH, 5n] })
    expect(decode(COMET, supply).actions).toMatchObject([
      { protocol: 'compound-v3', change: 'supply', asset: WETH, amount: '5', onBehalfOf: SENDER },
    ])
    const from = encodeFunctionData({
      abi: comet,
      functionName: 'withdrawFrom',
      args: [UNKNOWN, SENDER, USDC, 5n],
    })
    expect(decode(COMET, from).actions).toMatchObject([{ onBehalfOf: UNKNOWN, asset: USDC }])
    expect(decode(UNKNOWN, supply).actions).toEqual([])
  })

  test('absorbing accounts and buying what was seized are liquidations', () => {
    const absorb = (accounts: readonly Hex[]) =>
      encodeFunctionData({ abi: comet, functionName: 'absorb', args: [SENDER, accounts] })
    expect(decode(COMET, absorb([UNKNOWN])).actions).toMatchObject([
      { type: 'liquidation', borrower: UNKNOWN },
    ])
    expect(decode(COMET, absorb([UNKNOWN, DAI])).actions).toMatchObject([{ borrower: null }])
    expect(decode(COMET, absorb([]))).toMatchObject({ actions: [], problem: 'malformed' })
    const buy = encodeFunctionData({
      abi: comet,
      functionName: 'buyCollateral',
      args: [WETH, 1n, 7n, SENDER],
    })
    expect(decode(COMET, buy).actions).toMatchObject([{ type: 'liquidation', collateral: WETH, amount: '7' }])
  })
})

describe('Morpho Blue', () => {
  const market = [USDC, WETH, DAI, DAI, 1n] as const
  const abi = parseAbi([
    'function supply((address,address,address,address,uint256),uint256,uint256,address,bytes)',
    'function supplyCollateral((address,address,address,address,uint256),uint256,address,bytes)',
    'function liquidate((address,address,address,address,uint256),address,uint256,uint256,bytes)',
  ])

  test('loans and collateral are told apart', () => {
    const supply = encodeFunctionData({
      abi,
      functionName: 'supply',
      args: [market, 5n, 0n, UNKNOWN, '0x'],
    })
    expect(decode(MORPHO, supply).actions).toMatchObject([
      { protocol: 'morpho-blue', asset: USDC, amount: '5', onBehalfOf: UNKNOWN },
    ])
    const collateral = encodeFunctionData({
      abi,
      functionName: 'supplyCollateral',
      args: [market, 6n, UNKNOWN, '0x'],
    })
    expect(decode(MORPHO, collateral).actions).toMatchObject([
      { change: 'supply', asset: WETH, amount: '6', onBehalfOf: UNKNOWN },
    ])
  })

  test('a liquidation', () => {
    const input = encodeFunctionData({
      abi,
      functionName: 'liquidate',
      args: [market, UNKNOWN, 5n, 0n, '0x'],
    })
    expect(decode(MORPHO, input).actions).toMatchObject([
      { type: 'liquidation', collateral: WETH, debt: USDC, borrower: UNKNOWN, amount: null },
    ])
  })
})

describe('liquidations elsewhere', () => {
  const LIQUITY = address('0xa39739ef8b0231dbfa0dcda07d7e29faabcf4bb2')
  const others = parseAbi([
    'function liquidate(address)',
    'function batchLiquidateTroves(address[])',
    'function bark(bytes32,address,address)',
  ])
  const euler = parseAbi(['function liquidate(address,address,uint256,uint256)'])
  const only = (borrower: string | null) => [
    { type: 'liquidation', protocol: 'liquity', collateral: null, debt: null, borrower, amount: null },
  ]

  test('of one borrower, and of several', () => {
    const one = encodeFunctionData({ abi: others, functionName: 'liquidate', args: [UNKNOWN] })
    expect(decode(LIQUITY, one).actions).toEqual(only(UNKNOWN))
    expect(decode(UNKNOWN, one).actions).toMatchObject([{ protocol: 'lending-like', borrower: UNKNOWN }])
    const batch = (borrowers: readonly Hex[]) =>
      encodeFunctionData({ abi: others, functionName: 'batchLiquidateTroves', args: [borrowers] })
    expect(decode(LIQUITY, batch([UNKNOWN])).actions).toEqual(only(UNKNOWN))
    expect(decode(LIQUITY, batch([UNKNOWN, DAI])).actions).toEqual(only(null))
    expect(decode(LIQUITY, batch([]))).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('with the collateral, and of a vault', () => {
    const vault = encodeFunctionData({ abi: euler, args: [UNKNOWN, WETH, 5n, 4n] })
    expect(decode(UNKNOWN, vault).actions).toMatchObject([
      { collateral: WETH, debt: null, borrower: UNKNOWN, amount: '5' },
    ])
    const id: Hex = `0x${'1'.repeat(64)}`
    const bark = encodeFunctionData({ abi: others, functionName: 'bark', args: [id, UNKNOWN, SENDER] })
    expect(decode(UNKNOWN, bark).actions).toMatchObject([{ borrower: UNKNOWN }])
  })
})

test('a word that is no address is not taken for one', () => {
  const words = encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'address' }, { type: 'uint16' }],
    [2n ** 200n, 1n, SENDER, 0],
  )
  expect(decode(UNKNOWN, `0x617ba037${words.slice(2)}`)).toMatchObject({ actions: [], problem: 'malformed' })
})
