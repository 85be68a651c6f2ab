import { loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../src/searcher/evaluate.ts'
import { labelBlocks } from '../src/searcher/label-blocks.ts'
import { readBlocks } from '../src/searcher/read-blocks.ts'
import { readTransaction } from '../src/searcher/read-transaction.ts'
import { report } from '../src/searcher/report.ts'
import { HASH, json, POOL_1, SENDER, TOKEN_A, transfer } from './support.ts'

const legacy = json({
  hash: HASH.toUpperCase().replace('0X', '0x'),
  from: SENDER.toUpperCase().replace('0X', '0x'),
})
const receipt = { transactionHash: HASH, status: '0x1', logs: [] }

describe('transactions as nodes give them', () => {
  test('one from before types and base fees, in upper case', () => {
    expect(readTransaction(legacy, 1, 'test', 0)).toMatchObject({
      tx_hash: HASH,
      data: {
        tx_type: 0,
        sender: SENDER,
        gas_price_wei: '1000000000',
        max_fee_per_gas_wei: null,
        input: '0x',
      },
    })
  })

  test('a mined one of type 2 has a gas price, too, which is not its cap', () => {
    const read = readTransaction(
      json({ type: '0x2', maxFeePerGas: '0x10', maxPriorityFeePerGas: '0x1' }),
      1,
      'test',
      0,
    )
    expect(read).toMatchObject({ data: { tx_type: 2, gas_price_wei: null, max_fee_per_gas_wei: '16' } })
  })

  test('a creation has no selector; calldata may be called data', () => {
    const read = readTransaction(json({ to: null, input: undefined, data: '0x6080604052' }), 1, 'test', 0)
    expect(read).toMatchObject({
      data: { to: null, input: '0x6080604052', method_selector: null, calldata_len: 5 },
    })
  })

  test.each([
    [null, 'not an object'],
    [json({ hash: '0x12' }), 'hash: expected 0x and 64 hex digits'],
    [json({ from: 7 }), 'from: expected an address'],
    [json({ to: '0x12' }), 'to: expected an address or null'],
    [json({ input: '0xzz' }), 'input: expected hex bytes'],
    [json({ nonce: 1 }), 'nonce: expected a quantity'],
    [json({ value: '12' }), 'value: expected a quantity'],
  ])('says what cannot be read: %#', (value, reason) => {
    expect(readTransaction(value, 1, 'test', 0)).toBe(reason)
  })
})

describe('blocks and receipts', () => {
  const block = { number: '0x2', transactions: [legacy] }
  const earlier = { number: '0x1', transactions: [json({ hash: `0x${'01'.repeat(32)}` })] }

  test.each([
    [
      'answers of JSON-RPC',
      [
        JSON.stringify([
          { id: 1, result: block },
          { id: 2, result: [receipt] },
        ]),
      ],
    ],
    ['one value a line', [`${JSON.stringify(block)}\n${JSON.stringify(receipt)}\n`]],
    ['receipts in a file of their own', [JSON.stringify({ result: [receipt] }), JSON.stringify([block])]],
    ['receipts inside the block', [JSON.stringify({ ...block, receipts: [receipt] })]],
    [
      'receipts inside the transactions',
      [JSON.stringify({ ...block, transactions: [{ ...legacy, receipt }] })],
    ],
    ['an object of both', [JSON.stringify({ block, receipts: [receipt] })]],
  ])('are read from %s', (_, texts) => {
    const data = readBlocks(texts)
    expect(data.transactions).toHaveLength(1)
    expect(data.receipts.get(HASH)).toEqual(receipt)
  })

  test('come in the order of the chain', () => {
    const { transactions } = readBlocks([JSON.stringify([block, earlier])])
    expect(transactions).toEqual([...earlier.transactions, legacy])
  })

  test('become a set; what has no receipt, or proves nothing, is told and not counted', () => {
    const other = `0x${'02'.repeat(32)}`
    const third = `0x${'03'.repeat(32)}`
    const data = readBlocks([
      JSON.stringify({
        number: '0x3',
        transactions: [
          legacy,
          json({ hash: other, to: TOKEN_A, input: '0xa9059cbb' }),
          json({ hash: third, input: '0x12345678' }),
          json({ hash: `0x${'04'.repeat(32)}` }),
          { nonsense: true },
        ],
        receipts: [
          receipt,
          { transactionHash: other, status: '0x1', logs: [transfer(TOKEN_A, SENDER, POOL_1, 5n)] },
          { transactionHash: third, status: '0x0', logs: [] },
        ],
      }),
    ])
    const registry = loadRegistry()
    const { set, unreadable } = labelBlocks('blocks', data, registry.chain(1))
    expect(set.rows.map(({ label }) => [label.category, label.note])).toEqual([
      ['transfer', null],
      ['transfer', null],
      [null, 'failed'],
      [null, 'no receipt'],
    ])
    expect([...unreadable]).toEqual([['hash: expected 0x and 64 hex digits', 1]])

    const result = evaluate(set, registry)
    expect(result.category.total()).toBe(2)
    expect([...result.unlabelled]).toEqual([
      ['failed', 1],
      ['no receipt', 1],
    ])
    const text = report('blocks', result)
    expect(text).toContain('# blocks: 4 transactions, 2 with a category')
    expect(text).toContain('| failed | 1 |')
  })
})
