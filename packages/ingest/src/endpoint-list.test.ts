import { expect, test } from 'vitest'
import {
  createEndpointList,
  currentClient,
  type EndpointList,
  FAILURES_BEFORE_ROTATION,
} from './endpoint-list.ts'

function listOf(count: number): EndpointList {
  return createEndpointList(
    Array.from({ length: count }, (_, i) => ({
      config: { wsUrl: `ws://node-${i}`, httpUrl: `http://node-${i}` },
      client: { where: `node-${i}`, post: async () => null, close: async () => {} },
      verified: false,
      excluded: false,
    })),
  )
}

test('one failure is a hiccup, several in a row are not', () => {
  const list = listOf(3)
  for (let i = 1; i < FAILURES_BEFORE_ROTATION; i++) list.failed()
  expect(list.index).toBe(0)
  list.succeeded()
  for (let i = 1; i < FAILURES_BEFORE_ROTATION; i++) list.failed()
  expect(list.index).toBe(0)
  list.failed()
  expect([list.index, list.rotations]).toEqual([1, 1])
})

test('the list is a circle without the excluded', () => {
  const list = listOf(3)
  list.leave()
  list.exclude()
  expect(list.index).toBe(2)
  list.leave()
  expect(list.index).toBe(0)
  list.leave()
  expect([list.index, list.rotations]).toEqual([2, 4])
})

test('a single endpoint is kept, and leaving it is no rotation', () => {
  const list = listOf(1)
  list.leave()
  expect([list.index, list.rotations]).toEqual([0, 0])
})

test('when all are excluded there is none to use', () => {
  const list = listOf(2)
  list.exclude()
  expect(currentClient(list).where).toBe('node-1')
  list.exclude()
  expect(list.current()).toBeNull()
  expect(() => currentClient(list)).toThrowError('no endpoint of the source')
})
