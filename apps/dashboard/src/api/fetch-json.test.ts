import { afterEach, expect, test, vi } from 'vitest'
import { fetchJson } from './fetch-json.ts'

afterEach(() => void vi.unstubAllGlobals())

function answerWith(response: () => Promise<Response>): void {
  vi.stubGlobal('fetch', response)
}
const ask = () => fetchJson('/chains?chain_id=1', new AbortController().signal)

test('gives the value', async () => {
  answerWith(() => Promise.resolve(Response.json([1])))
  expect(await ask()).toEqual({ ok: true, value: [1] })
})

test('tells the path, the status and the words of the problem', async () => {
  answerWith(() =>
    Promise.resolve(Response.json({ title: 'Not ready', detail: 'the WAL is read' }, { status: 503 })),
  )
  expect(await ask()).toEqual({ ok: false, reason: '/chains answered 503: the WAL is read' })
})

test('tells the status alone when the body is not a problem', async () => {
  answerWith(() => Promise.resolve(new Response('<html>', { status: 502 })))
  expect(await ask()).toEqual({ ok: false, reason: '/chains answered 502' })
})

test('says so when a key is asked for', async () => {
  answerWith(() => Promise.resolve(Response.json({}, { status: 401 })))
  expect(await ask()).toEqual({
    ok: false,
    reason: 'the server asks for an API key, which this page cannot give yet',
  })
})

test('does not reject when the server cannot be reached or does not speak JSON', async () => {
  answerWith(() => Promise.reject(new TypeError('Failed to fetch')))
  expect(await ask()).toEqual({ ok: false, reason: '/chains: Failed to fetch' })
  answerWith(() => Promise.resolve(new Response('<html>')))
  expect(await ask()).toMatchObject({ ok: false })
})
