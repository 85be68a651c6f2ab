import type { Hash } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import { beforeEach, expect, test } from 'vitest'
import { sourceOf, type Watched, watch } from './runtime.ts'
import { until } from './until.ts'
import { account, announceOne, startNode, status, subscribed } from './watched-node.ts'

/** Two nodes with the same transactions, the preferred one first. */
let preferred: ScriptedNode
let other: ScriptedNode

const OPTIONS = {
  fullTransactions: false,
  preferredRetryMs: 100,
  maxPreferredRetryMs: 400,
  reconnectBackoffMs: 10,
} as const
/** A proven endpoint was live for this long. */
const STABLE_MS = 1000

beforeEach(async () => {
  preferred = await startNode()
  other = await startNode()
})

/** Announces the next transaction of both nodes by both. */
async function announceByBoth(): Promise<Hash> {
  const [hash] = await Promise.all([announceOne(preferred), announceOne(other)])
  return hash
}

/** Announces by both until the condition holds. */
async function announceUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<Hash[]> {
  const hashes: Hash[] = []
  await until(what, async () => {
    hashes.push(await announceByBoth())
    return condition()
  })
  return hashes
}

/** Watches both, the preferred one having gone away. */
async function watchOther(): Promise<Watched> {
  const watched = await watch([sourceOf('a', preferred, other)], OPTIONS)
  await subscribed(watched)
  await preferred.refuse()
  await preferred.cut()
  await until('on the other', () => status(watched).endpoint_index === 1 && status(watched).state === 'live')
  return watched
}

test('the preferred endpoint is returned to when it is well: no gap, nothing lost, nothing twice', async () => {
  const watched = await watchOther()
  const { events } = watched
  await until('its gap is closed', () => events.of('GapClosed').length === 2)
  await preferred.listen()
  const hashes = await announceUntil('back', () => status(watched).endpoint_index === 0)
  hashes.push(await announceByBoth(), await announceByBoth())
  await until('decoded', () => events.of('TxDecoded').length >= hashes.length)
  await until('the other is left', async () => (await other.counts()).connections.open === 0)

  expect(
    events
      .of('TxDecoded')
      .map((event) => event.tx_hash)
      .sort(),
  ).toEqual([...hashes].sort())
  expect(account(watched)).toMatchObject({ announced: hashes.length, fetched: hashes.length, dropped: {} })
  const reports = [await preferred.reports(hashes), await other.reports(hashes)]
  for (const i of hashes.keys()) {
    expect(reports.reduce((bodies, report) => bodies + (report[i]?.bodies ?? 0), 0)).toBe(1)
  }
  expect(events.of('GapOpened')).toHaveLength(2)
  expect(status(watched)).toMatchObject({ state: 'live', endpoint_index: 0, rotations: 2 })
  expect((await preferred.counts()).connections).toEqual({ ever: 2, open: 1 })
})

test('it is not returned to while its announcements are dead, and is tried less and less often', async () => {
  await preferred.silence(true)
  const silentMs = 300
  const watched = await watch([sourceOf('a', preferred, other)], {
    ...OPTIONS,
    silentChainTimeoutSecs: silentMs / 1000,
  })
  await announceUntil('on the other', () => status(watched).endpoint_index === 1)
  const trials = async (): Promise<readonly number[]> =>
    (await preferred.counts()).log.filter(({ what }) => what === 'connected').map(({ atUs }) => atUs / 1000)
  await announceUntil('three trials', async () => (await trials()).length >= 4)

  // Each one lasts until its silence is noticed, then comes the wait, drawn from its upper half.
  const [, ...times] = await trials()
  for (const [i, at] of times.slice(1).entries()) {
    const waitMs = Math.min(OPTIONS.maxPreferredRetryMs, OPTIONS.preferredRetryMs * 2 ** (i + 1)) / 2
    expect(at - (times[i] ?? 0)).toBeGreaterThan((silentMs + waitMs) * 0.95)
  }
  expect(status(watched)).toMatchObject({ state: 'live', endpoint_index: 1, rotations: 1 })
  expect((await other.counts()).connections).toEqual({ ever: 1, open: 1 })
  await preferred.silence(false)
  await announceUntil('back', () => status(watched).endpoint_index === 0)
  expect(status(watched).rotations).toBe(2)
}, 15_000)

test('it is not returned to while its HTTP is dead: no socket is opened for that', async () => {
  await preferred.set({ http: [{ kind: 'status', status: 500 }] })
  const watched = await watch([sourceOf('a', preferred, other)], OPTIONS)
  await until('on the other', () => status(watched).state === 'live')
  const sinceMs = performance.now()
  await announceUntil('twice as long as a return takes', () => performance.now() - sinceMs > 2 * STABLE_MS)
  expect(status(watched)).toMatchObject({ state: 'live', endpoint_index: 1, rotations: 1 })
  expect((await preferred.counts()).connections.ever).toBe(0)

  await preferred.set({ http: [] })
  await announceUntil('back', () => status(watched).endpoint_index === 0)
  expect((await preferred.counts()).connections).toEqual({ ever: 1, open: 1 })
}, 15_000)

test('while it refuses connections the other one stays in use, without a gap', async () => {
  const watched = await watchOther()
  await until('its gap is closed', () => watched.events.of('GapClosed').length === 2)
  const sinceMs = performance.now()
  const hashes = await announceUntil(
    'as long as a return takes',
    () => performance.now() - sinceMs > STABLE_MS,
  )
  await until('decoded', () => watched.events.of('TxDecoded').length === hashes.length)
  expect(watched.events.of('GapOpened')).toHaveLength(2)
  expect((await other.counts()).connections).toEqual({ ever: 1, open: 1 })
  expect(status(watched)).toMatchObject({ endpoint_index: 1, rotations: 1 })
})
