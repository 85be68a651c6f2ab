import type { OppDetectedData, StoredEvent, TransactionRecord } from '@org/events'
import { type TempDir, tempDir, waitFor } from '@org/testkit'
import { parseEther } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, readEvents } from './support/read-api.ts'
import { sendSwap } from './support/send-swap.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { startUniswapChain, type UniswapChain } from './support/uniswap-chain.ts'

// The server asks a real node for pools and simulations while it watches it.

let folder: TempDir
let chain: UniswapChain
let server: ServerProcess
let url: string

beforeAll(async () => {
  folder = await tempDir('mevscope-state')
  chain = await startUniswapChain(folder.path)
  server = startServer({
    ...chain.env,
    DATA_DIR: `${folder.path}/data`,
    SEARCHER_POOL_STATE: 'on',
    SEARCHER_SIMULATION: 'on',
    SEARCHER_SIMULATION_MIN_SCORE: '1',
  })
  url = await server.ready()
}, 120_000)

afterAll(async () => {
  await server?.stop('SIGKILL')
  await chain?.stop()
  await folder?.remove()
})

test('a swap is judged by the state of its pool, simulated, and told again under the same id', async () => {
  const { client } = chain
  // The first swap makes its pool one that is read at the next head.
  await mineAndSee()
  const first = await sendSwap(chain, parseEther('2'))
  await waitFor(async () => (await opportunitiesOf(first.hash)).length > 0, { what: 'the first opportunity' })
  await mineAndSee()
  await waitFor(async () => (await poolsRead()) > 0, { what: 'a pool that was read' })

  const number = Number(await client.getBlockNumber({ cacheTime: 0 }))
  const swap = await sendSwap(chain, parseEther('500'))
  const found = await waitFor(
    async () => {
      const all = await opportunitiesOf(swap.hash)
      const last = all.filter(({ strategy }) => strategy === 'SandwichExposure').at(-1)
      return last?.components.some(({ name }) => name === 'simulation') === true && { all, last }
    },
    { what: 'the simulated opportunity', timeoutMs: 30_000 },
  )

  const part = (name: string) => found.last.components.find((component) => component.name === name)
  // One percent of slippage was allowed.
  expect(part('slippage_headroom')).toMatchObject({ value: 100 })
  expect(part('state_block')).toMatchObject({ value: number })
  expect(part('simulation')).toMatchObject({ value: number, points: 10 })
  expect(part('gas_used')?.value).toBeGreaterThan(60_000)
  expect(part('token_movements')?.reason).toContain(swap.path[1])
  expect(found.last.score).toBe(found.last.components.reduce((sum, { points }) => sum + points, 0))
  const before = found.all.filter((data) => data.opportunity_id === found.last.opportunity_id)
  expect(before.length).toBeGreaterThanOrEqual(2)
  expect(before[0]?.components.some(({ name }) => name === 'simulation')).toBe(false)

  const record = await getJson<TransactionRecord>(`${url}/transactions/${swap.hash}`)
  const ids = record.opportunities.map((row) => row.opportunity_id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(record.opportunities.find((row) => row.opportunity_id === found.last.opportunity_id)).toMatchObject({
    score: found.last.score,
  })
  expect(record.simulation).toMatchObject({ outcome: 'success', block_number: number, reason: null })
  expect(record.simulation?.gas_used).toBe(part('gas_used')?.value)
  const bought = record.simulation?.token_movements?.at(-1)
  expect(bought).toMatchObject({ token: swap.path[1], to: record.sender })
  expect(BigInt(bought?.amount ?? 0)).toBeGreaterThan(0n)
}, 90_000)

test('a swap that would revert loses most of its score', async () => {
  // What is pending of its sender before it would leave open whether it reverts.
  await mineAndSee()
  const opportunity = await swapBeyondReach()
  const simulation = opportunity.components.find(({ name }) => name === 'simulation')
  expect(simulation?.points).toBeLessThan(0)
  expect(simulation?.reason).toMatch(/reverts \(.*INSUFFICIENT_OUTPUT_AMOUNT\)/)
  expect(opportunity.simulation).toMatchObject({ outcome: 'reverted', token_movements: null })
}, 60_000)

test('after a reorganisation a swap is judged by the blocks that count', async () => {
  const { client } = chain
  // A block that moves the price by much, and a pool that was read there.
  await sendSwap(chain, parseEther('800'))
  await mineAndSee()
  await mineAndSee()
  await waitFor(exposureWithState, { what: 'a pool that was read' })
  const replaced = await client.getBlock()
  await client.request<AnvilReorg>({ method: 'anvil_reorg', params: [2, []] })
  const block = await client.getBlock()
  expect(block.number).toBe(replaced.number)
  expect(block.parentHash).not.toBe(replaced.parentHash)
  const isSeen = (event: StoredEvent): boolean => event.kind === 'BlockSeen' && event.data.hash === block.hash
  await waitFor(async () => (await readEvents(url)).some(isSeen), { what: 'the block in its place' })

  const components = await waitFor(exposureWithState, { what: 'a swap on the pool at that block' })
  const part = (name: string) => components.find((component) => component.name === name)
  expect(part('state_block')).toMatchObject({ value: Number(block.number) })
  // One percent below what the pool gives there. Of the block that was replaced it would be missed by far.
  expect(part('slippage_headroom')).toMatchObject({ value: 100 })
}, 60_000)

/** What a new swap's exposure rests on; false while its pool is not read. */
async function exposureWithState() {
  const swap = await sendSwap(chain, parseEther('5'))
  const { components } = await waitFor(
    async () =>
      (await opportunitiesOf(swap.hash)).find(({ strategy }) => strategy === 'SandwichExposure') ?? false,
    { what: 'the exposure of a swap' },
  )
  return components.some(({ name }) => name === 'state_block') && components
}

interface AnvilReorg {
  readonly Method: 'anvil_reorg'
  readonly Parameters: readonly [depth: number, transactions: readonly unknown[]]
  readonly ReturnType: unknown
}

async function swapBeyondReach(): Promise<OppDetectedData> {
  const swap = await sendSwap(chain, parseEther('3'), { minimumPercent: 200n })
  return waitFor(
    async () =>
      (await opportunitiesOf(swap.hash)).find(({ components }) =>
        components.some(({ name }) => name === 'simulation'),
      ) ?? false,
    { what: 'the opportunity that reverts', timeoutMs: 30_000 },
  )
}

async function mineAndSee(): Promise<void> {
  await chain.client.mine({ blocks: 1 })
  const number = Number(await chain.client.getBlockNumber({ cacheTime: 0 }))
  const isSeen = (event: StoredEvent): boolean => event.kind === 'BlockSeen' && event.data.number >= number
  await waitFor(async () => (await readEvents(url)).some(isSeen), { what: `block ${number}` })
}

async function opportunitiesOf(hash: string): Promise<readonly OppDetectedData[]> {
  const events = await readEvents(url)
  return events.flatMap((event) =>
    event.kind === 'OppDetected' && event.tx_hash === hash ? [event.data] : [],
  )
}

async function poolsRead(): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text()
  return Number(/mevscope_searcher_pool_reads_total\{[^}]*outcome="read"[^}]*\} (\d+)/.exec(page)?.[1] ?? 0)
}
