import type { ContractAbi } from '../registry/schema.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import {
  callProtocol,
  type LendingLayout,
  lendingMethod,
  liquidationMethod,
  type Place,
} from './lending-method.ts'
import { decodeMintCount } from './nft-mints.ts'
import { arrayLength, followOffset, readAddress, WORD_CHARS } from './words.ts'

const MARKET: readonly ContractAbi[] = ['compound-v2-market', 'compound-v2-native-market']
const NATIVE: readonly ContractAbi[] = ['compound-v2-native-market']
const COMET: readonly ContractAbi[] = ['compound-v3-comet']

/** A market of V2 knows its underlying asset, calldata does not name it. `telling`: believed of unlisted contracts. */
function market(
  signature: string,
  change: LendingLayout['change'],
  words: number,
  amount: Place,
  owner: Place,
  telling: boolean,
): Method {
  const layout: LendingLayout = { change, words, asset: 'none', amount, owner }
  return lendingMethod('compound-v2', MARKET, telling, signature, layout)
}

/** The market of the native coin takes the transaction's value. */
function native(signature: string, change: LendingLayout['change'], owner: Place, telling: boolean): Method {
  const layout: LendingLayout = {
    change,
    words: typeof owner === 'number' ? 1 : 0,
    asset: 'native',
    amount: 'native',
    owner,
  }
  return lendingMethod('compound-v2', NATIVE, telling, signature, layout)
}

function comet(
  signature: string,
  change: LendingLayout['change'],
  words: number,
  owner: Place,
  asset: Place,
  amount: Place,
): Method {
  const layout: LendingLayout = { change, words, asset, amount, owner }
  return lendingMethod('compound-v3', COMET, false, signature, layout)
}

/** `(address absorber, address[] accounts)`. */
function decodeAbsorb(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const array = followOffset(input, call.base, call.base + WORD_CHARS, call.end)
  const count = arrayLength(input, array, call.end)
  const first = count > 0 ? readAddress(input, array + WORD_CHARS, call.end) : null
  if (first === null) return false
  addAction(decoding, {
    type: 'liquidation',
    protocol: callProtocol(call, 'compound-v3'),
    collateral: null,
    debt: null,
    borrower: count === 1 ? first : null,
    amount: null,
  })
  return true
}

const marketMint = market('mint(uint256)', 'supply', 1, 0, 'sender', false)
/** A market's function of a name that collections share: of contracts that nobody listed it is theirs. */
const mintMethod: Method = {
  ...marketMint,
  generic: true,
  decode: (decoding, call) =>
    call.contract?.abi == null ? decodeMintCount(decoding, call) : marketMint.decode(decoding, call),
}

/** Markets of Compound V2 (and Venus, and others that copied it) and of Compound V3. */
export const compoundMethods: Readonly<Record<string, Method>> = {
  '0xa0712d68': mintMethod,
  '0xdb006a75': market('redeem(uint256)', 'withdraw', 1, 'none', 'sender', false),
  '0x852a12e3': market('redeemUnderlying(uint256)', 'withdraw', 1, 0, 'sender', true),
  '0xc5ebeaec': market('borrow(uint256)', 'borrow', 1, 0, 'sender', true),
  '0x0e752702': market('repayBorrow(uint256)', 'repay', 1, 0, 'sender', true),
  '0x2608f818': market('repayBorrowBehalf(address,uint256)', 'repay', 2, 1, 0, true),
  '0x1249c58b': native('mint()', 'supply', 'sender', false),
  '0x4e4d9fea': native('repayBorrow()', 'repay', 'sender', true),
  '0xe5974619': native('repayBorrowBehalf(address)', 'repay', 0, true),
  '0xc2998238': market('enterMarkets(address[])', 'manage', 2, 'none', 'sender', true),
  '0xede4edd0': market('exitMarket(address)', 'manage', 1, 'none', 'sender', true),
  '0xe9af0292': market('claimComp(address)', 'manage', 1, 'none', 0, true),
  '0x1c3db2e0': market('claimComp(address,address[])', 'manage', 3, 'none', 0, true),
  '0xadcd5fb9': market('claimVenus(address)', 'manage', 1, 'none', 0, true),
  '0xf5e3c462': liquidationMethod('compound-v2', MARKET, true, 'liquidateBorrow(address,uint256,address)', {
    words: 3,
    collateral: 2,
    debt: 'callee',
    borrower: 0,
    amount: 1,
  }),
  '0xaae40a2a': liquidationMethod('compound-v2', NATIVE, true, 'liquidateBorrow(address,address)', {
    words: 2,
    collateral: 1,
    debt: 'callee',
    borrower: 0,
    amount: 'native',
  }),
  '0xf2b9fdb8': comet('supply(address,uint256)', 'supply', 2, 'sender', 0, 1),
  '0x4232cd63': comet('supplyTo(address,address,uint256)', 'supply', 3, 0, 1, 2),
  '0x90323177': comet('supplyFrom(address,address,address,uint256)', 'supply', 4, 1, 2, 3),
  '0xf3fef3a3': comet('withdraw(address,uint256)', 'withdraw', 2, 'sender', 0, 1),
  '0xc3b35a7e': comet('withdrawTo(address,address,uint256)', 'withdraw', 3, 'sender', 1, 2),
  '0x26441318': comet('withdrawFrom(address,address,address,uint256)', 'withdraw', 4, 0, 2, 3),
  '0xc3cecfd2': {
    signature: 'absorb(address,address[])',
    abis: COMET,
    generic: true,
    decode: decodeAbsorb,
  },
  '0xe4e6e779': liquidationMethod(
    'compound-v3',
    COMET,
    true,
    'buyCollateral(address,uint256,uint256,address)',
    {
      words: 4,
      collateral: 0,
      debt: 'none',
      borrower: 'none',
      amount: 2,
    },
  ),
}
