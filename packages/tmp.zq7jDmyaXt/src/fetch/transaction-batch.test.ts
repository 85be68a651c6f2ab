import type { Hash } from '@org/events'
import { expect, test } from 'vitest'
import { PendingTx } from '../dedupe/sightings.ts'
import { encodeTransactionBatch } from './transaction-batch.ts'

const pending = (hash: string): PendingTx => new PendingTx(hash as Hash, 0, 1) // the encoder does not look into it

test('each call carries its index and its hash; one alone goes without the array', () => {
  const call = (id: number, hash: string): unknown => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_getTransactionByHash',
    params: [hash],
  })
  expect(JSON.parse(encodeTransactionBatch([pending('0xaa'), pending('0xbb')]))).toEqual([
    call(0, '0xaa'),
    call(1, '0xbb'),
  ])
  expect(JSON.parse(encodeTransactionBatch([pending('0xaa')]))).toEqual(call(0, '0xaa'))
})
