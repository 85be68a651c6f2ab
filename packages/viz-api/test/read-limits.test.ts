import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startFixture } from './support/api.ts'
import { hashOf } from './support/fake-log.ts'

const RECORD = `/transactions/${hashOf(1)}`

test('what takes too long to read is 504, whoever reads', async () => {
  const { url, models, records } = await startFixture({ reads: { timeoutMs: 50 } })
  models.hold = new Promise(() => {})
  const response = await fetch(url + RECORD)
  expect(response.status).toBe(504)
  expect(await response.json()).toMatchObject({ type: 'urn:mevscope:problem:timeout', status: 504 })
  expect(records.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('the read of a client that leaves is told so, and nobody is alarmed', async () => {
  const { url, log, records } = await startFixture()
  let signal: AbortSignal | undefined
  const held = Promise.withResolvers<void>()
  log.append(1)
  log.beforeAnswer = () => held.promise
  const { readAfter } = log
  log.readAfter = (after, limit, filter, given) => {
    signal = given
    return readAfter(after, limit, filter, given)
  }
  const asked = request(`${url}/events`)
  asked.on('error', () => {})
  asked.end()
  await expect.poll(() => signal).toBeDefined()
  expect(signal?.aborted).toBe(false)
  asked.destroy()
  await expect.poll(() => signal?.aborted).toBe(true)
  held.resolve()
  await sleep(20)
  expect(records.filter(({ level }) => level !== 'info')).toEqual([])
})

test('reads beyond their places wait, and beyond those are 503 with a time to try again', async () => {
  const { url, models } = await startFixture({
    reads: { light: { running: 1, waiting: 1 }, heavy: { running: 1, waiting: 0 } },
  })
  const held = Promise.withResolvers<void>()
  models.hold = held.promise
  const first = fetch(url + RECORD)
  await expect.poll(() => models.asked.length).toBe(1)
  const second = fetch(url + RECORD)
  await sleep(50)
  const third = await fetch(url + RECORD)
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1'])
  // What memory answers, and larger reads, have places of their own.
  expect((await fetch(`${url}/opps`)).status).toBe(200)
  expect((await fetch(`${url}/events`)).status).toBe(200)
  held.resolve()
  expect([(await first).status, (await second).status]).toEqual([200, 200])
})

test('those who ask the same of one revision share the answer', async () => {
  const { url, models } = await startFixture()
  const ask = async (path: string) => (await fetch(url + path)).text()
  await Promise.all([
    ask('/transactions?limit=2'),
    ask('/transactions?limit=2'),
    ask('/transactions?limit=2'),
  ])
  expect(models.asked).toHaveLength(1)
  await ask('/transactions?limit=3')
  expect(models.asked).toHaveLength(2)
  models.setRevision(2)
  await ask('/transactions?limit=2')
  expect(models.asked).toHaveLength(3)
  await ask('/transactions?limit=2&cursor=next')
  await ask('/transactions?limit=2&cursor=next')
  expect(models.asked).toHaveLength(5)
})

test('a snapshot is shared for a moment, under the tag of what it shows', async () => {
  const { url, models } = await startFixture({ reads: { snapshotAgeMs: 60_000 } })
  const first = await fetch(`${url}/dashboard/snapshot`)
  models.setRevision(2)
  const second = await fetch(`${url}/dashboard/snapshot`)
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
  expect(models.asked).toHaveLength(1)
})

test('a long page is the same in slices as at once, and goes on where it ended', async () => {
  const { url, log } = await startFixture()
  log.append(1_300)
  const response = await fetch(`${url}/events?limit=1200&chain_id=1`)
  const seqs = ((await response.json()) as readonly { readonly seq: number }[]).map(({ seq }) => seq) // of the contract
  expect(seqs).toEqual(Array.from({ length: 650 }, (_, index) => 2 * index + 2))
  expect(response.headers.get('x-next-after')).toBe('1300')
  const first = await fetch(`${url}/events?limit=600&chain_id=1`)
  await first.body?.cancel()
  expect(first.headers.get('x-next-after')).toBe('1200')
})

test('answers that together would hold too much are 503; one by itself is not', async () => {
  const { url, log } = await startFixture({ reads: { heldBytes: 10_000 } })
  log.append(600)
  const held = Promise.withResolvers<void>()
  log.beforeAnswer = () => (log.reads() > 1 ? held.promise : Promise.resolve())
  const first = fetch(`${url}/events?limit=600`)
  await expect.poll(() => log.reads()).toBe(2)
  log.beforeAnswer = undefined
  const second = await fetch(`${url}/events?limit=600`)
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1'])
  held.resolve()
  expect((await first).status).toBe(200)
  expect((await fetch(`${url}/events?limit=600`)).status).toBe(200)
})

test('an answer that no text could hold is 503, and leaves the server well', async () => {
  const { url, log } = await startFixture()
  const [large] = log.appendSilently(1, 'x'.repeat(400_000))
  if (large === undefined) throw new Error('nothing was appended')
  log.readAfter = async (after, limit) => ({
    events: Array.from({ length: limit }, () => large),
    nextAfter: after + limit,
  })
  const response = await fetch(`${url}/events?limit=5000`)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining('ask for less') })
  expect((await fetch(`${url}/events?limit=1`)).status).toBe(200)
})
