import { createServer } from 'node:net'
import { type Anvil, startAnvil, type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { getJson, readEvents } from './support/read-api.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

// Each mistake a user can make: a message that says what and where, the exit code of the contract, nothing lost.

let anvil: Anvil
let data: TempDir
const servers: ServerProcess[] = []

const start = (env: Readonly<Record<string, string>>): ServerProcess => {
  const server = startServer({ DATA_DIR: data.path, ...env })
  servers.push(server)
  return server
}

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSec: 1 })
})
afterAll(() => anvil.stop())
beforeEach(async () => {
  data = await tempDir('mevscope-server')
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop('SIGKILL')))
  await data.remove()
})

test('an unknown configuration key: named with its path, exit 1, nothing started', async () => {
  const server = start({ VIZ_API_CHAINS: chainsOf(anvil).replace('"chain_id"', '"chain_id":1,"colour"') })
  expect(await server.exited).toBe(1)
  expect(server.output()).toMatch(/VIZ_API_CHAINS: chains\[0\]\.colour/)
  expect(server.output()).not.toContain('listening')
})

test('an unreachable node: said with its address, tried again, and seen as soon as it is there', async () => {
  const port = await freePort()
  const url = `127.0.0.1:${port}`
  const server = start({
    VIZ_API_CHAINS: chainsOf({ wsUrl: `ws://${url}`, httpUrl: `http://${url}`, chainId: 31_337 }),
  })
  const api = await server.listening()
  const answer = await fetch(`${api}/ready`)
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('chain:devnet')
  await waitFor(() => server.output().includes(url), { what: 'the address in the log' })
  expect((await fetch(`${api}/health`)).status).toBe(200)

  const node = await startAnvil({ port, blockTimeSec: 1 })
  try {
    await server.ready()
  } finally {
    await node.stop()
  }
  expect(await server.stop()).toBe(0)
}, 60_000)

test('a wrong chain id: expected and found are named, exit 1', async () => {
  const server = start({ VIZ_API_CHAINS: chainsOf({ ...anvil, chainId: 1 }) })
  expect(await server.exited).toBe(1)
  expect(server.output()).toContain('WRONG_CHAIN')
  expect(server.output()).toMatch(/31337/)
})

test('a port in use: the address is named, exit 1, the data directory is free again', async () => {
  const first = start({ VIZ_API_CHAINS: chainsOf(anvil) })
  const bind = new URL(await first.ready()).host
  await using other = await tempDir('mevscope-server')
  const second = start({ VIZ_API_CHAINS: chainsOf(anvil), VIZ_API_BIND: bind, DATA_DIR: other.path })
  expect(await second.exited).toBe(1)
  expect(second.output()).toContain(bind)
  expect(second.output()).toContain('ADDRESS_IN_USE')

  const third = start({ VIZ_API_CHAINS: chainsOf(anvil), DATA_DIR: other.path })
  await third.ready()
  expect(await third.stop()).toBe(0)
}, 60_000)

test('a data directory in use: named, exit 1, and the first server does not notice', async () => {
  const first = start({ VIZ_API_CHAINS: chainsOf(anvil) })
  const url = await first.ready()
  const before = await readEvents(url)
  const second = start({ VIZ_API_CHAINS: chainsOf(anvil) })
  expect(await second.exited).toBe(1)
  expect(second.output()).toContain('DATA_DIR_IN_USE')
  expect(second.output()).toContain(data.path)
  expect((await readEvents(url)).slice(0, before.length)).toEqual(before)
  expect(await first.stop()).toBe(0)
}, 60_000)

test('ClickHouse away at the start: degraded and said so, events are durable and shown all the same', async () => {
  const port = await freePort()
  const server = start({ VIZ_API_CHAINS: chainsOf(anvil), CLICKHOUSE_URL: `http://127.0.0.1:${port}` })
  const url = await server.ready()
  const { dependencies } = await getJson<{ dependencies: { name: string; state: string }[] }>(`${url}/ready`)
  expect(dependencies).toContainEqual(expect.objectContaining({ name: 'clickhouse', state: 'degraded' }))
  await waitFor(async () => (await readEvents(url)).some((event) => event.kind === 'BlockSeen'), {
    what: 'a block',
  })
  expect(await server.stop()).toBe(0)
}, 60_000)

/** A port nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      )
    })
  })
}
