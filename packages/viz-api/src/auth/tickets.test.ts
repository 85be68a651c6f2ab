import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { ANONYMOUS, type Caller } from './caller.ts'
import { createTickets } from './tickets.ts'

const ALICE: Caller = { kind: 'key', index: 0 }
const BOB: Caller = { kind: 'key', index: 1 }

function setUp(max = 100) {
  const clock = { nowMs: 0 }
  const tickets = createTickets({ ttlMs: 1_000, max, monotonicMs: () => clock.nowMs, randomBytes })
  return { tickets, clock }
}

test('a ticket opens once, for whom it was made', () => {
  const { tickets } = setUp()
  const [ofAlice, ofBob] = [tickets.issue(ALICE), tickets.issue(BOB)]
  expect(ofAlice).toMatch(/^[\w-]{43}$/)
  expect(tickets.redeem(ofBob ?? '')).toEqual(BOB)
  expect(tickets.redeem(ofAlice ?? '')).toEqual(ALICE)
  expect(tickets.redeem(ofAlice ?? '')).toBe(null)
  expect(tickets.size()).toBe(0)
})

test('a ticket is good until its time is over, and is forgotten then', () => {
  const { tickets, clock } = setUp()
  const [first, second] = [tickets.issue(ALICE), tickets.issue(ALICE)]
  clock.nowMs = 999
  expect(tickets.redeem(first ?? '')).toEqual(ALICE)
  clock.nowMs = 1_000
  expect(tickets.redeem(second ?? '')).toBe(null)
  expect(tickets.size()).toBe(0)
})

test('what is no ticket opens nothing', () => {
  const { tickets } = setUp()
  const ticket = tickets.issue(ANONYMOUS) ?? ''
  for (const other of [
    '',
    'a'.repeat(43),
    ticket.slice(1),
    `${ticket}=`,
    ` ${ticket}`,
    '__proto__',
    'x'.repeat(1e6),
  ]) {
    expect(tickets.redeem(other)).toBe(null)
  }
  expect(tickets.redeem(ticket)).toEqual(ANONYMOUS)
})

test('one caller cannot take all the places, and all of them cannot take more than there are', () => {
  const { tickets, clock } = setUp(100)
  const take = (index: number): number => {
    let taken = 0
    while (tickets.issue({ kind: 'key', index }) !== null) taken++
    return taken
  }
  expect(take(0)).toBe(10)
  expect(Array.from({ length: 20 }, (_, i) => take(i + 1)).reduce((sum, each) => sum + each, 0)).toBe(90)
  expect(tickets.size()).toBe(100)
  clock.nowMs = 1_000
  expect(take(0)).toBe(10)
})
