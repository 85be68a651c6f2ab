import { type Anvil, startAnvil } from '@org/testkit'
import { createWalletClient, http } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { expect, onTestFinished, test } from 'vitest'
import { unaccounted } from './identity.ts'
import { createWatched, sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'

const account = mnemonicToAccount('test test test test test test test test test test test junk')
const RECIPIENT = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
/** Constructor code that deploys one byte. */
const CREATION = '0x600160005360016000f3'

async function anvil(options: Parameters<typeof startAnvil>[0] = {}): Promise<Anvil> {
  const node = await startAnvil(options)
  onTestFinished(() => node.stop())
  return node
}

function walletOf(node: { readonly httpUrl: string }) {
  return createWalletClient({ account, chain: foundry, transport: http(node.httpUrl) })
}

test('every pending transaction is seen and decoded, whatever its type', async () => {
  const node = await anvil({ noMining: true })
  const { runtime, events } = await watch([sourceOf('a', node)])
  await until('subscribed', () => events.of('GapClosed').length === 1)

  const wallet = walletOf(node)
  const dynamic = await wallet.sendTransaction({
    to: RECIPIENT,
    value: 10n ** 20n,
    nonce: 0,
    gas: 21_000n,
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 2_000_000_000n,
  })
  const legacy = await wallet.sendTransaction({
    type: 'legacy',
    to: RECIPIENT,
    data: '0xa9059cbb00',
    nonce: 1,
    gas: 50_000n,
    gasPrice: 4_000_000_000n,
  })
  const creation = await wallet.sendTransaction({ data: CREATION, nonce: 2, gas: 200_000n })
  const listed = await wallet.sendTransaction({
    type: 'eip2930',
    to: RECIPIENT,
    nonce: 3,
    gas: 50_000n,
    gasPrice: 4_000_000_000n,
    accessList: [{ address: RECIPIENT, storageKeys: [`0x${'00'.repeat(32)}`] }],
  })
  await until('four bodies', () => events.of('TxDecoded').length === 4)

  const decoded = (hash: string) => events.of('TxDecoded').find((event) => event.tx_hash === hash)
  expect(decoded(dynamic)).toMatchObject({
    chain_id: 31_337,
    source_id: 'a',
    data: {
      tx_type: 2,
      sender: account.address.toLowerCase(),
      nonce: 0,
      to: RECIPIENT,
      value_wei: '100000000000000000000',
      gas_limit: 21_000,
      gas_price_wei: null,
      max_fee_per_gas_wei: '3000000000',
      max_priority_fee_per_gas_wei: '2000000000',
      max_fee_per_blob_gas_wei: null,
      input: '0x',
      calldata_len: 0,
      method_selector: null,
    },
  })
  expect(decoded(legacy)?.data).toMatchObject({
    tx_type: 0,
    gas_price_wei: '4000000000',
    max_fee_per_gas_wei: null,
    calldata_len: 5,
    method_selector: '0xa9059cbb',
  })
  expect(decoded(creation)?.data).toMatchObject({ to: null, input: CREATION, method_selector: null })
  expect(decoded(listed)?.data).toMatchObject({ tx_type: 1, access_list_len: 1, gas_price_wei: '4000000000' })

  for (const event of events.of('TxDecoded')) {
    const seen = events.of('TxSeen').find((candidate) => candidate.tx_hash === event.tx_hash)
    expect(seen?.data).toEqual({ first: true, reannounced: false, backfill: false })
    expect(event.ingest_ts_unix_us).toBe(seen?.ingest_ts_unix_us)
    expect(event.data.fetch_us).toBeGreaterThan(0)
    expect(events.all.indexOf(event)).toBeGreaterThan(seen === undefined ? -1 : events.all.indexOf(seen))
  }
  expect(runtime.accounting()).toMatchObject([{ announced: 4, fetched: 4, in_flight: 0, duplicates: 0 }])
  expect(runtime.accounting().map(unaccounted)).toEqual([0])
  expect(runtime.chains()).toMatchObject([
    { chain_key: 'dev', chain_id: 31_337, mempool: 'public', sources: [{ state: 'live', last_error: null }] },
  ])
})

test('new heads become BlockSeen, linked by their parent hashes', async () => {
  const node = await anvil()
  const { events } = await watch([sourceOf('a', node)])
  await until('subscribed', () => events.of('GapClosed').length === 1)
  await until('the newest block at the start', () => events.of('BlockSeen').length === 1)
  for (let nonce = 0; nonce < 3; nonce++) await walletOf(node).sendTransaction({ to: RECIPIENT, value: 1n })
  await until('three more blocks', () => events.of('BlockSeen').length === 4)

  const blocks = events.of('BlockSeen')
  expect(blocks.map((block) => block.data.number)).toEqual([0, 1, 2, 3])
  expect(blocks[1]?.data.parent_hash).toBe(blocks[0]?.data.hash)
  expect(blocks[2]?.data.parent_hash).toBe(blocks[1]?.data.hash)
  expect(blocks[0]).toMatchObject({ tx_hash: '', data: { base_fee_wei: expect.stringMatching(/^[0-9]+$/) } })
})

test('a node that is killed and comes back opens and closes a gap, and is subscribed again', async () => {
  const node = await anvil()
  const { runtime, events } = await watch([sourceOf('a', node)])
  await until('subscribed', () => events.of('GapClosed').length === 1)
  const beforeUs = Date.now() * 1000
  await node.stop('SIGKILL')
  await until('gap', () => events.of('GapOpened').length === 2)
  expect(runtime.chains()[0]?.sources[0]?.state).toBe('disconnected')

  const again = await anvil({ port: node.port })
  await until('gap closed', () => events.of('GapClosed').length === 2)
  await walletOf(again).sendTransaction({ to: RECIPIENT, value: 1n })
  await until('body', () => events.of('TxDecoded').length === 1)

  const [, opened] = events.of('GapOpened')
  const [, closed] = events.of('GapClosed')
  expect(opened?.data).toMatchObject({ cause: 'disconnect', to_us: null, backfilled: 0 })
  expect(closed?.data).toMatchObject({ gap_id: opened?.data.gap_id, from_us: opened?.data.from_us })
  // From when data stopped: the last thing heard, which was before the kill.
  expect(opened?.data.from_us).toBeLessThanOrEqual(beforeUs + 1000)
  expect(closed?.data.to_us).toBeGreaterThan(beforeUs)
  expect(runtime.chains()[0]?.sources[0]).toMatchObject({ state: 'live', rotations: 0 })
  expect(runtime.accounting().map(unaccounted)).toEqual([0])
})

test('start rejects when a node is of another chain, and says which and where', async () => {
  const node = await anvil({ chainId: 5 })
  const { runtime, events } = createWatched([sourceOf('geth-a', node)])
  await expect(runtime.start(events.receive)).rejects.toMatchObject({
    name: 'IngestError',
    code: 'WRONG_CHAIN',
    retryable: false,
    message: `chain dev, source geth-a: ${node.httpUrl} answers for chain 5, expected chain 31337`,
  })
  expect(events.all).toEqual([])
  expect(runtime.chains()[0]?.sources[0]?.state).toBe('stopped')
  await runtime.closed
})

test('an unreachable node does not fail start: it is watched as soon as it is there', async () => {
  const reserved = await anvil()
  await reserved.stop()
  const { runtime, events } = await watch([sourceOf('a', reserved)])
  await until('tried', () => runtime.chains()[0]?.sources[0]?.last_error !== null)
  expect(runtime.chains()[0]?.sources[0]?.last_error).toContain('ECONNREFUSED')
  expect(events.of('GapOpened')).toMatchObject([{ data: { cause: 'start' } }])
  expect(events.of('GapClosed')).toEqual([])

  await anvil({ port: reserved.port })
  await until('seen', () => events.of('GapClosed').length > 0)
  expect(runtime.chains()[0]?.sources[0]?.state).toBe('live')
  expect(events.of('GapClosed')).toMatchObject([{ data: { cause: 'start' } }])
})

test('two sources of a chain are merged: one body, two sightings, both accounts exact', async () => {
  const node = await anvil()
  const { runtime, events } = await watch([sourceOf('a', node), sourceOf('b', node)])
  await until('both subscribed', () => events.of('GapClosed').length === 2)
  const hashes: string[] = []
  for (let i = 0; i < 5; i++) hashes.push(await walletOf(node).sendTransaction({ to: RECIPIENT, value: 1n }))
  await until('all seen twice', () => events.of('TxSeen').length === 10)
  await until('all decoded', () => events.of('TxDecoded').length === 5)

  expect(new Set(events.of('TxDecoded').map((event) => event.tx_hash))).toEqual(new Set(hashes))
  for (const hash of hashes) {
    const sightings = events.of('TxSeen').filter((event) => event.tx_hash === hash)
    expect(sightings.map((event) => event.data.first)).toEqual([true, false])
    expect(new Set(sightings.map((event) => event.source_id))).toEqual(new Set(['a', 'b']))
  }
  for (const row of runtime.accounting()) {
    expect(row).toMatchObject({ announced: 5, fetched: 5, in_flight: 0, duplicates: 0, reannounced: 0 })
    expect(unaccounted(row)).toBe(0)
  }
})

test('when the endpoint in use stays away the next one of the list takes over', async () => {
  const first = await anvil()
  const second = await anvil()
  const { runtime, events } = await watch([sourceOf('a', first, second)])
  await until('subscribed', () => events.of('GapClosed').length === 1)
  await first.stop('SIGKILL')
  await until('rotated', () => runtime.chains()[0]?.sources[0]?.endpoint_index === 1)
  await until('subscribed again', () => events.of('GapClosed').length === 2)
  await walletOf(second).sendTransaction({ to: RECIPIENT, value: 1n })
  await until('body', () => events.of('TxDecoded').length === 1)
  expect(runtime.chains()[0]?.sources[0]).toMatchObject({ state: 'live', rotations: 1 })
})

test('stop closes the sight with a gap, drains, and is idempotent', async () => {
  const node = await anvil()
  const { runtime, events } = await watch([sourceOf('a', node)])
  await until('subscribed', () => events.of('GapClosed').length === 1)
  await Promise.all([runtime.stop(), runtime.stop()])
  await runtime.stop()
  await runtime.closed
  expect(events.of('GapOpened').map((event) => event.data.cause)).toEqual(['start', 'shutdown'])
  expect(runtime.chains()[0]?.sources[0]?.state).toBe('stopped')
  const count = events.all.length
  await walletOf(node).sendTransaction({ to: RECIPIENT, value: 1n })
  expect(events.all).toHaveLength(count)
  await expect(runtime.start(events.receive)).rejects.toMatchObject({ code: 'ALREADY_STARTED' })
})

test('two runtimes in one process share nothing', async () => {
  const node = await anvil()
  const one = await watch([sourceOf('a', node)])
  const two = await watch([sourceOf('a', node)])
  expect(one.runtime.id).not.toBe(two.runtime.id)
  await until('both subscribed', () => [one, two].every(({ events }) => events.of('GapClosed').length === 1))
  await walletOf(node).sendTransaction({ to: RECIPIENT, value: 1n })
  await until('both decoded', () => [one, two].every(({ events }) => events.of('TxDecoded').length === 1))
  expect(one.events.of('TxSeen')[0]?.data.first).toBe(true)
  expect(two.events.of('TxSeen')[0]?.data.first).toBe(true)
  await one.runtime.stop()
  await walletOf(node).sendTransaction({ to: RECIPIENT, value: 1n })
  await until('the other goes on', () => two.events.of('TxDecoded').length === 2)
  expect(one.events.of('TxDecoded')).toHaveLength(1)
})
