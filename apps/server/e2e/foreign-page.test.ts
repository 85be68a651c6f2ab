import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TempDir, tempDir } from '@org/testkit'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServer } from '../test/support/server-process.ts'

// A page of somebody else in a real browser: what it gets from a server on the same machine.

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const KEY = 'reader-5e2b8c7d9f01a346'

let folder: TempDir
let foreign: Server
let origin: string
let closed: ServerProcess
let open: ServerProcess
let closedUrl: string
let openUrl: string
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await tempDir('mevscope-foreign')
  foreign = createServer((request, response) => {
    const frame = request.url === '/framing' ? `<iframe src="${closedUrl}"></iframe>` : ''
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>somebody else</title>${frame}`)
  }).listen(0, '127.0.0.1')
  await once(foreign, 'listening')
  const { port } = foreign.address() as AddressInfo // a TCP server that listens has one
  origin = `http://127.0.0.1:${port}`
  const common = { VIZ_API_INGEST_MODE: 'off' }
  closed = startServer({ ...common, DATA_DIR: `${folder.path}/closed` })
  open = startServer({
    ...common,
    DATA_DIR: `${folder.path}/open`,
    VIZ_API_AUTH_ENABLED: '1',
    VIZ_API_API_KEYS: KEY,
    VIZ_API_CORS_ORIGINS: origin,
  })
  closedUrl = await closed.ready()
  openUrl = await open.ready()
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      // What an attacker's name server does.
      '--host-resolver-rules=MAP rebound.example 127.0.0.1',
    ],
  })
  page = await browser.newPage()
  await page.goto(origin)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await closed?.stop('SIGKILL')
  await open?.stop('SIGKILL')
  foreign?.close()
  await folder?.remove()
})

/** What a script of the page gets: the status, or `blocked`. */
const fetched = (url: string, headers: Record<string, string> = {}) =>
  page.evaluate(
    ([target, given]) =>
      fetch(target, { headers: given }).then(
        (answer) => answer.status,
        () => 'blocked' as const,
      ),
    [url, headers] as const,
  )

const socketOpens = (url: string) =>
  page.evaluate(
    (target) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(target)
        socket.onopen = () => resolve(true)
        socket.onerror = () => resolve(false)
      }),
    url.replace('http', 'ws'),
  )

test('reads nothing, opens no stream, shows the page in no frame', async () => {
  expect(await fetched(`${closedUrl}/transactions`)).toBe('blocked')
  expect(await fetched(`${closedUrl}/metrics`)).toBe('blocked')
  expect(await socketOpens(`${closedUrl}/stream`)).toBe(false)
  await expect(page.addScriptTag({ url: `${closedUrl}/transactions` })).rejects.toThrow()
  const framed = page.waitForEvent('console', (message) => message.text().includes('frame'))
  await page.goto(`${origin}/framing`)
  expect((await framed).text()).toMatch(/refused|blocked|violates/i)
}, 30_000)

test('of a listed origin reads with a key, and opens streams with tickets', async () => {
  expect(await fetched(`${openUrl}/transactions`)).toBe(401)
  expect(await fetched(`${openUrl}/transactions`, { 'x-api-key': KEY })).toBe(200)
  expect(await fetched(`${openUrl}/transactions`, { authorization: `Bearer ${KEY}` })).toBe(200)
  const ticket = await page.evaluate(
    ([target, key]) =>
      fetch(target, { method: 'POST', headers: { 'x-api-key': key } })
        .then((answer) => answer.json() as Promise<{ ticket: string }>)
        .then((body) => body.ticket),
    [`${openUrl}/auth/ticket`, KEY] as const,
  )
  expect(await socketOpens(`${openUrl}/stream`)).toBe(false)
  expect(await socketOpens(`${openUrl}/stream?ticket=${ticket}`)).toBe(true)
  expect(await socketOpens(`${openUrl}/stream?ticket=${ticket}`)).toBe(false)
}, 30_000)

test('under a name that points here gets neither page nor data', async () => {
  const rebound = new URL(closedUrl)
  rebound.hostname = 'rebound.example'
  const answer = await page.goto(rebound.href)
  expect(answer?.status()).toBe(421)
  expect(await fetched(`${rebound.origin}/transactions`)).toBe(421)
  expect(await socketOpens(`${rebound.origin}/stream`)).toBe(false)
}, 30_000)
