import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeline } from './timeline.ts'

interface Item {
  readonly id: number
  place: number
}
const placeOf = (item: Item): number => item.place

test('walks what is there below a place, newest first, and forgets what was shifted', () => {
  const steps = fc.array(fc.constantFrom('push', 'push', 'push', 'shift', 'leave', 'move'), {
    maxLength: 400,
    size: 'max',
  })
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 500 }), (taken, below) => {
      const timeline = createTimeline(placeOf)
      let slots: { item: Item; place: number }[] = []
      let place = 0
      const put = (item: Item): void => {
        item.place = ++place
        timeline.push(item)
        slots.push({ item, place })
      }
      for (const [id, step] of taken.entries()) {
        const any = slots[(id * 13) % Math.max(slots.length, 1)]?.item
        if (step === 'push') put({ id, place: 0 })
        else if (step === 'leave' && any !== undefined) any.place = 0
        else if (step === 'move' && any !== undefined) put(any)
        else if (step === 'shift') {
          expect(timeline.oldestPlace()).toBe(slots[0]?.place ?? 0)
          expect(timeline.shift()).toBe(slots[0]?.item)
          slots = slots.slice(1)
        }
        expect(timeline.size).toBe(slots.length)
      }
      const present = slots.filter((slot) => slot.item.place === slot.place && slot.place < below)
      expect([...timeline.below(below)]).toEqual(present.map((slot) => slot.item).reverse())
    }),
  )
})

test('stays correct when a long past is given back', () => {
  const timeline = createTimeline(placeOf)
  for (let place = 1; place <= 10_000; place++) {
    timeline.push({ id: place, place })
    if (timeline.size > 10) timeline.shift()
  }
  expect([...timeline.below(9_998)].map((item) => item.id)).toEqual([
    9997, 9996, 9995, 9994, 9993, 9992, 9991,
  ])
})
