import { noopLogger } from '@org/events'
import { expect, test } from 'vitest'
import { createEndpoint } from './endpoint.ts'
import { createEndpointList, type EndpointList, FAILURES_BEFORE_ROTATION } from './endpoint-list.ts'

function listOf(count: number): EndpointList {
  return createEndpointList(
    Array.from({ length: count }, (_, i) =>
      createEndpoint({
        config: { wsUrl: `ws://node-${i}`, httpUrl: `http://node-${i}` },
        client: { where: `node-${i}`, post: async () => null, close: async () => {} },
        maxBatchSize: 1,
        random: () => 0,
        logger: noopLogger,
      }),
    ),
  )
}

/** Marks the endpoint in use as one of another chain. */
function excludeCurrent(list: EndpointList): void {
  const endpoint = list.current()
  if (endpoint === null) throw new Error('none in use')
  list.exclude(endpoint)
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
  excludeCurrent(list)
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
  excludeCurrent(list)
  expect(list.current()).toBe(list.all[1])
  excludeCurrent(list)
  expect(list.current()).toBeNull()
})

test('the better ones are those before the one in use that are not excluded', () => {
  const list = listOf(3)
  expect(list.better()).toEqual([])
  list.leave()
  list.leave()
  expect(list.better()).toEqual([list.all[0], list.all[1]])
  const [first] = list.all
  if (first === undefined) throw new Error('no endpoint')
  list.exclude(first)
  expect([list.index, list.rotations]).toEqual([2, 2])
  expect(list.better()).toEqual([list.all[1]])
})

test('to use another one is a rotation, to use the same one is none', () => {
  const list = listOf(2)
  const [first, second] = list.all
  if (first === undefined || second === undefined) throw new Error('no endpoint')
  list.use(second)
  for (let i = 1; i < FAILURES_BEFORE_ROTATION; i++) list.failed()
  list.use(second)
  expect([list.index, list.rotations]).toEqual([1, 1])
  list.failed()
  expect([list.index, list.rotations]).toEqual([0, 2])
  list.use(second)
  list.use(first)
  expect([list.index, list.rotations]).toEqual([0, 4])
})

test('an endpoint that was found out meanwhile is passed over, and is not moved away from by that', () => {
  const list = listOf(2)
  const [first] = list.all
  if (first === undefined) throw new Error('no endpoint')
  first.excluded = true
  expect(list.current()).toBe(list.all[1])
  expect([list.index, list.rotations]).toEqual([0, 0])
})
