import { describe, expect, test } from 'vitest'
import { blockHash, blockOf } from '../../test/pool.ts'
import { createConfirmedBlocks } from './confirmed-blocks.ts'

const numbers = (blocks: readonly { readonly number: number }[]): number[] =>
  blocks.map((block) => block.number)

describe('blocks that are not final', () => {
  test('become final in order, also those that were told late or only named', () => {
    const blocks = createConfirmedBlocks(10, 100)
    for (const number of [5, 7, 6]) blocks.follow(blockOf(number))
    blocks.name(blockOf(4))
    expect(numbers(blocks.takeFinal(6))).toEqual([4, 5, 6])
    expect(numbers(blocks.takeFinal(6))).toEqual([])
    expect(numbers(blocks.takeFinal(7))).toEqual([7])
  })

  test('are followed once each, and again after they left', () => {
    const blocks = createConfirmedBlocks(10, 100)
    expect(blocks.follow(blockOf(1))).not.toBeNull()
    expect(blocks.follow(blockOf(1))).toBeNull()
    expect(blocks.remove(blockHash(1))?.number).toBe(1)
    expect(blocks.remove(blockHash(1))).toBeUndefined()
    expect(blocks.follow(blockOf(1))).not.toBeNull()
  })

  test('that were named are the same when they are followed', () => {
    const blocks = createConfirmedBlocks(10, 100)
    const named = blocks.name(blockOf(1))
    expect(blocks.get(blockHash(1))).toBe(named)
    expect(blocks.follow(blockOf(1))).toBe(named)
    expect(numbers(blocks.takeFinal(1))).toEqual([1])
  })

  test('that were named give way to others of their height', () => {
    const blocks = createConfirmedBlocks(10, 100)
    blocks.name(blockOf(1, [], 1))
    blocks.name(blockOf(2, [], 1))
    expect(blocks.contradicts(blockOf(2))).toBe(false)
    blocks.follow(blockOf(2))
    expect(blocks.contradicts(blockOf(2, [], 1))).toBe(true)
    expect(blocks.contradicts(blockOf(2))).toBe(false)
    expect(blocks.takeReplaced(blockOf(2)).map((block) => block.hash)).toEqual([blockHash(2, 1)])
    expect(blocks.get(blockHash(1, 1))).toBeDefined()
  })

  test('are bounded, of each kind', () => {
    const blocks = createConfirmedBlocks(2, 100)
    for (let number = 1; number <= 4; number++) {
      blocks.follow(blockOf(number))
      blocks.name(blockOf(number, [], 1))
    }
    expect(numbers(blocks.takeSurplus())).toEqual([1, 2, 1, 2])
    expect(blocks.takeSurplus()).toEqual([])
    expect(numbers(blocks.takeFinal(9))).toEqual([3, 3, 4, 4])
  })

  test('hold a bounded number of transactions: the oldest let go of theirs', () => {
    const blocks = createConfirmedBlocks(10, 3)
    for (const number of [1, 2, 3]) {
      blocks.follow(
        blockOf(number, [
          { id: number * 2, nonce: 0 },
          { id: number * 2 + 1, nonce: 1 },
        ]),
      )
    }
    const held = [1, 2, 3].map((number) => blocks.get(blockHash(number))?.transactions?.length)
    expect(held).toEqual([0, 0, 2])
    expect(blocks.mined).toBe(2)
    blocks.remove(blockHash(3))
    blocks.takeFinal(2)
    expect(blocks.mined).toBe(0)
  })
})
