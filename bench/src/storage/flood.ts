import { setImmediate as turn } from 'node:timers/promises'
import type { EventDraft } from '@org/events'
import type { Storage } from '@org/storage'
import { EVENTS_PER_TRANSACTION, transactionGroup } from './event-mix.ts'

const GROUPS_AT_ONCE = 200
/** Events on their way that keep the writer busy without filling the queue, as a source with back-pressure does. */
const MAX_WAITING = 4_096

/** What a flood took. */
export interface FloodFigures {
  readonly events: number
  /** Until the last was durable, without the time in which the events were made. */
  readonly seconds: number
  readonly cpuSeconds: number
}

/** Offers transactions from `first` on as fast as their events become durable. */
export async function flood(storage: Storage, first: number, transactions: number): Promise<FloodFigures> {
  const events = transactions * EVENTS_PER_TRANSACTION
  const target = storage.log.latestSeq() + events
  const nowUs = Date.now() * 1000
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  let makingMs = 0
  for (let number = first; number < first + transactions; number += GROUPS_AT_ONCE) {
    // Making events is not storing them: it is timed apart and taken off.
    const makingBegan = performance.now()
    const end = Math.min(number + GROUPS_AT_ONCE, first + transactions)
    const groups: EventDraft[][] = []
    for (let next = number; next < end; next += 1) groups.push(transactionGroup(next, nowUs))
    makingMs += performance.now() - makingBegan
    for (const group of groups) {
      while (storage.backlog().waiting > MAX_WAITING || storage.tryEnqueue(group) !== 'accepted') await turn()
    }
  }
  while (storage.log.latestSeq() < target) await turn()
  const used = process.cpuUsage(cpuBefore)
  return {
    events,
    seconds: (performance.now() - began - makingMs) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6 - makingMs / 1000,
  }
}
