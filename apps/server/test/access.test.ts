import { tempDir } from '@org/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from './support/server-process.ts'

const KEY = 'operator-7f3a9c1e5b8d2046'

async function start(env: Readonly<Record<string, string>>) {
  const data = await tempDir('mevscope-access')
  const server = startServer({ VIZ_API_INGEST_MODE: 'off', DATA_DIR: data.path, LOG_LEVEL: 'debug', ...env })
  onTestFinished(async () => {
    await server.stop('SIGKILL')
    await data.remove()
  })
  return server
}

test('keys of the environment open the API, and stand in nothing that the server says', async () => {
  const server = await start({
    VIZ_API_AUTH_ENABLED: 'true',
    VIZ_API_API_KEYS: `another-0123456789,${KEY}`,
    VIZ_API_CORS_ORIGINS: 'https://app.example',
  })
  const url = await server.ready()
  const headers = { 'x-api-key': KEY }
  expect((await fetch(`${url}/chains`)).status).toBe(401)
  expect((await fetch(`${url}/chains`, { headers })).status).toBe(200)
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const issued = await fetch(`${url}/auth/ticket`, { method: 'POST', headers })
  const { ticket } = (await issued.json()) as { ticket: string } // the shape of the contract
  const stream = await fetch(`${url}/dashboard/events-v1?ticket=${ticket}`, {
    headers: { origin: 'https://app.example' },
  })
  expect([stream.status, stream.headers.get('access-control-allow-origin')]).toEqual([
    200,
    'https://app.example',
  ])
  await stream.body?.cancel()
  // A path that fails, an address that is wrong, a message that is none: what logs like to quote.
  for (const path of [`/tx/${KEY}`, `/transactions?cursor=${ticket}`, '/replay?from=5&to=1', '/%zz']) {
    await (await fetch(url + path, { headers })).text()
  }
  const said = [server.output(), await (await fetch(`${url}/metrics`)).text()]
  for (const path of ['/telemetry', '/chains', '/metrics/snapshot', '/alerts/evaluate']) {
    said.push(await (await fetch(url + path, { headers })).text())
  }
  expect(await server.stop()).toBe(0)
  said.push(server.output())
  for (const text of said) expect(text).not.toMatch(`${KEY}|another-0123456789|${ticket}`)
  expect(server.output()).toContain('"keys":2')
}, 60_000)

test.each([
  [{ VIZ_API_AUTH_ENABLED: '1' }, /VIZ_API_AUTH_ENABLED: is on, but there is no key: set VIZ_API_API_KEYS/],
  [{ VIZ_API_AUTH_ENABLED: '1', VIZ_API_API_KEYS: 'hunter2' }, /VIZ_API_API_KEYS: key 1 is shorter than 16/],
])(
  'access that cannot be meant ends the start with exit code 1: %j',
  async (env, message) => {
    const server = await start(env)
    expect(await server.exited).toBe(1)
    expect(server.output()).toMatch(message)
    expect(server.output()).not.toMatch(`hunter2|${KEY}`)
  },
  30_000,
)

test('the limit of the environment is the limit, and probes pass all the same', async () => {
  const server = await start({ VIZ_API_RATE_LIMIT_PER_MINUTE: '3' })
  const url = await server.listening()
  const answers: number[] = []
  for (let i = 0; i < 4; i++) answers.push((await fetch(`${url}/chains`)).status)
  expect(answers).toEqual([200, 200, 200, 429])
  expect((await fetch(`${url}/health`)).status).toBe(200)
}, 60_000)
