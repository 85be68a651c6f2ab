import type { ContractAbi } from '../registry/schema.ts'
import type { Method } from './decoding.ts'
import { type LendingLayout, lendingMethod, liquidationMethod, type Place } from './lending-method.ts'

const POOLS: readonly ContractAbi[] = ['aave-pool', 'aave-l2-pool']

function pool(
  signature: string,
  change: LendingLayout['change'],
  words: number,
  asset: Place,
  amount: Place,
  owner: Place,
): Method {
  return lendingMethod('aave', POOLS, true, signature, { change, words, asset, amount, owner })
}

/** The gateway's first word is the pool or, in early versions, the market: both only name who is meant. */
function gateway(
  signature: string,
  change: LendingLayout['change'],
  words: number,
  amount: Place,
  owner: Place,
): Method {
  const layout: LendingLayout = { change, words, asset: 'native', amount, owner }
  return lendingMethod('aave', ['aave-native-gateway'], true, signature, layout)
}

/** The pool of Aave V2 and V3 and of the many that copied it, and the gateway for the native coin. */
export const aaveMethods: Readonly<Record<string, Method>> = {
  '0x617ba037': pool('supply(address,uint256,address,uint16)', 'supply', 4, 0, 1, 2),
  '0xe8eda9df': pool('deposit(address,uint256,address,uint16)', 'supply', 4, 0, 1, 2),
  '0x02c205f0': pool(
    'supplyWithPermit(address,uint256,address,uint16,uint256,uint8,bytes32,bytes32)',
    'supply',
    8,
    0,
    1,
    2,
  ),
  // The first version.
  '0xd2d0e066': pool('deposit(address,uint256,uint16)', 'supply', 3, 0, 1, 'sender'),
  '0xc858f5f9': pool('borrow(address,uint256,uint256,uint16)', 'borrow', 4, 0, 1, 'sender'),
  '0x5ceae9c4': pool('repay(address,uint256,address)', 'repay', 3, 0, 1, 2),
  '0x69328dec': pool('withdraw(address,uint256,address)', 'withdraw', 3, 0, 1, 'sender'),
  '0xa415bcad': pool('borrow(address,uint256,uint256,uint16,address)', 'borrow', 5, 0, 1, 4),
  '0x573ade81': pool('repay(address,uint256,uint256,address)', 'repay', 4, 0, 1, 3),
  '0xee3e210b': pool(
    'repayWithPermit(address,uint256,uint256,address,uint256,uint8,bytes32,bytes32)',
    'repay',
    8,
    0,
    1,
    3,
  ),
  '0x2dad97d4': pool('repayWithATokens(address,uint256,uint256)', 'repay', 3, 0, 1, 'sender'),
  '0x42b0b77c': pool('flashLoanSimple(address,address,uint256,bytes,uint16)', 'flash-loan', 6, 1, 2, 'none'),
  '0xab9c4b5d': pool(
    'flashLoan(address,address[],uint256[],uint256[],address,bytes,uint16)',
    'flash-loan',
    11,
    'none',
    'none',
    'none',
  ),
  '0x5a3b74b9': pool('setUserUseReserveAsCollateral(address,bool)', 'manage', 2, 0, 'none', 'sender'),
  '0x94ba89a2': pool('swapBorrowRateMode(address,uint256)', 'manage', 2, 0, 'none', 'sender'),
  '0x28530a47': pool('setUserEMode(uint8)', 'manage', 1, 'none', 'none', 'sender'),
  '0x00a718a9': liquidationMethod(
    'aave',
    POOLS,
    true,
    'liquidationCall(address,address,address,uint256,bool)',
    {
      words: 5,
      collateral: 0,
      debt: 1,
      borrower: 2,
      amount: 3,
    },
  ),
  '0x474cf53d': gateway('depositETH(address,address,uint16)', 'supply', 3, 'native', 1),
  '0x80500d20': gateway('withdrawETH(address,uint256,address)', 'withdraw', 3, 1, 'sender'),
  '0x02c5fcf8': gateway('repayETH(address,uint256,uint256,address)', 'repay', 4, 1, 3),
  '0xbcc3c255': gateway('repayETH(address,uint256,address)', 'repay', 3, 1, 2),
  '0x66514c97': gateway('borrowETH(address,uint256,uint256,uint16)', 'borrow', 4, 1, 'sender'),
  '0xe74f7b85': gateway('borrowETH(address,uint256,uint16)', 'borrow', 3, 1, 'sender'),
  '0xd4c40b6c': gateway(
    'withdrawETHWithPermit(address,uint256,address,uint256,uint8,bytes32,bytes32)',
    'withdraw',
    7,
    1,
    'sender',
  ),
}
