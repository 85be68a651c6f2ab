import { type Anvil, type SmallDisk, smallDisk, startAnvil, waitFor } from '@org/testkit'
import { createWalletClient, http, numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { readEvents } from './support/read-api.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { openStream } from './support/stream-client.ts'

/** The first of the accounts that anvil prints at its start. */
const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const DISK_MEGABYTES = 2
const TRANSACTIONS = 40
/** Hex of it is 100 kB in a line: forty of them do not fit. */
const CALLDATA_BYTES = 50_000

let anvil: Anvil
let disk: SmallDisk
let server: ServerProcess | undefined

beforeAll(async () => {
  anvil = await startAnvil({ noMining: true })
  disk = await smallDisk(DISK_MEGABYTES)
})
afterAll(async () => {
  await server?.stop('SIGKILL')
  await anvil.stop()
  await disk.remove()
})

test('a full disk: said with the place, exit 75; with room again everything that was shown is there and numbers go on', async () => {
  // ClickHouse is away: the embedded engine would need more room than this disk has.
  const env = {
    VIZ_API_CHAINS: chainsOf(anvil),
    DATA_DIR: `${disk.path}/data`,
    CLICKHOUSE_URL: 'http://127.0.0.1:9',
  }
  server = startServer(env, disk.kind === 'tmpfs' ? {} : { maxFileMegabytes: DISK_MEGABYTES })
  const stream = await openStream(await server.ready(), '?from_seq=0')
  const account = privateKeyToAccount(ANVIL_KEY)
  const wallet = createWalletClient({ account, chain: foundry, transport: http(anvil.httpUrl) })
  for (let nonce = 0; nonce < TRANSACTIONS; nonce += 1) {
    const data = numberToHex(nonce + 1, { size: 32 }).padEnd(2 + CALLDATA_BYTES * 2, 'ab') as `0x${string}` // padded hex
    await wallet.sendTransaction({ to: `0x${'00'.repeat(19)}aa`, nonce, gas: 3_000_000n, data })
  }
  expect(await server.exited).toBe(75)
  expect(server.output()).toContain('DISK_FULL')
  expect(server.output()).toContain(`${disk.path}/data/wal/`)
  await stream.close()
  const shown = stream.events
  expect(shown.length).toBeGreaterThan(4)
  expect(shown.map((event) => event.seq)).toEqual(shown.map((_, index) => index + 1))

  disk.enlarge()
  server = startServer(env)
  const url = await server.ready()
  const kept = await waitFor(
    async () => {
      const events = await readEvents(url)
      return events.length > shown.length && events
    },
    { what: 'events after those that were shown' },
  )
  expect(kept.slice(0, shown.length)).toEqual(shown)
  expect(kept.map((event) => event.seq)).toEqual(kept.map((_, index) => index + 1))
  expect(await server.stop()).toBe(0)
}, 90_000)
