import { noopLogger, type StoredEvent } from '@org/events'
import { describe, expect, it } from 'vitest'
import { numbered } from '../../test/arbitrary-events.ts'
import { applyAll, hashOf, seen } from '../../test/event-lines.ts'
import { stateOf } from '../../test/naive-model.ts'
import { walOf } from '../../test/support/wal-of.ts'
import type { LiveState } from '../memory/live-state.ts'
import { type Rebuilt, rebuild } from './rebuild.ts'

const MAX_EVENTS = 50

const events = numbered(Array.from({ length: 400 }, (_, index) => seen(hashOf(index + 1))))

/** The state after an event, as a node has it that never ended. */
function stateAt(seq: number): LiveState {
  const state = stateOf({ maxEvents: MAX_EVENTS })
  applyAll(state, events.slice(0, seq))
  return state
}

interface Start {
  readonly notedAt: number | null
  readonly lastSeq: number
  /** What retention deleted of the log. */
  readonly deletedTo?: number
  readonly complete?: boolean
}

/** A start that has nothing but the log. */
async function start({
  notedAt,
  lastSeq,
  deletedTo = 0,
  complete = true,
}: Start): Promise<Rebuilt & { readonly state: LiveState; readonly told: readonly number[] }> {
  const wal = await walOf(events.slice(0, lastSeq), [5])
  await wal.retain(deletedTo)
  const state = stateOf({ maxEvents: MAX_EVENTS })
  const told: number[] = []
  const rebuilt = await rebuild({
    state,
    wal,
    archive: null,
    lastSeq,
    maxEvents: MAX_EVENTS,
    checkpoint: notedAt === null ? null : { ...stateAt(notedAt).checkpoint(), complete },
    onRestored: (event: StoredEvent) => told.push(event.seq),
    logger: noopLogger,
  })
  return { ...rebuilt, state, told }
}

describe('rebuild', () => {
  it('compares with the checkpoint also when events came after it, as a crash leaves it', async () => {
    const { checkpoint, state, events: read } = await start({ notedAt: 120, lastSeq: 160 })
    expect(checkpoint).toBe('same')
    expect(state.checkpoint()).toEqual(stateAt(160).checkpoint())
    expect(state.complete()).toBe(true)
    expect(read).toBe(90)
  })

  it('reads no more than memory holds when the checkpoint is too old, or there is none', async () => {
    for (const notedAt of [60, null]) {
      const { checkpoint, state, told } = await start({ notedAt, lastSeq: 200 })
      expect(checkpoint).toBe('unknown')
      expect(told).toEqual(Array.from({ length: MAX_EVENTS }, (_, index) => 151 + index))
      expect(state.checkpoint()).toEqual(stateAt(200).checkpoint())
      expect(state.complete()).toBe(true)
    }
  })

  it('says that the state is not complete when retention took the beginning and ClickHouse is away', async () => {
    const { checkpoint, state } = await start({ notedAt: null, lastSeq: 40, deletedTo: 20 })
    expect(checkpoint).toBe('unknown')
    expect(state.window.firstSeq()).toBe(21)
    expect(state.complete()).toBe(false)
  })

  it('takes over from the checkpoint whether the state is complete', async () => {
    const one = await start({ notedAt: 40, lastSeq: 45 })
    expect([one.checkpoint, one.state.complete()]).toEqual(['same', true])
    const other = await start({ notedAt: 60, lastSeq: 60, complete: false })
    // Full, whatever it was before.
    expect([other.checkpoint, other.state.complete()]).toEqual(['same', true])
  })

  it('makes what is there of a log that ends before its checkpoint', async () => {
    const { checkpoint, told, state } = await start({ notedAt: 70, lastSeq: 60 })
    expect(checkpoint).toBe('unknown')
    expect(told).toEqual(Array.from({ length: 40 }, (_, index) => 21 + index))
    expect(state.complete()).toBe(false)
  })
})
