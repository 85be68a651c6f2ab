import type { Hash, SourceAccounting, SourceStatus } from '@org/events'
import { type ScriptedNode, type ScriptedNodeOptions, startScriptedNode } from '@org/scripted-node'
import { expect, onTestFinished } from 'vitest'
import { unaccounted } from './identity.ts'
import { sourceOf, type Watched, watch } from './runtime.ts'
import { until } from './until.ts'

/** The method bodies are asked for by. */
export const BY_HASH = 'eth_getTransactionByHash'

/** A node of the test's own. */
export async function startNode(options: ScriptedNodeOptions = {}): Promise<ScriptedNode> {
  const node = await startScriptedNode(options)
  onTestFinished(() => node.stop())
  return node
}

/** Watches the node as source `a` over hashes, subscribed and its standing pool read. */
export async function watchNode(
  node: ScriptedNode,
  options: Parameters<typeof watch>[1] = {},
  chain: Parameters<typeof watch>[2] = {},
): Promise<Watched> {
  const watched = await watch([sourceOf('a', node)], { fullTransactions: false, ...options }, chain)
  await subscribed(watched)
  return watched
}

/** Waits until the first gap of every source is closed. */
export async function subscribed({ runtime, events }: Watched): Promise<void> {
  const sources = runtime.chains().flatMap((chain) => chain.sources).length
  await until('subscribed', () => events.of('GapClosed').length === sources)
}

/** Announces one new transaction. */
export async function announceOne(node: ScriptedNode): Promise<Hash> {
  const [hash] = await node.announce({ count: 1 })
  if (hash === undefined) throw new Error('nothing was announced')
  return hash
}

/** The first source, or the one of that index. */
export function status({ runtime }: Watched, index = 0): SourceStatus {
  const source = runtime.chains()[0]?.sources[index]
  if (source === undefined) throw new Error(`no source ${index}`)
  return source
}

/** The row of the first source, or of the one of that index; its identity holds. */
export function account({ runtime }: Watched, index = 0): SourceAccounting {
  const row = runtime.accounting()[index]
  if (row === undefined) throw new Error(`no row ${index}`)
  expect(unaccounted(row)).toBe(0)
  return row
}

/** Waits until so many hashes are announced and every one is settled, then gives the account, checked. */
export async function settled(watched: Watched, announced: number): Promise<SourceAccounting> {
  await until(`${announced} settled`, () => {
    const [row] = watched.runtime.accounting()
    return row?.announced === announced && row.in_flight === 0
  })
  return account(watched)
}

/** Sizes of the batches the node was asked for bodies in. */
export async function batchesOf(node: ScriptedNode): Promise<readonly number[]> {
  return (await node.counts()).batches[BY_HASH] ?? []
}
