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

test('there are never more than its capacity; those that were never read leave first, all that go are counted', () => {
  const cache = createPoolCache({ capacity: 2 })
  cache.latest(1, pool('a'))
  cache.put(1, pool('a'), constantProduct(1n, 2n))
  for (const name of ['b', 'c', 'd']) cache.latest(1, pool(name))
  expect(cache.wanted(1)).toEqual([pool('a'), pool('d')])
  expect(cache.refused).toBe(2)
  cache.put(1, pool('d'), constantProduct(1n, 2n))
  cache.latest(1, pool('e'))
  expect(cache.refused).toBe(3)
  expect(cache.wanted(1)).toEqual([pool('a'), pool('d')])
})

test('a flood of pools that do not exist drives out neither those that are read nor those asked for often', () => {
  const cache = createPoolCache({ capacity: 64 })
  for (let index = 0; index < 32; index++) cache.latest(1, pool(`real${index}`))
  for (const name of cache.wanted(1)) cache.put(1, name, constantProduct(1n, 2n))
  for (let round = 0; round < 3; round++) cache.latest(1, pool('new'))
  for (let index = 0; index < 10_000; index++) cache.latest(1, pool(`junk${index}`))
  const wanted = cache.wanted(1)
  expect(wanted.length).toBeLessThanOrEqual(64)
  expect(wanted).toContain(pool('new'))
  expect(wanted.filter((name) => name.startsWith('real'))).toHaveLength(32)
})

test('a pool that was never read leaves soon when nobody asks for it', () => {
  const cache = createPoolCache()
  cache.latest(1, pool('read'))
  cache.put(1, pool('read'), constantProduct(1n, 2n))
  cache.latest(1, pool('junk'))
  for (let round = 0; round < 10; round++) cache.wanted(1)
  expect(cache.wanted(1)).toEqual([pool('read')])
})

test('a state too far below the newest head is unknown, until the pool is read again', () => {
  const cache = createPoolCache({ maxAgeBlocks: 3 })
  cache.latest(1, pool('a'))
  cache.put(1, pool('a'), constantProduct(1n, 2n, { blockNumber: 100 }))
  cache.onHead(1, 103)
  expect(cache.latest(1, pool('a'))).not.toBeNull()
  cache.onHead(1, 104)
  expect(cache.latest(1, pool('a'))).toBeNull()
  expect(cache.ofPair(1, PAIR)).toEqual([])
  cache.put(1, pool('a'), constantProduct(1n, 2n, { blockNumber: 100 }))
  expect(cache.latest(1, pool('a'))).toBeNull()
  cache.put(1, pool('a'), constantProduct(1n, 2n, { blockNumber: 101 }))
  expect(cache.latest(1, pool('a'))).not.toBeNull()
})

test('of a pair with many pools a few are named, and others when those leave', () => {
  const cache = createPoolCache()
  const names = [...'abcdefghij']
  for (const name of names) {
    cache.latest(1, pool(name))
    cache.put(1, pool(name), constantProduct(1n, 2n, { blockNumber: name === 'a' ? 90 : 100 }))
  }
  expect(cache.ofPair(1, PAIR)).toEqual([...'abcdefgh'].map(pool))
  cache.onHead(1, 100)
  expect(cache.ofPair(1, PAIR)).toEqual([...'bcdefghi'].map(pool))
})
