import { expect, test } from 'vitest'
import { derive, found } from '../../test/support/derive.ts'
import { liquidationCall } from '../../test/support/pending.ts'
import { buy } from '../../test/support/swaps.ts'
import { hashOf } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'

const registry = loadRegistry()
const BORROWER = `0x${'b0'.repeat(20)}` as const
const OTHER = `0x${'b1'.repeat(20)}` as const

test('a pending liquidation, with the debt it pays', () => {
  const data = found(createSearcher({ registry }), liquidationCall(1, BORROWER, 10n ** 18n), 'Liquidation')
  expect(data).toMatchObject({ category: 'liquidation', member_tx_hashes: [hashOf(1)] })
  expect(data?.components).toMatchObject([
    { name: 'liquidation_call', value: 1, points: 40 },
    { name: 'value_at_stake', value: 1, points: 20 },
    { name: 'rivals', value: 0, points: 0 },
    { name: 'urgency', points: 8 },
  ])
})

test('others that want the same position count, and are members', () => {
  const searcher = createSearcher({ registry })
  derive(searcher, liquidationCall(1, BORROWER, 10n ** 18n))
  derive(searcher, liquidationCall(2, OTHER, 10n ** 18n))
  const data = found(searcher, liquidationCall(3, BORROWER, 10n ** 18n), 'Liquidation')
  expect(data?.member_tx_hashes).toEqual([hashOf(1), hashOf(3)])
  expect(data?.reasons[0]).toMatch(/2 pending transactions/)
})

test('the replacement of a liquidation is no rival', () => {
  const searcher = createSearcher({ registry })
  const first = liquidationCall(1, BORROWER, 10n ** 18n)
  derive(searcher, first)
  const data = found(searcher, { ...first, tx_hash: hashOf(2) }, 'Liquidation')
  expect(data?.member_tx_hashes).toEqual([hashOf(2)])
})

test('what liquidates nothing is none', () => {
  expect(found(createSearcher({ registry }), buy(1, 50), 'Liquidation')).toBeUndefined()
})
