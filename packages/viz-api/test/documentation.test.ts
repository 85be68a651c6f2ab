import { expect, test } from 'vitest'
import { startFixture } from './support/api.ts'

test('the document is what it says, and its copy can be kept', async () => {
  const { url } = await startFixture()
  const response = await fetch(`${url}/openapi.json`)
  expect(response.headers.get('content-type')).toBe('application/json')
  const document = (await response.json()) as { openapi: string; paths: Record<string, unknown> } // ours
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toContain('/transactions/{hash}')
  const etag = response.headers.get('etag') ?? ''
  const again = await fetch(`${url}/openapi.json`, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
})

test('the page shows every operation and every schema, without a script, a frame or a style of its own', async () => {
  const { url } = await startFixture()
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, unknown>
    components: { schemas: Record<string, unknown> }
  } // ours
  const response = await fetch(`${url}/docs`)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const page = await response.text()
  for (const path of Object.keys(document.paths)) expect(page).toContain(`${path}</code></h2>`)
  for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`)
  for (const [, target = ''] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${target}"`)
  expect(page).not.toMatch(/<script|<iframe|style=|<style|\son\w+=/i)
  const style = /<link rel="stylesheet" href="([^"]+)">/.exec(page)?.[1] ?? ''
  const sheet = await fetch(url + style)
  expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
})
