import { expect, test } from 'vitest'
import { KEY, OTHER_KEY, PUBLIC_PATHS, startGuarded, type TestClock } from './support/guarded.ts'
import { exchange, rawRequest, statuses } from './support/raw.ts'

function setUp(access: Parameters<typeof startGuarded>[0] = {}) {
  const time: TestClock = { nowMs: 0 }
  const clock = { monotonicMs: () => time.nowMs, nowUs: () => time.nowMs * 1_000 }
  return { time, started: startGuarded({ rateLimitPerMinute: 5, ...access }, { clock }) }
}

/** Statuses of so many requests, one after the other. */
async function ask(
  url: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<readonly number[]> {
  const answers: number[] = []
  for (let i = 0; i < count; i++) {
    const response = await fetch(url, { headers })
    await response.text()
    answers.push(response.status)
  }
  return answers
}

const times = (count: number, status: number): readonly number[] => Array<number>(count).fill(status)

test('a key has its own tokens, wherever it asks from; then 429, and when to come again', async () => {
  const { time, started } = setUp()
  const { url } = await started
  const path = `${url}/transactions`
  expect(await ask(path, 7, { 'x-api-key': KEY })).toEqual([...times(5, 200), 429, 429])
  const refused = await fetch(path, { headers: { authorization: `Bearer ${KEY}` } })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '12'])
  expect(await refused.json()).toMatchObject({ type: 'urn:mevscope:problem:rate-limited', status: 429 })
  expect(await ask(path, 5, { 'x-api-key': OTHER_KEY })).toEqual(times(5, 200))
  time.nowMs += 12_000
  expect(await ask(path, 2, { 'x-api-key': KEY })).toEqual([200, 429])
})

test('guesses use up the tokens of the address, not those of keys', async () => {
  const { started } = setUp()
  const { url } = await started
  const guesses = await ask(`${url}/transactions`, 8, { 'x-api-key': 'a-guess-0123456789' })
  expect(guesses).toEqual([...times(5, 401), ...times(3, 429)])
  expect(await ask(`${url}/transactions`, 5, { 'x-api-key': KEY })).toEqual(times(5, 200))
})

test('malformed credentials, unknown paths and other methods count as well', async () => {
  const { started } = setUp()
  const { url, port } = await started
  await fetch(`${url}/nowhere`)
  await fetch(`${url}/transactions`, { method: 'DELETE' })
  await exchange(port, rawRequest('GET / HTTP/1.1', 'x-api-key: a', 'x-api-key: b'))
  await exchange(port, rawRequest('GET /stream?ticket=a&ticket=b HTTP/1.1'))
  await fetch(`${url}/`, { method: 'OPTIONS' })
  expect((await fetch(`${url}/transactions`)).status).toBe(429)
})

test('what is public is counted apart', async () => {
  const { started } = setUp()
  const { url } = await started
  expect(await ask(`${url}/transactions`, 6)).toEqual([...times(5, 401), 429])
  for (const path of PUBLIC_PATHS) expect(await ask(url + path, 1)).toEqual([200])
  expect(await ask(`${url}/health`, 3)).toEqual([200, 200, 429])
})

test('without keys an address has its tokens, and no header makes it another one', async () => {
  const { started } = setUp({ keys: null })
  const { url } = await started
  expect(await ask(`${url}/transactions`, 5)).toEqual(times(5, 200))
  for (const name of [
    'x-forwarded-for',
    'forwarded',
    'x-real-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'x-api-key',
  ]) {
    expect([name, await ask(`${url}/transactions`, 1, { [name]: '192.0.2.9' })]).toEqual([name, [429]])
  }
})

test('behind a trusted proxy its clients are told apart, and do not write their own address', async () => {
  const { started } = setUp({ keys: null, trustedProxies: ['127.0.0.0/8'] })
  const { url } = await started
  const path = `${url}/transactions`
  expect(await ask(path, 6, { 'x-forwarded-for': '192.0.2.1' })).toEqual([...times(5, 200), 429])
  expect(await ask(path, 1, { 'x-forwarded-for': '192.0.2.2' })).toEqual([200])
  for (const forged of ['192.0.2.77, 192.0.2.1', '127.0.0.1, 192.0.2.1', 'x, 192.0.2.1, 127.0.0.9']) {
    expect([forged, await ask(path, 1, { 'x-forwarded-for': forged })]).toEqual([forged, [429]])
  }
})

test('streams and tickets cost a token each, of the key they are of', async () => {
  const { started } = setUp()
  const guarded = await started
  const tickets = [await guarded.ticket(), await guarded.ticket()]
  for (const ticket of tickets) {
    const response = await fetch(`${guarded.url}/dashboard/events-v1?ticket=${ticket}`)
    await response.body?.cancel()
    expect(response.status).toBe(200)
  }
  expect(await ask(`${guarded.url}/transactions`, 2, { 'x-api-key': KEY })).toEqual([200, 429])
  const upgrade =
    'GET /stream HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
    `sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nx-api-key: ${KEY}\r\n\r\n`
  const heard = await exchange(guarded.port, upgrade)
  expect(statuses(heard)).toEqual([429])
  expect(heard.toLowerCase()).toContain('retry-after: 12')
})
