import { expect, test } from 'vitest'
import { event, FIRST_SIGHTING } from './fixtures.ts'
import { createStore, type Store } from './store.ts'

/** A store whose pictures are drawn when the test says so. */
function storeWithFrames() {
  const frames: (() => void)[] = []
  const store = createStore({ requestFrame: (callback) => void frames.push(callback), maxWaiting: 10 })
  return { store, frames }
}

function arrive(store: Store, from: number, count: number): void {
  const events = Array.from({ length: count }, (_, at) =>
    event(from + at, 'TxSeen', from + at, FIRST_SIGHTING),
  )
  store.dispatch({ type: 'events', events, lastSeq: from + count - 1, atMs: 0 })
}

test('many changes make one picture, and listeners hear of pictures only', () => {
  const { store, frames } = storeWithFrames()
  let heard = 0
  store.subscribe(() => heard++)
  arrive(store, 1, 2)
  arrive(store, 3, 2)
  expect([frames.length, heard, store.state().transactions.size]).toEqual([1, 0, 0])
  frames.shift()?.()
  expect([heard, store.state().transactions.size]).toEqual([1, 4])
  arrive(store, 5, 1)
  expect(frames.length).toBe(1)
})

test('a tab without pictures applies what arrives, holds nothing back, and shows all of it later', () => {
  const { store, frames } = storeWithFrames()
  for (let seq = 1; seq <= 1_000; seq += 5) arrive(store, seq, 5)
  expect(frames.length).toBe(1)
  frames.shift()?.()
  expect(store.state().appliedSeq).toBe(1_000)
  expect(store.state().transactions.size).toBe(500)
})

test('a listener that unsubscribed hears nothing more', () => {
  const { store, frames } = storeWithFrames()
  let heard = 0
  store.subscribe(() => heard++)()
  arrive(store, 1, 1)
  frames.shift()?.()
  expect(heard).toBe(0)
})
