import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type TempDir, tempDir } from '@org/testkit'
import { type Browser, chromium, type Page } from 'playwright-core'
import { parseEther } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendSwap } from '../test/support/send-swap.ts'
import { type ServerProcess, startServer } from '../test/support/server-process.ts'
import { startUniswapChain, type UniswapChain } from '../test/support/uniswap-chain.ts'

// The built page in a real browser, fed by the real server from a real node.

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const BUILT_PAGE = fileURLToPath(new URL('../../dashboard/dist/index.html', import.meta.url))
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let folder: TempDir
let chain: UniswapChain
let server: ServerProcess
let browser: Browser
let page: Page
let url: string
const problems: string[] = []

const environment = (): Readonly<Record<string, string>> => ({
  ...chain.env,
  DATA_DIR: `${folder.path}/data`,
  VIZ_API_SILENT_CHAIN_TIMEOUT_SECS: '600',
})

beforeAll(async () => {
  if (!existsSync(BUILT_PAGE)) throw new Error('the page is not built: npx -y pnpm@12 build')
  if (!existsSync(CHROMIUM))
    throw new Error(`no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`)
  folder = await tempDir('mevscope-page')
  chain = await startUniswapChain(folder.path)
  server = startServer(environment())
  url = await server.ready()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(url)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop('SIGKILL')
  await chain?.stop()
  await folder?.remove()
})

const rowOf = (hash: string) => page.locator('tr', { has: page.locator(`[href*="${hash}"]`) })

test('says that it is live and shows the chain', async () => {
  await page.getByRole('status').getByText('live').waitFor()
  await page.getByText('devnet', { exact: true }).waitFor()
  expect(await page.locator('tbody tr').count()).toBe(0)
})

test('a swap sent to the node appears by itself, decoded and scored, with its opportunity explained', async () => {
  const swap = await sendSwap(chain, parseEther('12.5'))
  const row = rowOf(swap.hash)
  await row.getByText('uniswap-v2').waitFor()
  await row.getByText('12.5').waitFor()
  const opportunity = page.locator('details.opportunity').first()
  await opportunity.locator('summary').click()
  await opportunity.getByText('native coins at stake').first().waitFor()
})

test('survives a restart of the server: the row is still there and the next swap appears', async () => {
  const rows = await page.locator('tbody tr').count()
  expect(await server.stop()).toBe(0)
  await page
    .getByText(/not connected|retrying|connecting/i)
    .first()
    .waitFor()
  server = startServer({ ...environment(), VIZ_API_BIND: new URL(url).host })
  await server.ready()
  await page.getByRole('status').getByText('live').waitFor()
  const swap = await sendSwap(chain, parseEther('3'))
  await rowOf(swap.hash).getByText('uniswap-v2').waitFor()
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(rows)
}, 60_000)

test('nothing broke the content security policy or threw', () => {
  // A browser reports the connections that the restart cut; everything else is a defect.
  expect(
    problems.filter((text) => !/WebSocket connection|ERR_CONNECTION|Failed to load resource/.test(text)),
  ).toEqual([])
})
