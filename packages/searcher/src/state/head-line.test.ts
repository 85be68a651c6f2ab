import type { BlockSeenData, Hash } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHeadLine } from './head-line.ts'

/** A block named by a letter for its branch and its number; its parent is of the same branch unless said. */
function block(name: string, parent?: string, timestamp = 0): BlockSeenData {
  const number = Number(name.slice(1))
  return {
    number,
    hash: hashOf(name),
    parent_hash: hashOf(parent ?? `${name[0]}${number - 1}`),
    timestamp,
    tx_count: null,
    base_fee_wei: null,
  }
}
const hashOf = (name: string): Hash => `0x${Buffer.from(name.padEnd(32)).toString('hex')}` as Hash // 64 digits
const kinds = (...blocks: readonly BlockSeenData[]): string[] => {
  const line = createHeadLine()
  return blocks.map((each) => line.note(each))
}

describe('a head', () => {
  test('on top of the one before is new, whatever its timestamp', () => {
    expect(kinds(block('a10', undefined, 9e9), block('a11', undefined, 5), block('a12'))).toEqual([
      'new',
      'new',
      'new',
    ])
  })

  test('above a hole is new, and those that fill it are late', () => {
    expect(kinds(block('a10'), block('a13'), block('a11'), block('a12'), block('a14'))).toEqual([
      'new',
      'new',
      'late',
      'late',
      'new',
    ])
  })

  test('that was told before is late', () => {
    expect(kinds(block('a10'), block('a11'), block('a10'), block('a11'))).toEqual([
      'new',
      'new',
      'late',
      'late',
    ])
  })
})

describe('a replacement is noticed', () => {
  test.each([
    ['of the same number and time', [block('a10'), block('a11'), block('b11', 'a10')]],
    ['of a lower number', [block('a10'), block('a11'), block('a12'), block('b11', 'a10')]],
    ['by a head above, whose parent is another', [block('a10'), block('a11'), block('b12', 'b11')]],
    ['by one that fills a hole and builds on another', [block('a10'), block('a13'), block('b11', 'b10')]],
    ['by one below that the head does not build on', [block('a10'), block('a12'), block('b11', 'a10')]],
    ['where the chain begins again far below', [block('a9000'), block('b1', 'b0')]],
  ])('%s', (_, blocks) => {
    expect(kinds(...blocks).at(-1)).toBe('replacing')
  })

  test('and the blocks of the other branch go on from there', () => {
    const line = [block('a10'), block('a11'), block('a12'), block('b11', 'a10'), block('b12'), block('b13')]
    expect(kinds(...line).slice(3)).toEqual(['replacing', 'new', 'new'])
    expect(kinds(...line, block('a13')).at(-1)).toBe('replacing')
  })

  test('a number from far ahead holds nothing up for long', () => {
    expect(kinds(block('a10'), block('z999999'), block('a11'), block('a12'))).toEqual([
      'new',
      'new',
      'replacing',
      'new',
    ])
  })
})

test('the first head after a replacement is never late, and a line in order is always new', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 2_000 }), (from, count) => {
      const line = createHeadLine()
      for (let number = from; number < from + count; number++)
        expect(line.note(block(`a${number}`))).toBe('new')
      expect(line.note(block(`b${from + count - 1}`))).toBe('replacing')
      expect(line.note(block(`b${from + count}`))).toBe('new')
    }),
    { numRuns: 30 },
  )
})
