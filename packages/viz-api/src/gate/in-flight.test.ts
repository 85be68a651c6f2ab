import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createInFlight } from './in-flight.ts'

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()))
const LIMITS = { max: 40, maxPerClient: 35, maxWaitingBytes: 1_000 }

test('a client has so many places, all have so many, and each answer that ends gives one back', () => {
  const places = createInFlight(LIMITS, () => 0)
  const ofA = Array.from({ length: 35 }, response)
  for (const each of ofA) expect(places.enter('a', each)).toBe(true)
  expect(places.enter('a', response())).toBe(false)
  for (let i = 0; i < 5; i++) expect(places.enter('b', response())).toBe(true)
  expect(places.enter('b', response())).toBe(false)
  expect(places.size()).toBe(40)
  ofA[0]?.emit('close')
  expect(places.enter('b', response())).toBe(true)
  expect(places.enter('a', response())).toBe(false)
})

test('when many answers wait for their clients, nothing is added to them', () => {
  const clock = { nowMs: 0 }
  const places = createInFlight(LIMITS, () => clock.nowMs)
  const waiting = Array.from({ length: 32 }, response)
  for (const each of waiting) places.enter('a', each)
  for (const each of waiting) Object.defineProperty(each, 'writableLength', { value: 40 })
  clock.nowMs = 100
  expect(places.enter('b', response())).toBe(false)
  for (const each of waiting.slice(0, 10)) each.emit('close')
  clock.nowMs = 200
  expect(places.enter('b', response())).toBe(true)
})
