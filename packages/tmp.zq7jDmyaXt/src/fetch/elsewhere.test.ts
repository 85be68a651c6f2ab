import { expect, test } from 'vitest'
import { hashOf } from '../../test/transactions.ts'
import { PendingTx } from '../dedupe/sightings.ts'
import { createAskElsewhere } from './elsewhere.ts'

function sources(...states: readonly { readonly usable?: boolean; readonly full?: boolean }[]) {
  const asked: number[] = []
  const others = states.map(({ usable = true, full = false }, index) => ({
    usable,
    fetch: () => {
      asked.push(index)
      return !full
    },
  }))
  return { asked, ask: createAskElsewhere(others) }
}

function pendingOf(announcedBy: number, asked: number): PendingTx {
  const pending = new PendingTx(hashOf(1), 5, announcedBy)
  pending.asked = asked
  return pending
}

test('sources that announced the hash are asked before the others, each once', () => {
  const { asked, ask } = sources({}, {}, {}, {})
  const pending = pendingOf(0b1001, 0b0001)
  expect([ask(pending), ask(pending), ask(pending), ask(pending)]).toEqual([true, true, true, false])
  expect(asked).toEqual([3, 1, 2])
})

test('a source that cannot be used is left out, one whose queue is full is passed over', () => {
  const { asked, ask } = sources({}, { usable: false }, { full: true }, {})
  expect(ask(pendingOf(0b0001, 0b0001))).toBe(true)
  expect(asked).toEqual([2, 3])
})

test('with one source there is nobody to ask', () => {
  expect(sources({}).ask(pendingOf(1, 1))).toBe(false)
})

test('one that cannot ask soon is relieved by usable ones, and gets back what they do not have', () => {
  const { asked, ask } = sources({ usable: false }, { usable: false }, {})
  const pending = pendingOf(0b0011, 0b0001)
  expect([ask(pending, 0), asked]).toEqual([true, [2]])
  // Who took it may be held up as well: it stays there.
  expect([ask(pending, 2), asked]).toEqual([false, [2]])
  expect([ask(pending), asked]).toEqual([true, [2, 0]])
  expect([ask(pending, 0), ask(pending), asked]).toEqual([false, false, [2, 0]])
})

test('one that nobody can relieve keeps it, and is relieved later', () => {
  const others = [
    { usable: false, fetch: () => true },
    { usable: false, fetch: () => true },
  ]
  const ask = createAskElsewhere(others)
  const pending = pendingOf(0b01, 0)
  expect(ask(pending, 0)).toBe(false)
  for (const other of others) other.usable = true
  expect([ask(pending, 0), pending.asked]).toEqual([true, 0b11])
})
