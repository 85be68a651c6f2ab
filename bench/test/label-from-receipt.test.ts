import { describe, expect, test } from 'vitest'
import { readTransaction } from '../src/searcher/read-transaction.ts'
import { labelFromReceipt } from '../src/searcher/truth/label-from-receipt.ts'
import { readReceipt } from '../src/searcher/truth/read-receipt.ts'
import { json, log, POOL_1, POOL_2, SENDER, TOKEN_A, TOKEN_B, TOKEN_C, transfer, v2Swap } from './support.ts'

const ROUTER = '0x00000000000000000000000000000000000000ee'

function label(logs: readonly unknown[], fields: Readonly<Record<string, unknown>> = {}, status?: string) {
  const transaction = readTransaction(json({ input: '0x12345678', ...fields }), 1, 'test', 0)
  const receipt = readReceipt({ status, logs })
  if (typeof transaction === 'string' || receipt === null) throw new Error('the test is wrong')
  return labelFromReceipt(transaction, receipt, TOKEN_A)
}

describe('label from a receipt', () => {
  test('plain transfers, creations, deposits and batches of rollups need no logs', () => {
    expect(label([], { input: '0x' })).toMatchObject({ category: 'transfer', protocol: 'native' })
    expect(label([], { to: null })).toMatchObject({ category: 'deploy' })
    expect(label([], { type: '0x7e' })).toMatchObject({ category: 'system' })
    expect(label([], { type: '0x3' })).toMatchObject({ category: 'system' })
  })

  test('what failed or left no trace has no category', () => {
    expect(label([], {}, '0x0')).toMatchObject({ category: null, note: 'failed' })
    expect(label([], {}, '0x1')).toMatchObject({ category: null, note: 'calldata and no logs' })
    expect(label([log(ROUTER, 'Unheard(uint256)')])).toMatchObject({ category: null, note: 'unknown logs' })
  })

  test('a token that speaks alone is a transfer or an approval', () => {
    const approval = log(TOKEN_B, 'Approval(address,address,uint256)', [SENDER, ROUTER], [1n])
    const moved = transfer(TOKEN_B, SENDER, ROUTER, 5n)
    const to = { to: TOKEN_B }
    expect(label([moved], to)).toMatchObject({ category: 'transfer', protocol: 'erc20' })
    expect(label([moved, approval], to)).toMatchObject({ category: 'transfer' })
    expect(label([transfer(TOKEN_B, '0x00', SENDER, 5n)], to)).toMatchObject({ category: null })
    expect(label([approval], to)).toMatchObject({ category: 'approval', protocol: 'erc20' })
    expect(
      label([log(TOKEN_B, 'ApprovalForAll(address,address,bool)', [SENDER, ROUTER], [1n])], to),
    ).toMatchObject({
      category: 'approval',
    })
    const nft = log(TOKEN_B, 'Transfer(address,address,uint256)', [SENDER, ROUTER, '0x07'])
    expect(label([nft], to)).toMatchObject({ category: 'nft' })
    // The same event out of another contract than the one that was called.
    expect(label([moved], { to: ROUTER })).toMatchObject({ category: null })
  })

  test("a lending market's Mint is told from a pool's", () => {
    const name = 'Mint(address,uint256,uint256)'
    expect(label([log(POOL_1, name, [], [1n, 2n, 3n])])).toMatchObject({ category: 'lending' })
    expect(label([log(POOL_1, name, [SENDER], [2n, 3n])])).toMatchObject({ category: 'liquidity' })
  })

  test('a liquidation that sells the collateral is a liquidation', () => {
    const call = 'LiquidationCall(address,address,address,uint256,uint256,address,bool)'
    expect(label([log(ROUTER, call), v2Swap(POOL_1)])).toMatchObject({ category: 'liquidation' })
  })

  test('the hops of a swap are joined, and its value is what it moved of the native coin', () => {
    const coins = 3n * 10n ** 18n
    const result = label([
      transfer(TOKEN_A, SENDER, POOL_1, coins),
      transfer(TOKEN_B, POOL_1, POOL_2, 70n),
      v2Swap(POOL_1),
      transfer(TOKEN_C, POOL_2, SENDER, 9n),
      v2Swap(POOL_2),
    ])
    expect(result).toMatchObject({
      category: 'swap',
      venues: ['uniswap-v2'],
      swaps: [{ token_in: TOKEN_A, token_out: TOKEN_C, amount_in: coins, amount_out: 9n }],
      value: 3,
    })
  })

  test('swaps that cannot be told from the transfers are left open', () => {
    expect(label([transfer(TOKEN_A, SENDER, POOL_1, 5n), v2Swap(POOL_1)]).swaps).toBeNull()
    expect(label([v2Swap(POOL_1), v2Swap(POOL_1)]).swaps).toBeNull()
    expect(label([log(ROUTER, 'Swap(bytes32,address,address,uint256,uint256)')])).toMatchObject({
      category: 'swap',
      venues: ['balancer-v2'],
      swaps: null,
    })
  })
})
