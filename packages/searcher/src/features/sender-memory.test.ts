import { expect, test } from 'vitest'
import { SENDER, UNKNOWN } from '../../test/support/transactions.ts'
import { createSenderMemory } from './sender-memory.ts'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const START = 1_700_000_100 * SECOND // the beginning of five minutes of the clock

test('the first transaction of a sender has nothing before it', () => {
  const memory = createSenderMemory()
  expect(memory.observe(SENDER, 7, true, START)).toEqual({
    transactions: 0,
    swaps: 0,
    knownUs: 0,
    noncePosition: 0,
  })
})

test('transactions and swaps before are counted, each sender alone', () => {
  const memory = createSenderMemory()
  memory.observe(SENDER, 7, true, START)
  memory.observe(SENDER, 8, false, START + SECOND)
  expect(memory.observe(SENDER, 9, false, START + 2 * SECOND)).toEqual({
    transactions: 2,
    swaps: 1,
    knownUs: 2 * SECOND,
    noncePosition: 2,
  })
  expect(memory.observe(UNKNOWN, 9, false, START + 2 * SECOND)).toMatchObject({ transactions: 0 })
})

test('counts are those of the present and the last five minutes', () => {
  const memory = createSenderMemory()
  memory.observe(SENDER, 1, true, START)
  expect(memory.observe(SENDER, 2, false, START + 6 * MINUTE)).toMatchObject({ transactions: 1, swaps: 1 })
  expect(memory.observe(SENDER, 3, false, START + 11 * MINUTE)).toMatchObject({ transactions: 1, swaps: 0 })
  expect(memory.observe(SENDER, 4, false, START + 60 * MINUTE)).toMatchObject({ transactions: 0 })
})

test('a lower nonce is pending until two blocks have passed, or a minute', () => {
  const memory = createSenderMemory()
  memory.observe(SENDER, 5, false, START)
  expect(memory.observe(SENDER, 7, false, START + SECOND).noncePosition).toBe(2)
  memory.onHead()
  expect(memory.observe(SENDER, 8, false, START + 2 * SECOND).noncePosition).toBe(3)
  memory.onHead()
  expect(memory.observe(SENDER, 9, false, START + 3 * SECOND).noncePosition).toBe(1)
  memory.onHead()
  memory.onHead()
  expect(memory.observe(SENDER, 10, false, START + 4 * SECOND).noncePosition).toBe(0)
  expect(memory.observe(SENDER, 12, false, START + 3 * MINUTE).noncePosition).toBe(0)
})

test('a replacement stands where the replaced one stood', () => {
  const memory = createSenderMemory()
  memory.observe(SENDER, 5, false, START)
  memory.observe(SENDER, 6, false, START)
  expect(memory.observe(SENDER, 6, false, START + SECOND).noncePosition).toBe(1)
})

test('senders that were not seen for long are forgotten', () => {
  const memory = createSenderMemory()
  memory.observe(SENDER, 1, false, START)
  for (let index = 0; index < 9_000; index++) {
    const other = `0x${index.toString(16).padStart(40, '0')}` as typeof SENDER // 40 digits
    memory.observe(other, 1, false, START)
  }
  expect(memory.observe(SENDER, 3, false, START)).toMatchObject({ transactions: 0, noncePosition: 0 })
})
