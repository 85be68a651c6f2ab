import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { KEY, startGuarded } from './support/guarded.ts'
import { exchange, rawRequest, statuses } from './support/raw.ts'

const SECRET = 'not for the network'

async function pageWithSecrets(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'viz-api-security-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const page = join(root, 'page')
  await mkdir(join(page, 'assets'), { recursive: true })
  await mkdir(join(page, '.git'))
  await mkdir(join(root, 'page-of-others'))
  await writeFile(join(page, 'index.html'), '<!doctype html><title>mevscope</title>')
  await writeFile(join(page, 'assets', 'page.js'), 'export {}')
  // A file of the page does not stand before the API.
  await writeFile(join(page, 'transactions'), 'shadow')
  for (const path of ['secret', 'page/.env', 'page/.git/config', 'page-of-others/file']) {
    await writeFile(join(root, path), SECRET)
  }
  await symlink(page, join(page, 'assets', 'loop'))
  return page
}

test('with keys the files of the page need none, and nothing else is read', async () => {
  const { url, models } = await startGuarded({}, { dashboardDir: await pageWithSecrets() })
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching('text/html')])
  expect(await page.text()).toContain('mevscope')
  expect((await fetch(`${url}/assets/page.js`)).status).toBe(200)
  expect((await fetch(`${url}/`, { method: 'HEAD' })).status).toBe(200)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect([method, (await fetch(url, { method })).status]).toEqual([method, 401])
  }
  expect((await fetch(`${url}/assets/none.js`)).status).toBe(401)
  // A key that is wrong is told so, not shown the page.
  expect((await fetch(url, { headers: { 'x-api-key': 'wrong' } })).status).toBe(401)
  expect((await fetch(url, { headers: { 'x-api-key': KEY } })).status).toBe(200)
  expect((await fetch(`${url}/assets/none.js`, { headers: { 'x-api-key': KEY } })).status).toBe(404)
  expect(models.asked).toEqual([])
})

test('the API stands before files of the same name', async () => {
  const { url } = await startGuarded({}, { dashboardDir: await pageWithSecrets() })
  const answer = await fetch(`${url}/transactions`, { headers: { 'x-api-key': KEY } })
  expect(await answer.text()).not.toContain('shadow')
})

test('the page may run its own scripts only, in no frame, and says nothing to whom it links', async () => {
  const { url } = await startGuarded({}, { dashboardDir: await pageWithSecrets() })
  const { headers } = await fetch(url)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/default-src 'none'/)
  expect(policy).toMatch(/script-src 'self'(?:;|$)/)
  expect(policy).toMatch(/style-src 'self'(?:;|$)/)
  expect(policy).toMatch(/frame-ancestors 'none'/)
  expect(policy).toMatch(/base-uri 'none'/)
  expect(policy).not.toMatch(/unsafe|\*|https?:|data:.*script/)
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('x-powered-by')).toBe(null)
  expect(headers.get('server')).toBe(null)
  // There is no TLS here to insist on.
  expect(headers.get('strict-transport-security')).toBe(null)
})

test('a host that would add to the policy does not', async () => {
  const { port } = await startGuarded({ keys: null })
  for (const host of ["a; script-src 'unsafe-inline'", 'a b', "'unsafe-eval'", 'a,b']) {
    const heard = await exchange(port, `GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
    expect(heard).not.toMatch(/unsafe|ws:\/\//)
    expect(statuses(heard)).toEqual([421])
  }
})

test.each([null, KEY])('nothing outside the folder and nothing hidden is served (key: %s)', async (key) => {
  const { port } = await startGuarded({}, { dashboardDir: await pageWithSecrets() })
  for (const target of [
    '/.env',
    '/.git/config',
    '/%2eenv',
    '/.%65nv',
    '/assets/../.env',
    '/assets/%2e%2e/.env',
    '/assets/..%2f.env',
    '/assets/loop/.env',
    '/../secret',
    '/../../secret',
    '/..%2fsecret',
    '/%2e%2e/secret',
    '/%2e%2e%2fsecret',
    '/.%2e/secret',
    '/..%5csecret',
    '/..\\secret',
    '/assets/../../secret',
    '/assets/..%2f..%2fsecret',
    '/%252e%252e/secret',
    '/..;/secret',
    '/....//secret',
    '//secret',
    '/../page-of-others/file',
    '/..%2fpage-of-others%2ffile',
    '/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
    '/%2fetc%2fpasswd',
    '/file:%2f%2f%2fetc%2fpasswd',
    '/index.html%00.js',
    '/%00',
    '/assets',
    '/assets/',
    '/assets%5cpage.js',
    '/con',
    '/index.html::$DATA',
  ]) {
    const headers = key === null ? [] : [`x-api-key: ${key}`]
    const heard = await exchange(port, rawRequest(`GET ${target} HTTP/1.1`, ...headers))
    expect([target, statuses(heard)[0] ?? 0]).toEqual([
      target,
      expect.toSatisfy((status: number) => status >= 400),
    ])
    expect(heard).not.toContain(SECRET)
    expect(heard).not.toMatch(/root:|ENOENT|\/tmp\//)
  }
})
