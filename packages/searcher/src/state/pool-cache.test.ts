import { expect, test } from 'vitest'
import { constantProduct } from '../../test/support/pool-states.ts'
import { createPoolCache } from './pool-cache.ts'

const A = `0x${'11'.repeat(20)}`
const B = `0x${'22'.repeat(20)}`
const PAIR = `${A}:${B}`
const pool = (protocol: string): string => `${protocol}:${PAIR}:`

test('a pool that is asked for is wanted, and known once it was put in', () => {
  const cache = createPoolCache()
  expect(cache.latest(1, pool('a'))).toBeNull()
  expect(cache.wanted(1)).toEqual([pool('a')])
  expect(cache.wanted(2)).toEqual([])
  cache.put(1, pool('a'), constantProduct(1n, 2n))
  expect(cache.latest(1, pool('a'))).toMatchObject({ reserve0: 1n, blockNumber: 100 })
  expect(cache.ofPair(1, PAIR)).toEqual([pool('a')])
  expect(cache.ofPair(2, PAIR)).toEqual([])
})

test('an older state does not replace a newer one', () => {
  const cache = createPoolCache()
  cache.latest(1, pool('a'))
  cache.put(1, pool('a'), constantProduct(1n, 2n, { blockNumber: 101 }))
  cache.put(1, pool('a'), constantProduct(3n, 4n, { blockNumber: 100 }))
  expect(cache.latest(1, pool('a'))).toMatchObject({ blockNumber: 101 })
  cache.clear(1)
  expect(cache.latest(1, pool('a'))).toBeNull()
  expect(cache.ofPair(1, PAIR)).toEqual([])
})

test('those asked for most come first; those that nobody asks for leave', () => {
  const cache = createPoolCache()
  for (const name of ['a', 'b', 'b', 'c']) cache.latest(1, pool(name))
  expect(cache.wanted(1)).toEqual([pool('b'), pool('a'), pool('c')])
  cache.put(1, pool('b'), constantProduct(1n, 2n))
  for (let round = 0; round < 70; round++) {
    cache.latest(1, pool('c'))
    cache.wanted(1)
  }
  expect(cache.wanted(1)).toEqual([pool('c')])
  expect(cache.ofPair(1, PAIR)).toEqual([])
})

test('there are never more than its capacity; those refused are counted', () => {
  const cache = createPoolCache({ capacity: 2 })
  for (const name of ['a', 'b', 'c', 'd']) cache.latest(1, pool(name))
  expect(cache.wanted(1)).toHaveLength(2)
  expect(cache.refused).toBe(2)
  cache.put(1, pool('c'), constantProduct(1n, 2n))
  expect(cache.ofPair(1, PAIR)).toEqual([])
})
