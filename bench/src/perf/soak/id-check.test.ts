import type { Hash } from '@org/events'
import type { HashReport } from '@org/scripted-node'
import { expect, test } from 'vitest'
import type { Outcome } from './follower.ts'
import { createIdCheck, type IdCheckResult } from './id-check.ts'

/** A node that told these hashes at these times, and a follower that heard of these outcomes. */
function parts(told: Readonly<Record<string, number | null>>, outcomes: Readonly<Record<string, Outcome>>) {
  const heard = new Map(Object.entries(outcomes))
  const reports: readonly HashReport[] = Object.entries(told).map(([hash, firstSentUs]) => ({
    hash: hash as Hash, // any text will do
    known: true,
    sent: firstSentUs === null ? 0 : 1,
    unseen: 0,
    firstSentUs,
    lastSentUs: firstSentUs,
    lastUnseenUs: firstSentUs === null ? 15 : null,
    asked: 0,
    bodies: 0,
    faultyBodies: 0,
    nulls: 0,
    errors: 0,
  }))
  const dropped: string[] = []
  const node = {
    reports: async () => reports,
    drop: async (hashes: readonly Hash[]) => void dropped.push(...hashes),
  }
  const follower = {
    outcomeOf: (hash: string) => heard.get(hash),
    forget: (hash: string) => void heard.delete(hash),
  }
  return { heard, dropped, check: createIdCheck(node, follower) }
}

const NOTHING: IdCheckResult = {
  checked: 0,
  decoded: 0,
  rejected: 0,
  dropped: 0,
  droppedUnexcused: 0,
  lostAtKill: 0,
  lost: 0,
  examples: [],
}

test('each hash that was told is counted under its outcome, and one without any is lost', async () => {
  const { check } = parts(
    { a: 10, b: 11, c: 12, d: 13, untold: null },
    { a: 'decoded', b: 'rejected', c: 'dropped' },
  )
  await check.look(20)
  expect(check.result()).toEqual({
    ...NOTHING,
    checked: 4,
    decoded: 1,
    rejected: 1,
    dropped: 1,
    droppedUnexcused: 1,
    lost: 1,
    examples: ['d told at 13'],
  })
})

test('the pool is rid of what has an outcome and of what nobody was told, once it is old enough', async () => {
  const { check, dropped, heard } = parts(
    { a: 10, b: 11, untold: null, late: 30 },
    { a: 'decoded', late: 'decoded' },
  )
  await check.look(14)
  expect(dropped).toEqual(['a'])
  heard.set('b', 'decoded')
  await check.look(20)
  expect(dropped).toEqual(['a', 'untold', 'b'])
})

test('a drop stands for its own hash and hides no other', async () => {
  const { check } = parts({ a: 10, b: 11 }, { a: 'dropped' })
  check.excuseDrops(5, 15)
  await check.look(20)
  expect(check.result()).toMatchObject({ dropped: 1, droppedUnexcused: 0, lost: 1 })
})

test('what was told before the span of the kill or after it is not excused', async () => {
  const { check } = parts({ early: 99, inside: 100, last: 199, late: 200 }, {})
  check.excuseLoss(100, 200)
  await check.look(1_000)
  expect(check.result()).toMatchObject({
    lostAtKill: 2,
    lost: 2,
    examples: ['early told at 99', 'late told at 200'],
  })
})

test('drops are excused by when they were told, and no loss is', async () => {
  const { check } = parts({ a: 9, b: 10, c: 12 }, { a: 'dropped', b: 'dropped' })
  check.excuseDrops(10, 20)
  await check.look(100)
  expect(check.result()).toMatchObject({ dropped: 2, droppedUnexcused: 1, lost: 1, lostAtKill: 0 })
})

test('how far the server is behind is how long ago the oldest hash without an outcome was told', async () => {
  const { check, heard } = parts({ a: 1_000_000, b: 3_000_000 }, { b: 'decoded' })
  await check.look(4_000_000)
  expect(check.behindS()).toBe(3)
  heard.set('a', 'decoded')
  await check.look(5_000_000)
  expect(check.behindS()).toBe(0)
})

test('an outcome that comes after the look is taken off at the next one', async () => {
  const { check, heard } = parts({ a: 10, b: 30 }, {})
  await check.look(20)
  expect(check.result()).toMatchObject({ checked: 1, lost: 1 })
  heard.set('a', 'decoded').set('b', 'decoded')
  await check.look(40)
  expect(check.result()).toMatchObject({ checked: 2, decoded: 2, lost: 0 })
})

test('each hash is looked at once, also by looks at the same time and out of order', async () => {
  const { check } = parts({ a: 10, b: 20, c: 30 }, { a: 'decoded', b: 'decoded', c: 'decoded' })
  await Promise.all([check.look(25), check.look(15)])
  await check.look(40)
  expect(check.result()).toMatchObject({ checked: 3, decoded: 3, lost: 0 })
})
