import { MevscopeError, type ReplayQuery, type ReplayReader, type ReplayReport } from '@org/events'
import { describe, expect, test } from 'vitest'
import { createFixture, startFixture } from './support/api.ts'

class Busy extends MevscopeError<'REPLAY_BUSY'> {}

const SERIES = { latest_seq: 7, oldest_seq: 1, points: [] }

function fakeReplays(): ReplayReader & { readonly asked: ReplayQuery[]; busy: boolean } {
  const replays = {
    asked: [] as ReplayQuery[],
    busy: false,
    recent: () => SERIES,
    async replay(query: ReplayQuery): Promise<ReplayReport> {
      if (replays.busy) throw new Busy('REPLAY_BUSY', 'another one', { retryable: true })
      replays.asked.push(query)
      return {
        ...SERIES,
        read_from: 1,
        complete_from: 1,
        added: [],
        removed: [],
        added_total: 0,
        removed_total: 0,
      }
    },
  }
  return replays
}

/** An API that replays, over a log of so many events. */
async function start(latest = 4_000) {
  const replays = fakeReplays()
  const { ports } = createFixture().options
  const log = { ...ports.log, latestSeq: () => latest }
  const fixture = await startFixture({ ports: { ...ports, log, replays } })
  return { replays, url: fixture.url, latest }
}

describe('/replay', () => {
  test('answers what the node noted of itself when no range is given', async () => {
    const { url, replays } = await start()
    const response = await fetch(`${url}/replay`)
    expect(await response.json()).toEqual(SERIES)
    expect(replays.asked).toEqual([])
  })

  test('replays a range, from the beginning and to the latest event where an end is left out', async () => {
    const { url, replays, latest } = await start()
    expect((await fetch(`${url}/replay?from=2&to=5&stride=3`)).status).toBe(200)
    const report = (await (await fetch(`${url}/replay?from=1`)).json()) as ReplayReport // the fake's own
    expect(report.complete_from).toBe(1)
    await fetch(`${url}/replay?to=3`)
    expect(replays.asked).toEqual([
      { from: 2, to: 5, stride: 3 },
      { from: 1, to: latest, stride: 1 },
      { from: 0, to: 3, stride: 1 },
    ])
  })

  test.each([
    ['from=5&to=4', 'to', 'must be at least 5'],
    ['from=0&to=900000', 'to', 'the latest event'],
    ['stride=0', 'stride', 'from 1 to 5000'],
    ['from=x', 'from', 'must be an integer'],
  ])('error: %s is a 400 that names %s', async (query, name, detail) => {
    const { url, replays } = await start()
    const response = await fetch(`${url}/replay?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      errors: [{ in: 'query', name, detail: expect.stringContaining(detail) }],
    })
    expect(replays.asked).toEqual([])
  })

  test('error: more points or events than an answer may hold are a 400 that says what to ask for', async () => {
    const { url, replays } = await start(2_000_000)
    for (const [query, detail] of [
      ['from=1&to=10001', 'stride: must be at least 3'],
      ['from=1&to=900000&stride=5000', 'to: must be at most 500001'],
    ]) {
      const body = (await (await fetch(`${url}/replay?${query}`)).json()) as {
        readonly errors: readonly { readonly name: string; readonly detail: string }[]
      } // the problem form
      expect(body.errors.map((error) => `${error.name}: ${error.detail}`).join()).toContain(detail)
    }
    expect(replays.asked).toEqual([])
  })

  test('error: while another replay runs it is a 503 that says when to ask again', async () => {
    const { url, replays } = await start()
    replays.busy = true
    const response = await fetch(`${url}/replay?from=1&to=2`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  })

  test('error: a process that cannot replay says so', async () => {
    const { url } = await startFixture()
    expect((await fetch(`${url}/replay`)).status).toBe(501)
  })
})
