import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startFixture } from './support/api.ts'

async function builtPage(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'viz-api-page-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await mkdir(join(dir, 'assets'))
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>mevscope</title>')
  await writeFile(join(dir, 'assets', 'page.js'), 'export {}')
  await writeFile(join(dir, '.secret'), 'hidden')
  return dir
}

test('files of the page are served at /, beside the API', async () => {
  const { url, metrics } = await startFixture({ dashboardDir: await builtPage() })
  const page = await fetch(url)
  expect(page.headers.get('content-type')).toMatch('text/html')
  expect(await page.text()).toMatch('mevscope')
  const script = await fetch(`${url}/assets/page.js`)
  expect(script.headers.get('content-type')).toMatch('javascript')
  await script.text()
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(metrics.read().get('http_request_seconds{route=page,status=200}')).toBe(2)
})

test('nothing outside the folder, and nothing hidden, is served', async () => {
  const { url } = await startFixture({ dashboardDir: await builtPage() })
  for (const path of ['/.secret', '/..%2f..%2fetc%2fpasswd', '/assets', '/assets/none.js']) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 404])
  }
})

test.each([undefined, '/nowhere/at/all'])(
  'without a built page (%s) / says which command builds it',
  async (dir) => {
    const { url } = await startFixture(dir === undefined ? {} : { dashboardDir: dir })
    const response = await fetch(url)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('npx -y pnpm@12 build') })
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  },
)
