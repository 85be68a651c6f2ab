import { readFileSync } from 'node:fs'
import { type Anvil, startAnvil, type TempDir, tempDir } from '@org/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

// The names of docs/contract.md, asked of a running server.

const contract = readFileSync(new URL('../../../docs/contract.md', import.meta.url), 'utf8')
const section = (title: string): string => contract.split(/^## /m).find((part) => part.includes(title)) ?? ''

let anvil: Anvil
let data: TempDir
let server: ServerProcess
let url: string

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSec: 1 })
  data = await tempDir('mevscope-contract')
  server = startServer({ VIZ_API_CHAINS: chainsOf(anvil), DATA_DIR: data.path })
  url = await server.ready()
})
afterAll(async () => {
  await server.stop('SIGKILL')
  await anvil.stop()
  await data.remove()
})

describe('metrics', () => {
  test('every metric of the contract is declared from the start', async () => {
    const text = section('Metrics (Prometheus')
    const names = [
      ...text.matchAll(/`((?:ingest|storage|stream|http|searcher)_[a-z_]+)(?:\{[^}]*\})?`/g),
    ].map(([, name]) => `mevscope_${name}`)
    expect(names.length).toBeGreaterThan(25)
    const page = await (await fetch(`${url}/metrics`)).text()
    expect(names.filter((name) => !page.includes(`# TYPE ${name} `))).toEqual([])
    expect(page).toContain('# TYPE nodejs_eventloop_lag_seconds gauge')
  })
})

describe('paths', () => {
  const rows = [...section('HTTP (JSON').matchAll(/^\| (`\/[^|]+) \|/gm)].map(([, cell = '']) => cell)
  const paths = rows.flatMap((cell) => [...cell.matchAll(/`(\/[^`]+)`/g)].map(([, path = '']) => path))

  test.each([...paths, '/health', '/ready', '/metrics'])('%s answers', async (path) => {
    const asked = path.replace('{hash}', `0x${'ab'.repeat(32)}`)
    const response = await fetch(url + asked)
    if (response.headers.get('content-type') === 'text/event-stream') {
      expect(response.status).toBe(200)
      await response.body?.cancel()
      return
    }
    const body = await response.text()
    if (path.includes('{hash}')) {
      expect(response.status).toBe(404)
      expect(JSON.parse(body)).toMatchObject({ status: 404 })
    } else {
      expect(response.status, body).toBe(200)
    }
  })

  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

  test('the README names all of them, but for aliases', () => {
    expect(paths.filter((path) => !readme.includes(`\`${path}\``))).toEqual([
      '/dashboard/snapshot-v2',
      '/tx/{hash}',
    ])
  })

  test('every curl of the README is answered', async () => {
    const asked = [...readme.matchAll(/curl -s '127\.0\.0\.1:3000(\/[^']*)'/g)].map(([, path = '']) => path)
    expect(asked.length).toBeGreaterThan(5)
    for (const path of asked) {
      const response = await fetch(url + path)
      expect([path, response.status]).toEqual([path, 200])
      await response.text()
    }
  })

  test('docs/api.md has a row for every path that is served, with its parameters, and for no other', async () => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8')
    const table = page.split(/^## /m).find((part) => part.startsWith('Paths')) ?? ''
    const cells = [...table.matchAll(/^\| (`(?:POST )?\/[^|]*) \| ([^|]*) \|/gm)]
    const rowOf = new Map(
      cells.flatMap(([, named = '', query = '']) =>
        [...named.matchAll(/`(?:POST )?(\/[^`]*)`/g)].map(([, path = '']) => [path, query] as const),
      ),
    )
    const { paths: served } = (await (await fetch(`${url}/openapi.json`)).json()) as {
      readonly paths: Readonly<
        Record<
          string,
          Readonly<
            Record<string, { readonly parameters: readonly { readonly name: string; readonly in: string }[] }>
          >
        >
      >
    } // OpenAPI 3.1
    // The page is not of the contract, and a stream has sections of its own.
    expect([...rowOf.keys()].filter((path) => path !== '/').sort()).toEqual(Object.keys(served).sort())
    for (const [path, operations] of Object.entries(served)) {
      const row = rowOf.get(path) ?? ''
      if (/^(?:see below|the same)$/.test(row)) continue
      for (const { parameters } of Object.values(operations)) {
        const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
        const told = [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name)
        expect([path, told.sort()]).toEqual([path, names.sort()])
      }
    }
  })

  test('the paths were found in the page', () => {
    expect(paths).toContain('/dashboard/snapshot')
    expect(paths.length).toBeGreaterThan(20)
  })
})
