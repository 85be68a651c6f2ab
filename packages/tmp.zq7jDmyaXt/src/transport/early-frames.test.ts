import { expect, test } from 'vitest'
import { createEarlyFrames } from './early-frames.ts'

const released = (early: ReturnType<typeof createEarlyFrames>): readonly [string, number][] => {
  const frames: [string, number][] = []
  early.release((frame, arrivalUs) => frames.push([String(frame), arrivalUs]))
  return frames
}

test('frames are released once, in their order, with their own times', () => {
  const early = createEarlyFrames({ maxFrames: 8, maxBytes: 8 })
  expect(early.hold(Buffer.from('a'), 1)).toBe(true)
  expect(early.hold(Buffer.from('b'), 2)).toBe(true)
  expect(released(early)).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect(released(early)).toEqual([])
})

test.each([
  ['number', { maxFrames: 2, maxBytes: 100 }],
  ['bytes', { maxFrames: 100, maxBytes: 5 }],
])('what is beyond the bound in %s is not taken', (_name, bounds) => {
  const early = createEarlyFrames(bounds)
  expect(early.hold(Buffer.from('ab'), 1)).toBe(true)
  expect(early.hold(Buffer.from('cd'), 2)).toBe(true)
  expect(early.hold(Buffer.from('ef'), 3)).toBe(false)
  expect(released(early)).toHaveLength(2)
  expect(early.hold(Buffer.from('ef'), 4)).toBe(true)
})
