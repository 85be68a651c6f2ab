import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstSorted } from './first-sorted.ts'

test('gives what sorting everything gives, however many there are', async () => {
  let breaths = 0
  const breathe = async (): Promise<void> => void breaths++
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), fc.nat(20), async (texts, limit) => {
      expect(await firstSorted(texts, limit, breathe)).toEqual(texts.toSorted().slice(0, limit))
    }),
  )
  const many = Array.from({ length: 20_000 }, (_, index) => `${(index * 7919) % 20_011}`)
  breaths = 0
  expect(await firstSorted(many, 5_000, breathe)).toEqual(many.toSorted().slice(0, 5_000))
  expect(breaths).toBe(5)
})
