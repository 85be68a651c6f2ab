import type { DraftOf, EventKind, StoredEvent, TransactionRecord } from '@org/events'
import { type Anvil, startAnvil, type TempDir, tempDir, waitFor } from '@org/testkit'
import { createTestClient, createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { getJson, readEvents } from './support/read-api.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

/** The first of the accounts that anvil prints at its start. */
const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const GWEI = 10n ** 9n

let anvil: Anvil
let data: TempDir
let server: ServerProcess | undefined

beforeAll(async () => {
  anvil = await startAnvil({ noMining: true })
  data = await tempDir('mevscope-restart')
})
afterAll(async () => {
  await server?.stop('SIGKILL')
  await anvil.stop()
  await data.remove()
})

async function start(): Promise<string> {
  server = startServer({ VIZ_API_CHAINS: chainsOf(anvil), DATA_DIR: data.path })
  return server.ready()
}

/** What is offered most is mined first. */
async function send(nonce: number): Promise<string> {
  const account = privateKeyToAccount(ANVIL_KEY)
  const wallet = createWalletClient({ account, chain: foundry, transport: http(anvil.httpUrl) })
  const fees = { maxFeePerGas: 10n * GWEI, maxPriorityFeePerGas: GWEI }
  return wallet.sendTransaction({ to: account.address, value: 1n, gas: 21_000n, nonce, ...fees })
}

async function mine(): Promise<void> {
  const client = createTestClient({ chain: foundry, mode: 'anvil', transport: http(anvil.httpUrl) })
  await client.mine({ blocks: 1 })
}

const isOf =
  <K extends EventKind>(kind: K, hash = '') =>
  (event: StoredEvent): event is StoredEvent & DraftOf<K> =>
    event.kind === kind && event.tx_hash === hash

/** All events, once one later than `after` is of this kind about this transaction. */
async function eventsWith(url: string, kind: EventKind, hash = '', after = 0): Promise<StoredEvent[]> {
  let events: StoredEvent[] = []
  await waitFor(
    async () => {
      events = await readEvents(url)
      return events.some((event) => event.seq > after && isOf(kind, hash)(event))
    },
    { what: `${kind} of ${hash}`, timeoutMs: 20_000 },
  )
  return events
}

const lastSeq = (events: readonly StoredEvent[]): number => events.at(-1)?.seq ?? 0

test('what a server that was killed missed is in a gap and read back; what it had seen is not new again', async () => {
  const first = await start()
  await eventsWith(first, 'GapClosed')
  const mined = await send(0)
  const before = await eventsWith(first, 'TxReady', mined)
  await server?.stop('SIGKILL')
  const killedUs = Date.now() * 1000

  await mine()
  const missed = await send(1)
  const second = await start()
  await eventsWith(second, 'TxConfirmedProvisional', mined)
  const events = await eventsWith(second, 'TxReady', missed)
  const since = events.filter((event) => event.seq > lastSeq(before))

  const [closed] = since.filter(isOf('GapClosed'))
  expect(closed?.data).toMatchObject({ cause: 'start', backfilled: 1 })
  // Sight ended with what was stored last, not with the start of the next process.
  expect(closed?.data.from_us).toBeGreaterThanOrEqual(before.at(-1)?.ingest_ts_unix_us ?? 0)
  expect(closed?.data.from_us).toBeLessThanOrEqual(killedUs)
  expect(closed?.data.to_us).toBeGreaterThan(killedUs)
  expect(events.filter(isOf('TxSeen', mined)).map(({ data }) => data.first)).toEqual([true])
  expect(since.filter(isOf('TxSeen', missed)).map(({ data }) => data)).toEqual([
    { first: true, reannounced: false, backfill: true },
  ])
  const record = await getJson<TransactionRecord>(`${second}/transactions/${mined}`)
  expect(record.status).toBe('confirmed')
}, 90_000)

test('the gap of an orderly stop is closed by the next start, under its own id', async () => {
  const url = server === undefined ? await start() : await server.ready()
  const before = await readEvents(url)
  expect(await server?.stop()).toBe(0)

  const next = await start()
  const events = await eventsWith(next, 'GapClosed', '', lastSeq(before))
  const gaps = events.filter((event) => event.seq > lastSeq(before))
  const [opened] = gaps.filter(isOf('GapOpened'))
  expect(opened?.data).toMatchObject({ cause: 'shutdown', to_us: null })
  expect(gaps.filter(isOf('GapOpened'))).toHaveLength(1)
  expect(gaps.filter(isOf('GapClosed')).map(({ data }) => data.gap_id)).toEqual([opened?.data.gap_id])
}, 60_000)
