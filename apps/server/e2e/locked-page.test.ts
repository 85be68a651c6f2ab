import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type TempDir, tempDir } from '@org/testkit'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServer } from '../test/support/server-process.ts'

// The built page in a real browser, on a server that wants a key.

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const BUILT_PAGE = fileURLToPath(new URL('../../dashboard/dist/index.html', import.meta.url))
const KEY = 'e2e-key-8f41c2d90b7a635e'

let folder: TempDir
let server: ServerProcess
let browser: Browser
let page: Page
const urls: string[] = []
const problems: string[] = []

beforeAll(async () => {
  if (!existsSync(BUILT_PAGE)) throw new Error('the page is not built: npx -y pnpm@12 build')
  if (!existsSync(CHROMIUM))
    throw new Error(`no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`)
  folder = await tempDir('mevscope-locked-page')
  server = startServer({
    VIZ_API_INGEST_MODE: 'off',
    VIZ_API_AUTH_ENABLED: 'true',
    VIZ_API_API_KEYS: KEY,
    DATA_DIR: `${folder.path}/data`,
  })
  const url = await server.ready()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  page = await browser.newPage()
  page.on('request', (request) => urls.push(request.url()))
  page.on('websocket', (socket) => urls.push(socket.url()))
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(url)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop('SIGKILL')
  await folder?.remove()
})

test('asks for the key, refuses a wrong one, and is live with the right one, also after a reload', async () => {
  await page.getByText('This server asks for an API key').waitFor()
  await page.getByLabel('API key').fill(`${KEY}x`)
  await page.getByRole('button', { name: 'Use it' }).click()
  await page.getByText('The server does not know this key').waitFor()
  await page.getByLabel('API key').fill(KEY)
  await page.getByRole('button', { name: 'Use it' }).click()
  await page.getByRole('status').getByText('live').waitFor()
  await page.reload()
  await page.getByRole('status').getByText('live').waitFor()
}, 60_000)

test('the key stood in no URL; the stream was opened with tickets, each used once', () => {
  expect(urls.filter((url) => url.includes(KEY))).toEqual([])
  const tickets = urls.flatMap((url) => new URL(url).searchParams.getAll('ticket'))
  expect(tickets.length).toBeGreaterThanOrEqual(2)
  expect(new Set(tickets).size).toBe(tickets.length)
})

test('nothing broke the content security policy or threw', () => {
  // A browser reports the refusals; everything else is a defect.
  expect(problems.filter((text) => !/401/.test(text))).toEqual([])
})
