import type { Hash } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PendingTx } from '../dedupe/sightings.ts'
import { createPendingQueue } from './pending-queue.ts'

const pending = (n: number): PendingTx => new PendingTx('0x' as Hash, n, 1) // the queue does not look at hashes

test('it is taken from in front, and what is put back comes before the rest', () => {
  // How many are pushed, then taken, then put back.
  const step = fc.tuple(fc.nat(3000), fc.nat(3000), fc.nat(3000))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const queue = createPendingQueue()
      const returned: PendingTx[] = []
      const fresh: PendingTx[] = []
      let made = 0
      for (const [pushes, takes, returns] of steps) {
        for (let i = 0; i < pushes; i++) {
          const next = pending(made++)
          queue.push(next)
          fresh.push(next)
        }
        const taken: PendingTx[] = []
        for (let i = 0; i < takes; i++) {
          const expected = returned.shift() ?? fresh.shift()
          expect(queue.peek()).toBe(expected)
          expect(queue.shift()).toBe(expected)
          if (expected !== undefined) taken.push(expected)
        }
        const back = taken.slice(0, returns)
        queue.putBack(back)
        returned.push(...back)
        expect(queue.size).toBe(returned.length + fresh.length)
      }
    }),
    { numRuns: 20 },
  )
})
