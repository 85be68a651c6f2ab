import { expect, test } from 'vitest'
import { createAdmission } from './admission.ts'

test('runs as many as allowed, lets the rest wait in order, and refuses beyond the bound', async () => {
  let refused = 0
  const admission = createAdmission({ running: 2, waiting: 2, onRefused: () => refused++ })
  const order: number[] = []
  const release: (() => void)[] = []
  const work = (id: number) =>
    admission.run(async () => {
      order.push(id)
      await new Promise<void>((resolve) => release.push(resolve))
      return id
    })
  const runs = [work(1), work(2), work(3), work(4)]
  expect(await work(5)).toBe('refused')
  expect(refused).toBe(1)
  expect(order).toEqual([1, 2])
  for (let done = 0; done < 4; done++) {
    release[done]?.()
    await runs[done]
  }
  expect(order).toEqual([1, 2, 3, 4])
  expect(await Promise.all(runs)).toEqual([1, 2, 3, 4])
})

test('what waits and is given up is not begun, and its place in the queue is free', async () => {
  let refused = 0
  const admission = createAdmission({ running: 1, waiting: 1, onRefused: () => refused++ })
  const first = Promise.withResolvers<string>()
  const running = admission.run(() => first.promise)
  const gone = new AbortController()
  let begun = false
  const waiting = admission.run(async () => {
    begun = true
  }, gone.signal)
  gone.abort(new Error('left'))
  await expect(waiting).rejects.toThrow('left')
  const next = admission.run(async () => 'next')
  first.resolve('first')
  expect(await Promise.all([running, next])).toEqual(['first', 'next'])
  expect([begun, refused]).toEqual([false, 0])
  await expect(admission.run(async () => 'late', gone.signal)).rejects.toThrow('left')
})

test('a failure gives its place back', async () => {
  const admission = createAdmission({ running: 1, waiting: 1, onRefused: () => {} })
  await expect(admission.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await admission.run(async () => 'yes')).toBe('yes')
})
