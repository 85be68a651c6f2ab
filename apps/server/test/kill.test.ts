import type { StoredEvent } from '@org/events'
import { type Anvil, startAnvil, type TempDir, tempDir, waitFor } from '@org/testkit'
import { Session } from 'chdb'
import { createWalletClient, http, nonceManager } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { readEvents } from './support/read-api.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { openStream } from './support/stream-client.ts'

/** The first of the accounts that anvil prints at its start. */
const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const ROUNDS = 3

let anvil: Anvil
let data: TempDir
let server: ServerProcess | undefined

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSec: 1 })
  data = await tempDir('mevscope-kill')
})
afterAll(async () => {
  await server?.stop('SIGKILL')
  await anvil.stop()
  await data.remove()
})

/** Sends transfers until told to stop. */
function traffic(): () => Promise<void> {
  const account = privateKeyToAccount(ANVIL_KEY, { nonceManager })
  const wallet = createWalletClient({ account, chain: foundry, transport: http(anvil.httpUrl) })
  let isRunning = true
  const running = (async () => {
    while (isRunning) {
      await Promise.all(
        Array.from({ length: 10 }, () =>
          wallet.sendTransaction({ to: account.address, value: 1n, gas: 21_000n }),
        ),
      )
    }
  })()
  return async () => {
    isRunning = false
    await running
  }
}

test('kill -9 under load, again and again: what was shown is shown again, numbers go on, ClickHouse has each once', async () => {
  const env = { VIZ_API_CHAINS: chainsOf(anvil), DATA_DIR: data.path }
  let shown: readonly StoredEvent[] = []
  const stopTraffic = traffic()
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      server = startServer(env)
      const url = await server.ready()
      const kept = await readEvents(url)
      expect(kept.slice(0, shown.length)).toEqual(shown)
      expect(kept.map((event) => event.seq)).toEqual(kept.map((_, index) => index + 1))

      const stream = await openStream(url, `?from_seq=${kept.length}`)
      await waitFor(() => stream.events.length >= 300, { what: 'events under load', timeoutMs: 30_000 })
      await server.stop('SIGKILL')
      await stream.close()
      shown = [...kept, ...stream.events]
      expect(shown.map((event) => event.seq)).toEqual(shown.map((_, index) => index + 1))
    }
  } finally {
    await stopTraffic()
  }

  server = startServer(env)
  const url = await server.ready()
  const all = await readEvents(url)
  expect(all.slice(0, shown.length)).toEqual(shown)
  expect(await server.stop()).toBe(0)

  const session = new Session(`${data.path}/clickhouse`)
  try {
    const answer = session.query(
      'SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(seq)) AS numbers, toUInt32(max(seq)) AS last FROM mevscope.events',
      'JSONEachRow',
    )
    const row = JSON.parse(answer) as { rows: number; numbers: number; last: number } // one row of that query
    expect(row.rows).toBe(row.numbers)
    expect(row.rows).toBe(row.last)
    // The stop itself is an event or two after the last page.
    expect(row.rows).toBeGreaterThanOrEqual(all.length)
  } finally {
    session.close()
  }
}, 180_000)
