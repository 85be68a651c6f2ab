import type { DraftOf, EventDraft, EventKind } from '@org/events'
import { type Anvil, startAnvil } from '@org/testkit'
import { createWalletClient, http } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { expect, onTestFinished, test } from 'vitest'
import type { EventLog } from './event-log.ts'
import { sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'

const account = mnemonicToAccount('test test test test test test test test test test test junk')
const SENDER = account.address.toLowerCase()
const RECIPIENT = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
/** Constructor code that reverts. */
const REVERTS = '0x60006000fd'
const GWEI = 10n ** 9n

interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}
const FEES: Fees = { maxFeePerGas: 10n * GWEI, maxPriorityFeePerGas: 2n * GWEI }

/** A node that mines only when told to. */
async function anvil(...args: readonly string[]): Promise<Anvil> {
  const node = await startAnvil({ noMining: true, args: ['--disable-block-gas-limit', ...args] })
  onTestFinished(() => node.stop())
  return node
}

async function ask(node: Anvil, method: string, ...params: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(node.httpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const reply: unknown = await answer.json()
  if (typeof reply === 'object' && reply !== null && 'result' in reply) return reply.result
  throw new Error(`${method}: ${JSON.stringify(reply)}`)
}

const mine = (node: Anvil): Promise<unknown> => ask(node, 'evm_mine')

async function send(node: Anvil, nonce: number, fees = FEES, data?: `0x${string}`): Promise<string> {
  const wallet = createWalletClient({ account, chain: foundry, transport: http(node.httpUrl) })
  const to = data === undefined ? RECIPIENT : null
  return wallet.sendTransaction({
    to,
    ...(data === undefined ? {} : { data }),
    ...fees,
    nonce,
    gas: 100_000n,
  })
}

/** What is told of one transaction, apart from its sightings. */
function fateOf(events: EventLog, hash: string): readonly EventDraft[] {
  return events.all.filter((event) => event.tx_hash === hash && event.kind !== 'TxSeen')
}
const kindsOf = (events: EventLog, hash: string): readonly EventKind[] =>
  fateOf(events, hash).map((event) => event.kind)

async function told<K extends EventKind>(events: EventLog, hash: string, kind: K): Promise<DraftOf<K>> {
  const find = () => events.of(kind).find((event) => event.tx_hash === hash)
  await until(`${kind} of ${hash}`, () => find() !== undefined)
  const event = find()
  if (event === undefined) throw new Error(`${kind} of ${hash} is gone`)
  return event
}

async function watched(node: Anvil): Promise<EventLog> {
  const { events } = await watch([sourceOf('a', node)], { finalityPollMs: 20 })
  await until('subscribed', () => events.of('GapClosed').length === 1)
  await until('the newest block', () => events.of('BlockSeen').length >= 1)
  return events
}

test('a transaction is ready, mined with its status, and at last final', async () => {
  // The node calls final what is two epochs below its newest block.
  const node = await anvil('--slots-in-an-epoch', '1')
  const events = await watched(node)
  const paid = await send(node, 0)
  const reverted = await send(node, 1, FEES, REVERTS)
  expect((await told(events, paid, 'TxReady')).data).toEqual({ sender: SENDER, nonce: 0 })
  await told(events, reverted, 'TxReady')
  await mine(node)

  const { data } = await told(events, paid, 'TxConfirmedProvisional')
  await until('the block', () => events.of('BlockSeen').length === 2)
  const block = events.of('BlockSeen')[1]?.data
  expect(block).toMatchObject({ number: 1, tx_count: 2 })
  expect(data).toMatchObject({ block_number: 1, block_hash: block?.hash, status: 'success' })
  expect(data.block_timestamp).toBe(block?.timestamp)
  expect(Number.isInteger(data.inclusion_delay_ms)).toBe(true)
  expect((await told(events, reverted, 'TxConfirmedProvisional')).data.status).toBe('reverted')

  for (let blocks = 0; blocks < 4; blocks++) await mine(node)
  expect((await told(events, paid, 'TxConfirmedFinal')).data).toEqual(data)
  await told(events, reverted, 'TxConfirmedFinal')
  expect(kindsOf(events, paid)).toEqual([
    'TxDecoded',
    'TxReady',
    'TxConfirmedProvisional',
    'TxConfirmedFinal',
  ])
  await until('all blocks', () => events.of('BlockSeen').length === 6)
  expect(events.of('BlockSeen').map((event) => event.data.number)).toEqual([0, 1, 2, 3, 4, 5])
})

test('a reorganisation makes it pending again, or confirms it in its new block', async () => {
  const node = await anvil()
  const events = await watched(node)
  await mine(node)
  const kept = await send(node, 0)
  const lost = await send(node, 1)
  await told(events, lost, 'TxDecoded')
  await mine(node)
  const before = await told(events, kept, 'TxConfirmedProvisional')
  await told(events, lost, 'TxConfirmedProvisional')
  const raw = await ask(node, 'eth_getRawTransactionByHash', kept)
  const rawLost = await ask(node, 'eth_getRawTransactionByHash', lost)
  await ask(node, 'anvil_reorg', 1, [[raw, 0]])

  const reorged = await told(events, kept, 'TxReorged')
  await until('confirmed again', () => kindsOf(events, kept).at(-1) === 'TxConfirmedProvisional')
  await until('pending again', () => kindsOf(events, lost).at(-1) === 'TxReady')
  expect(kindsOf(events, kept).slice(-3)).toEqual([
    'TxConfirmedProvisional',
    'TxReorged',
    'TxConfirmedProvisional',
  ])
  const after = events.of('TxConfirmedProvisional').filter((event) => event.tx_hash === kept)[1]
  expect(reorged.data).toEqual({
    old_block_hash: before.data.block_hash,
    new_block_hash: after?.data.block_hash,
  })
  expect(after?.data.block_number).toBe(2)

  // The node forgot it: sent again it is mined after all.
  await ask(node, 'eth_sendRawTransaction', rawLost)
  await mine(node)
  await until('mined after all', () => kindsOf(events, lost).at(-1) === 'TxConfirmedProvisional')
  expect(kindsOf(events, lost).slice(-4)).toEqual([
    'TxConfirmedProvisional',
    'TxReorged',
    'TxReady',
    'TxConfirmedProvisional',
  ])
})

test('a higher offer replaces a transaction', async () => {
  const node = await anvil()
  const events = await watched(node)
  const first = await send(node, 0)
  await told(events, first, 'TxReady')
  const second = await send(node, 0, { maxFeePerGas: 15n * GWEI, maxPriorityFeePerGas: 4n * GWEI })
  expect((await told(events, first, 'TxReplaced')).data).toEqual({ replaced_by: second, bump_bps: 5000 })
  await mine(node)
  await told(events, second, 'TxConfirmedProvisional')
  expect(kindsOf(events, first)).toEqual(['TxDecoded', 'TxReady', 'TxReplaced'])
})

test('what waits for an earlier nonce is blocked until that one comes', async () => {
  const node = await anvil()
  const later = await send(node, 1)
  // Nodes announce a transaction when it can be mined; the standing pool holds the others too.
  const events = await watched(node)
  const blocked = await told(events, later, 'TxBlocked')
  expect(blocked.data).toEqual({ sender: SENDER, nonce: 1, expected_nonce: 0 })
  const earlier = await send(node, 0)
  await told(events, earlier, 'TxReady')
  await told(events, later, 'TxReady')
  await mine(node)
  await told(events, later, 'TxConfirmedProvisional')
  expect(kindsOf(events, later)).toEqual(['TxDecoded', 'TxBlocked', 'TxReady', 'TxConfirmedProvisional'])
})
