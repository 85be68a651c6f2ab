import { expect, test } from 'vitest'
import { createPlaces } from './places.ts'

const never = new AbortController().signal

test('runs as many as there are places for, lets some wait in order, and refuses the rest', async () => {
  const places = createPlaces({ running: 1, waiting: 2 })
  const order: number[] = []
  const first = Promise.withResolvers<void>()
  const run = (id: number, until?: Promise<void>) =>
    places.run(async () => {
      order.push(id)
      await until
      return id
    }, never)
  const runs = [1, 2, 3].map(
    (id) => run(id, id === 1 ? first.promise : undefined) ?? Promise.reject(new Error('refused')),
  )
  expect(run(4)).toBeNull()
  expect([order, places.size()]).toEqual([[1], 3])
  first.resolve()
  expect(await Promise.all(runs)).toEqual([1, 2, 3])
  expect([order, places.size()]).toEqual([[1, 2, 3], 0])
})

test('whoever is given up while it waits is not begun and leaves its place', async () => {
  const places = createPlaces({ running: 1, waiting: 1 })
  const first = Promise.withResolvers<string>()
  const running = places.run(() => first.promise, never)
  const leaving = new AbortController()
  let begun = false
  const waiting = places.run(async () => {
    begun = true
  }, leaving.signal)
  leaving.abort(new Error('left'))
  await expect(waiting).rejects.toThrow('left')
  const next = places.run(async () => 'next', never)
  first.resolve('first')
  expect(await Promise.all([running, next])).toEqual(['first', 'next'])
  expect(begun).toBe(false)
  const failing = places.run(() => Promise.reject(new Error('no')), never)
  await expect(failing).rejects.toThrow('no')
  expect(places.size()).toBe(0)
})
