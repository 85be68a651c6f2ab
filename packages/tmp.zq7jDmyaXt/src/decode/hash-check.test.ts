import type { Hash } from '@org/events'
import { expect, test } from 'vitest'
import { createHashCheck } from './hash-check.ts'
import { hashTransaction } from './transaction-hash.ts'

function bodyWith(nonce: number) {
  return {
    nonce: `0x${nonce.toString(16)}`,
    gasPrice: '0x1',
    gas: '0x5208',
    to: `0x${'35'.repeat(20)}`,
    value: '0x0',
    input: '0x',
    v: '0x25',
    r: '0x1',
    s: '0x1',
  }
}

function hashOfBody(nonce: number): Hash {
  const hash = hashTransaction(bodyWith(nonce))
  if (hash === null) throw new Error('a body that can be hashed')
  return hash
}

const WRONG = `0x${'ee'.repeat(32)}` as Hash // a hash that no body here has

test('the first hundred bodies are all looked at, then a share', () => {
  const draws: number[] = []
  let draw = 0.5
  const check = createHashCheck({
    share: 0.1,
    random: () => {
      draws.push(draw)
      return draw
    },
  })
  for (let n = 0; n < 100; n++) expect(check.mismatch(bodyWith(n), hashOfBody(n))).toBeNull()
  expect(draws).toEqual([])
  expect(check.mismatch(bodyWith(1), WRONG)).toBeNull()
  draw = 0.05
  expect(check.mismatch(bodyWith(1), WRONG)).toBe(hashOfBody(1))
})

test('after a wrong body the next hundred are looked at again', () => {
  const check = createHashCheck({ share: 0, random: () => 0.5 })
  for (let n = 0; n < 50; n++) check.mismatch(bodyWith(n), hashOfBody(n))
  expect(check.mismatch(bodyWith(1), WRONG)).toBe(hashOfBody(1))
  for (let n = 0; n < 99; n++) check.mismatch(bodyWith(n), hashOfBody(n))
  expect(check.mismatch(bodyWith(1), WRONG)).toBe(hashOfBody(1))
  for (let n = 0; n < 100; n++) check.mismatch(bodyWith(n), hashOfBody(n))
  expect(check.mismatch(bodyWith(1), WRONG)).toBeNull()
})

test('what cannot be recomputed is no mismatch and does not make an endpoint known', () => {
  const check = createHashCheck({ share: 0, random: () => 0.5 })
  for (let n = 0; n < 200; n++) expect(check.mismatch({ type: '0x7e' }, WRONG)).toBeNull()
  expect(check.mismatch(null, WRONG)).toBeNull()
  expect(check.mismatch(bodyWith(1), WRONG)).not.toBeNull()
})
