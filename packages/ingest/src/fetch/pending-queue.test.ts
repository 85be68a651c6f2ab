import type { Hash } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PendingTx } from '../dedupe/sightings.ts'
import { createPendingQueue } from './pending-queue.ts'

test('it behaves as a list that is taken from in front', () => {
  // Numbers stand for pushes of that many, negative ones for takes.
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3000, max: 3000 }), { maxLength: 30 }), (steps) => {
      const queue = createPendingQueue()
      const model: PendingTx[] = []
      for (const step of steps) {
        for (let i = 0; i < step; i++) {
          const pending = new PendingTx('0x' as Hash, i, 1) // the queue does not look at hashes
          queue.push(pending)
          model.push(pending)
        }
        if (step < 0) expect(queue.take(-step)).toEqual(model.splice(0, -step))
        expect(queue.size).toBe(model.length)
      }
    }),
    { numRuns: 30 },
  )
})
