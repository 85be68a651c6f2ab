import { type Address, parseAddress } from '@org/events'
import { encodeAbiParameters, parseAbiParameters } from 'viem'
import { describe, expect, test } from 'vitest'
import { averagePrecision } from '../src/searcher/rank-quality.ts'
import { readReceipt } from '../src/searcher/truth/read-receipt.ts'
import { type Mined, takenOpportunities } from '../src/searcher/truth/taken-opportunities.ts'
import { log, POOL_1, POOL_2, SENDER } from './support.ts'

const V2 = 'Swap(address,uint256,uint256,uint256,uint256,address)'
const V3 = 'Swap(address,address,int256,int256,uint160,uint128,int24)'

/** A swap that sells the first token, or the second. */
function v2(pool: string, sellsFirst: boolean) {
  return log(pool, V2, [SENDER, SENDER], sellsFirst ? [5n, 0n, 0n, 4n] : [0n, 5n, 4n, 0n])
}

function v3(pool: string, sellsFirst: boolean) {
  const types = parseAbiParameters('int256,int256,uint160,uint128,int24')
  const data = encodeAbiParameters(types, [sellsFirst ? 5n : -5n, sellsFirst ? -4n : 4n, 1n, 1n, 1])
  return { ...log(pool, V3, [SENDER, SENDER]), data }
}

function address(number: number): Address {
  const parsed = parseAddress(`0x${number.toString(16).padStart(40, '0')}`)
  if (parsed === null) throw new Error('the test is wrong')
  return parsed
}

function mined(hash: string, actor: number, logs: readonly unknown[], block = '0x1'): Mined {
  const receipt = readReceipt({ logs })
  if (receipt === null) throw new Error('the test is wrong')
  return { hash, block, sender: address(actor + 100), to: address(actor), logs: receipt.logs }
}

describe.each([
  ['V2', v2],
  ['V3', v3],
] as const)('opportunities taken on pools like %s', (_, swap) => {
  test('who stands between two of one contract is sandwiched', () => {
    const front = mined('front', 7, [swap(POOL_1, true)])
    const victim = mined('victim', 1, [swap(POOL_1, true)])
    const opposite = mined('opposite', 2, [swap(POOL_1, false)])
    const back = mined('back', 7, [swap(POOL_1, false)])
    expect([...takenOpportunities([front, victim, opposite, back])]).toEqual([
      ['victim', ['SandwichExposure']],
    ])
    expect([...takenOpportunities([front, back])]).toEqual([])
    expect([...takenOpportunities([front, { ...victim, block: '0x2' }, back])]).toEqual([])
    expect([...takenOpportunities([front, mined('same', 7, [swap(POOL_1, true)]), back])]).toEqual([])
  })

  test('who is followed at once by a trade the other way over several pools is backrun', () => {
    const moved = mined('moved', 1, [swap(POOL_1, true)])
    const back = mined('back', 7, [swap(POOL_1, false), swap(POOL_2, true)])
    expect([...takenOpportunities([moved, back])]).toEqual([['moved', ['Backrun']]])
    // One pool alone is a trade like any other; somebody in between may be the cause; the same way is no backrun.
    expect([...takenOpportunities([moved, mined('other', 7, [swap(POOL_1, false)])])]).toEqual([])
    expect([...takenOpportunities([moved, mined('idle', 3, []), back])]).toEqual([])
    expect([
      ...takenOpportunities([moved, mined('along', 7, [swap(POOL_1, true), swap(POOL_2, true)])]),
    ]).toEqual([])
  })
})

test('average precision is 1 when the taken ones come first', () => {
  const item = (id: string, score: number, truth: number) => ({ id, score, truth })
  expect(averagePrecision([item('a', 9, 1), item('b', 8, 1), item('c', 7, 0)])).toBe(1)
  expect(averagePrecision([item('a', 9, 0), item('b', 8, 1), item('c', 7, 1)])).toBeCloseTo(
    (1 / 2 + 2 / 3) / 2,
    12,
  )
  expect(averagePrecision([item('a', 9, 0)])).toBeNull()
})
