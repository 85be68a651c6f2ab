import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { KEY, startGuarded, type TestClock } from './support/guarded.ts'

/** Status of an upgrade: 101, or what was answered instead. */
function upgrade(url: string, query: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream${query}`, { headers })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => resolve(0))
  })
}

async function eventSource(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`${url}/dashboard/events-v1${query}`, { headers })
  await response.body?.cancel()
  return response.status
}

function testClock() {
  const time: TestClock = { nowMs: 0 }
  return { time, clock: { monotonicMs: () => time.nowMs, nowUs: () => time.nowMs * 1_000 } }
}

describe.each([
  ['WebSocket', upgrade, 101],
  ['EventSource', eventSource, 200],
] as const)('%s', (_name, open, opened) => {
  test('opens with a key in a header', async () => {
    const { url } = await startGuarded()
    expect(await open(url, '')).toBe(401)
    expect(await open(url, '', { 'x-api-key': 'wrong' })).toBe(401)
    expect(await open(url, '', { 'x-api-key': KEY })).toBe(opened)
    expect(await open(url, '', { authorization: `Bearer ${KEY}` })).toBe(opened)
  })

  test('opens with a ticket, once', async () => {
    const guarded = await startGuarded()
    const ticket = await guarded.ticket()
    expect(await open(guarded.url, `?ticket=${ticket}`)).toBe(opened)
    expect(await open(guarded.url, `?ticket=${ticket}`)).toBe(401)
    expect(await open(guarded.url, `?chain_id=1&ticket=${await guarded.ticket()}`)).toBe(opened)
  })

  test('many at once with one ticket: one opens', async () => {
    const guarded = await startGuarded()
    const ticket = await guarded.ticket()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => open(guarded.url, `?ticket=${ticket}`)),
    )
    expect(answers.filter((status) => status === opened)).toHaveLength(1)
    expect(answers.filter((status) => status === 401)).toHaveLength(19)
  })

  test('does not open when the ticket is too old', async () => {
    const { clock, time } = testClock()
    const guarded = await startGuarded({}, { clock })
    const [young, old] = [await guarded.ticket(), await guarded.ticket()]
    time.nowMs = 29_999
    expect(await open(guarded.url, `?ticket=${young}`)).toBe(opened)
    time.nowMs = 30_000
    expect(await open(guarded.url, `?ticket=${old}`)).toBe(401)
  })

  test('does not open with what is no ticket', async () => {
    const { url } = await startGuarded()
    for (const forged of [
      '',
      'a'.repeat(43),
      'a'.repeat(3_000),
      KEY,
      "'%20OR%201=1--",
      '%00',
      '__proto__',
      'ticket',
    ]) {
      expect([forged, await open(url, `?ticket=${forged}`)]).toEqual([forged, 401])
    }
  })

  test('does not open with two tickets, or with a ticket and a key', async () => {
    const guarded = await startGuarded()
    const ticket = await guarded.ticket()
    expect(await open(guarded.url, `?ticket=${ticket}&ticket=${ticket}`)).toBe(400)
    expect(await open(guarded.url, `?ticket=${ticket}&%74icket=x`)).toBe(400)
    expect(await open(guarded.url, `?ticket=${ticket}`, { 'x-api-key': KEY })).toBe(400)
    expect(await open(guarded.url, `?ticket=${ticket}`, { authorization: `Bearer ${KEY}` })).toBe(400)
    // Refused, not spent.
    expect(await open(guarded.url, `?ticket=${ticket}`)).toBe(opened)
  })

  test('spends the ticket also when it then refuses the rest of the question', async () => {
    const guarded = await startGuarded()
    const ticket = await guarded.ticket()
    expect(await open(guarded.url, `?ticket=${ticket}&chain_id=zero`)).toBe(400)
    expect(await open(guarded.url, `?ticket=${ticket}`)).toBe(401)
  })
})

describe('a ticket', () => {
  test('is given to holders of a key alone', async () => {
    const { url } = await startGuarded()
    expect((await fetch(`${url}/auth/ticket`, { method: 'POST' })).status).toBe(401)
    const response = await fetch(`${url}/auth/ticket`, { method: 'POST', headers: { 'x-api-key': KEY } })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ ticket: expect.stringMatching(/^[\w-]{43}$/), expires_in_s: 30 })
  })

  test('opens nothing but streams, and gets no other ticket', async () => {
    const guarded = await startGuarded()
    const ticket = await guarded.ticket()
    for (const path of ['/transactions', '/dashboard/snapshot', '/events', '/stream/', '/nowhere']) {
      expect([path, (await fetch(`${guarded.url}${path}?ticket=${ticket}`)).status]).toEqual([path, 401])
    }
    expect((await fetch(`${guarded.url}/auth/ticket?ticket=${ticket}`, { method: 'POST' })).status).toBe(401)
    const asKey = { headers: { 'x-api-key': ticket } }
    expect((await fetch(`${guarded.url}/transactions`, asKey)).status).toBe(401)
    expect(await upgrade(guarded.url, `?ticket=${ticket}`)).toBe(101)
  })

  test('stands in no answer and no log, also where the request fails', async () => {
    const guarded = await startGuarded()
    const ticket = await guarded.ticket()
    const response = await fetch(`${guarded.url}/dashboard/events-v1?ticket=${ticket}&chain_id=zero`)
    expect(response.status).toBe(400)
    expect(await response.text()).not.toContain(ticket)
    const other = await guarded.ticket()
    const reused = await fetch(`${guarded.url}/stream?ticket=${other}`)
    expect(await reused.text()).not.toContain(other)
  })

  test('is not given without end to one key, and the other keys still get theirs', async () => {
    const { url } = await startGuarded()
    const ask = async (key: string) => {
      const response = await fetch(`${url}/auth/ticket`, { method: 'POST', headers: { 'x-api-key': key } })
      await response.text()
      return response
    }
    let refused: Response | undefined
    for (let i = 0; i <= 1_000 && refused === undefined; i++) {
      const response = await ask(KEY)
      if (response.status !== 200) refused = response
    }
    expect(refused?.status).toBe(503)
    expect(refused?.headers.get('retry-after')).toBe('30')
    expect((await ask('bob-1a2b3c4d5e6f7a8b9c')).status).toBe(200)
  })
})

test('where no key is asked for, tickets are given and not looked at', async () => {
  const guarded = await startGuarded({ keys: null })
  const response = await fetch(`${guarded.url}/auth/ticket`, { method: 'POST' })
  const { ticket } = (await response.json()) as { ticket: string } // the shape of the contract
  expect(await upgrade(guarded.url, `?ticket=${ticket}`)).toBe(101)
  expect(await eventSource(guarded.url, `?ticket=${ticket}`)).toBe(200)
  expect(await upgrade(guarded.url, '')).toBe(101)
})
