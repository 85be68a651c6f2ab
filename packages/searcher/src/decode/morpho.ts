import type { Method } from './decoding.ts'
import { type LendingLayout, lendingMethod, liquidationMethod, type Place } from './lending-method.ts'

/** Every function begins with a market of five words: loan token, collateral token, oracle, rate model, limit. */
const LOAN = 0
const COLLATERAL = 1

function morpho(
  name: string,
  tail: string,
  change: LendingLayout['change'],
  words: number,
  asset: Place,
  owner: Place,
): Method {
  const signature = `${name}((address,address,address,address,uint256),${tail})`
  return lendingMethod('morpho-blue', ['morpho-blue'], true, signature, {
    change,
    words,
    asset,
    amount: 5,
    owner,
  })
}

const AMOUNTS = 'uint256,uint256,address'

/** Morpho Blue. Amounts are of assets; 0 where the caller names shares instead. */
export const morphoMethods: Readonly<Record<string, Method>> = {
  '0xa99aad89': morpho('supply', `${AMOUNTS},bytes`, 'supply', 9, LOAN, 7),
  '0x5c2bea49': morpho('withdraw', `${AMOUNTS},address`, 'withdraw', 9, LOAN, 7),
  '0x50d8cd4b': morpho('borrow', `${AMOUNTS},address`, 'borrow', 9, LOAN, 7),
  '0x20b76e81': morpho('repay', `${AMOUNTS},bytes`, 'repay', 9, LOAN, 7),
  '0x238d6579': morpho('supplyCollateral', 'uint256,address,bytes', 'supply', 8, COLLATERAL, 6),
  '0x8720316d': morpho('withdrawCollateral', 'uint256,address,address', 'withdraw', 8, COLLATERAL, 6),
  '0xd8eabcb8': liquidationMethod(
    'morpho-blue',
    ['morpho-blue'],
    true,
    'liquidate((address,address,address,address,uint256),address,uint256,uint256,bytes)',
    // What is named are seized assets or repaid shares, not an amount of debt.
    { words: 9, collateral: COLLATERAL, debt: LOAN, borrower: 5, amount: 'none' },
  ),
}
