import type { Address, DraftOf, Searcher } from '@org/events'
import { encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { block, derive, found, opportunities } from '../../test/support/derive.ts'
import { buy, sell, tokenSwap } from '../../test/support/swaps.ts'
import { draft, hashOf, SENDER, UNKNOWN, USDC, V2_ROUTER } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'

const registry = loadRegistry()

describe('SandwichExposure', () => {
  const score = (transaction: DraftOf<'TxDecoded'>): number | undefined =>
    found(createSearcher({ registry }), transaction, 'SandwichExposure')?.score

  test('an ordinary swap has a modest score, a larger one a higher, a tiny one none', () => {
    expect(score(buy(1, 0.099))).toBeUndefined()
    const scores = [0.1, 1, 10, 100].map((amount) => score(buy(1, amount)) ?? 0)
    expect(scores).toEqual([23, 38, 53, 58])
  })

  test('a swap that accepts anything is more exposed', () => {
    expect(score(buy(1, 1, { leastOut: 0n }))).toBe(63)
  })

  test('a swap of unknown value says so and gets no points for it', () => {
    const data = found(createSearcher({ registry }), tokenSwap(1), 'SandwichExposure')
    expect(data?.components.find((part) => part.name === 'value_at_stake')).toMatchObject({
      points: 0,
      reason: expect.stringMatching(/value unknown/),
    })
    expect(data?.score).toBe(13)
  })

  test('what is not a swap is not exposed', () => {
    expect(
      opportunities(derive(createSearcher({ registry }), draft(1, { value_wei: String(10n ** 21n) }))),
    ).toEqual([])
  })
})

describe('Backrun', () => {
  test('needs a swap that is large enough', () => {
    const score = (amount: number) => found(createSearcher({ registry }), buy(1, amount), 'Backrun')?.score
    expect([0.4, 0.5, 5, 50].map(score)).toEqual([undefined, 33, 53, 68])
  })
})

describe('Bundle', () => {
  const bundleOf = (searcher: Searcher, transaction: DraftOf<'TxDecoded'>) =>
    found(searcher, transaction, 'Bundle')

  test('two pending swaps on one pool', () => {
    const searcher = createSearcher({ registry })
    expect(bundleOf(searcher, buy(1, 1))).toBeUndefined()
    const data = bundleOf(searcher, sell(2, 2))
    expect(data?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
    expect(data?.reasons[0]).toMatch(/opposite directions/)
  })

  test('several pending swaps on one pool, up to eight', () => {
    const searcher = createSearcher({ registry })
    for (let index = 1; index <= 9; index++) derive(searcher, sell(index, 1))
    const data = bundleOf(searcher, buy(10, 2))
    expect(data?.member_tx_hashes).toEqual([3, 4, 5, 6, 7, 8, 9, 10].map(hashOf))
    expect(data?.components[0]).toMatchObject({ name: 'same_pool', value: 8, points: 30 })
    expect(bundleOf(searcher, sell(11, 2))?.reasons[0]).toBe(
      '8 pending swaps on one pool, in both directions',
    )
  })

  test('not on different pools or chains', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, buy(1, 1))
    expect(bundleOf(searcher, buy(2, 1, { token: UNKNOWN }))).toBeUndefined()
    expect(bundleOf(searcher, buy(3, 1, { chainId: 10 }))).toBeUndefined()
  })

  test('not a transaction and its replacement', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, buy(1, 1, { sender: SENDER, nonce: 5 }))
    expect(bundleOf(searcher, buy(2, 1, { sender: SENDER, nonce: 5 }))).toBeUndefined()
  })

  test('adjacent nonces of one sender, in either order of arrival', () => {
    for (const nonce of [4, 6]) {
      const searcher = createSearcher({ registry })
      derive(searcher, draft(1, { sender: SENDER, nonce, to: USDC, input: '0x' }))
      const data = bundleOf(searcher, buy(2, 1, { sender: SENDER, nonce: 5 }))
      expect(data?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
      expect(data?.components[0]?.name).toBe('adjacent_nonce')
    }
  })

  const approval = (index: number, nonce: number, spender: Address) =>
    draft(index, {
      sender: SENDER,
      nonce,
      to: USDC,
      input: encodeFunctionData({
        abi: parseAbi(['function approve(address,uint256)']),
        functionName: 'approve',
        args: [spender, 1_000n],
      }),
    })

  test('an approval and the swap that it is for, in either order of arrival', () => {
    const approve = approval(1, 4, V2_ROUTER)
    const swap = tokenSwap(2, { sender: SENDER, nonce: 5 })
    for (const [first, second] of [
      [approve, swap],
      [swap, approve],
    ] as const) {
      const searcher = createSearcher({ registry })
      derive(searcher, first)
      const data = bundleOf(searcher, second)
      expect([...(data?.member_tx_hashes ?? [])].sort()).toEqual([hashOf(1), hashOf(2)])
      expect(data?.reasons).toContain(
        'adjacent nonces of one sender (one approves the contract that the other calls)',
      )
      expect(data?.components.find(({ name }) => name === 'value_at_stake')).toMatchObject({ points: 0 })
    }
  })

  test('an approval and another call of whom it is for, though nobody swaps', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, approval(1, 4, UNKNOWN))
    const call = draft(2, { sender: SENDER, nonce: 5, to: UNKNOWN, input: '0x12345678' })
    expect(bundleOf(searcher, call)?.score).toBeGreaterThan(20)
  })

  test('a swap and what its sender does next, from whichever comes last', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, buy(1, 1, { sender: SENDER, nonce: 5 }))
    const next = draft(2, { sender: SENDER, nonce: 6, to: UNKNOWN, input: '0x12345678' })
    expect(bundleOf(searcher, next)?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
  })

  test('not payments of one sender, approvals of somebody else, or a tiny swap after its approval', () => {
    const payments = createSearcher({ registry })
    derive(payments, draft(1, { sender: SENDER, nonce: 4, value_wei: String(10n ** 20n) }))
    expect(
      bundleOf(payments, draft(2, { sender: SENDER, nonce: 5, value_wei: String(10n ** 20n) })),
    ).toBeUndefined()
    const other = createSearcher({ registry })
    derive(other, approval(1, 4, V2_ROUTER))
    expect(
      bundleOf(other, draft(2, { sender: SENDER, nonce: 5, to: UNKNOWN, input: '0x12345678' })),
    ).toBeUndefined()
    const tiny = createSearcher({ registry })
    derive(tiny, approval(1, 4, V2_ROUTER))
    expect(bundleOf(tiny, sell(2, 0.01, { sender: SENDER, nonce: 5 }))).toBeUndefined()
  })

  test('the same two transactions may be both, and are named once', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, buy(1, 1, { sender: SENDER, nonce: 5 }))
    const data = bundleOf(searcher, buy(2, 1, { sender: SENDER, nonce: 6 }))
    expect(data?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
    expect(data?.components.map((part) => part.name)).toEqual([
      'same_pool',
      'adjacent_nonce',
      'value_at_stake',
      'urgency',
    ])
  })

  test('only of swaps that are worth something', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, buy(1, 0.01))
    expect(bundleOf(searcher, buy(2, 0.01))).toBeUndefined()
    expect(bundleOf(searcher, buy(3, 0.2))).toBeDefined()
  })

  test('not with what was seen more than a minute, or more than two heads, before', () => {
    const early = createSearcher({ registry })
    derive(early, buy(1, 1, { seenUs: 1_000_000 }))
    expect(bundleOf(early, buy(2, 1, { seenUs: 61_000_001 }))).toBeUndefined()

    const heads = createSearcher({ registry })
    derive(heads, buy(1, 1))
    heads.onBlock(block(1, null, 1))
    heads.onBlock(block(1, null, 2))
    expect(bundleOf(heads, buy(2, 1))).toBeDefined()
    for (const number of [3, 4, 5]) heads.onBlock(block(1, null, number))
    expect(bundleOf(heads, buy(3, 1))).toBeUndefined()
  })

  test('the oldest are forgotten when memory is full', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, draft(1, { sender: SENDER, nonce: 4 }, { ingest_ts_unix_us: 1 }))
    for (let index = 2; index <= 4_097; index++) {
      const sender = `0x${index.toString(16).padStart(40, '0')}`
      derive(searcher, draft(index, { sender, nonce: 4 }, { ingest_ts_unix_us: 1 }))
    }
    expect(bundleOf(searcher, buy(9_000, 1, { sender: SENDER, nonce: 5, seenUs: 1 }))).toBeUndefined()
  })

  test('of one sender the newest are remembered', () => {
    const searcher = createSearcher({ registry })
    for (let nonce = 1; nonce <= 50; nonce++) {
      derive(searcher, draft(nonce, { sender: SENDER, nonce }, { ingest_ts_unix_us: 1 }))
    }
    const next = (nonce: number) =>
      bundleOf(searcher, buy(9_000 + nonce, 1, { sender: SENDER, nonce, seenUs: 1 }))
    expect(next(10)).toBeUndefined()
    expect(next(51)).toBeDefined()
  })

  test('the id does not depend on the order of arrival', () => {
    const one = createSearcher({ registry })
    derive(one, buy(1, 1))
    const other = createSearcher({ registry })
    derive(other, buy(2, 1))
    const id = bundleOf(one, buy(2, 1))?.opportunity_id
    expect(id).toMatch(/^0x[0-9a-f]{32}$/)
    expect(bundleOf(other, buy(1, 1))?.opportunity_id).toBe(id)
  })

  test('two searchers share nothing', () => {
    derive(createSearcher({ registry }), buy(1, 1))
    expect(bundleOf(createSearcher({ registry }), buy(2, 1))).toBeUndefined()
  })
})
