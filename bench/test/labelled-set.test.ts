import type { Address, Swap, Wei } from '@org/events'
import { describe, expect, test } from 'vitest'
import { parseLabelledSet } from '../src/searcher/labelled-set.ts'
import { agree } from '../src/searcher/swap-agreement.ts'
import { rowLine } from '../src/searcher/write-labelled-set.ts'
import { json, TOKEN_A, TOKEN_B } from './support.ts'

describe('a labelled set', () => {
  test('is read as it was written', () => {
    const label = {
      category: 'swap',
      protocol: 'uniswap-v2',
      venues: ['uniswap-v2'],
      swaps: [
        { token_in: TOKEN_A as Address, token_out: TOKEN_B as Address, amount_in: 5n, amount_out: null },
      ],
      value: 1.5,
      taken: ['Backrun'],
      note: null,
    } as const
    const text = rowLine(json({ blockNumber: '0x1', r: '0x2' }), label, 'a group')
    const { rows } = parseLabelledSet('test', `{"set":{"chain_id":10}}\n\n${text}`)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ label, group: 'a group', transaction: { chain_id: 10 } })
    expect(text).not.toContain('blockNumber')
  })

  test.each([
    ['nonsense', 'test, line 1: expected a JSON object'],
    ['{"set":{}}\n{"transaction":{}}', 'test, line 2: transaction: hash: expected 0x and 64 hex digits'],
    [JSON.stringify({ transaction: json(), label: { category: 'swop' } }), 'swop is not a category'],
    [JSON.stringify({ transaction: json(), label: { swaps: [{}] } }), 'expected token_in and token_out'],
  ])('that is wrong is refused with the place: %#', (text, message) => {
    expect(() => parseLabelledSet('test', text)).toThrow(message)
  })
})

describe('agreement of swaps', () => {
  const executed = {
    token_in: TOKEN_A as Address,
    token_out: TOKEN_B as Address,
    amount_in: 5n,
    amount_out: 90n,
  }
  const swap: Swap = {
    protocol: 'uniswap-v2',
    token_in: TOKEN_A as Address,
    token_out: TOKEN_B as Address,
    amount_in: '5' as Wei,
    amount_out: '80' as Wei,
    exact: 'in',
    path: [],
    fees: [],
    recipient: null,
    deadline: null,
  }

  test.each<[string, Partial<Swap>]>([
    ['right', {}],
    ['right', { amount_in: null }],
    ['right', { exact: 'out', amount_in: '6' as Wei, amount_out: '90' as Wei }],
    ['amount', { amount_in: '4' as Wei }],
    ['amount', { exact: 'out', amount_out: '89' as Wei }],
    ['limit', { amount_out: '91' as Wei }],
    ['limit', { exact: 'out', amount_in: '4' as Wei, amount_out: '90' as Wei }],
  ])('is %s for %o', (verdict, fields) => {
    expect(agree([executed], [{ ...swap, ...fields }])).toEqual([verdict])
  })

  test('what was not predicted is missed, what was not executed invented', () => {
    expect(agree([executed], [])).toEqual(['missed'])
    expect(agree([], [swap])).toEqual(['invented'])
    expect(agree([executed], [swap, swap])).toEqual(['right', 'invented'])
    expect(agree([executed], [{ ...swap, token_out: TOKEN_A as Address }])).toEqual(['missed', 'invented'])
  })

  test('two steps of a plan are one swap where the second takes what the first left with the router', () => {
    const between = '0x00000000000000000000000000000000000000cc' as Address // lower case
    const first: Swap = { ...swap, exact: 'in', amount_out: '0' as Wei, token_out: between, recipient: null } // digits
    const second: Swap = { ...swap, exact: 'in', token_in: between, amount_in: null }
    expect(agree([executed], [first, second])).toHaveLength(1)
    expect(agree([executed], [{ ...first, recipient: between }, second])).toEqual([
      'missed',
      'invented',
      'invented',
    ])
  })
})
