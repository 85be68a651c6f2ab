import type { Hex } from 'viem'
import type { NodeClient } from '../node-client.ts'
import type { Prng } from '../prng.ts'

/** What a reorg did. */
export interface ReorgReport {
  /** Blocks that were replaced. */
  readonly depth: number
  readonly orphaned: number
  /** Of the orphaned transactions: in the new blocks at once. The others are pending again. */
  readonly reincluded: number
}

/** A transaction of an orphaned block. */
interface Orphan {
  readonly from: Hex
  readonly raw: Hex
  /** 0 for the oldest block that is replaced. */
  readonly block: number
}

/** Share of the senders whose transactions are in the new blocks too. */
const REINCLUDED_SHARE = 0.6

/**
 * Replaces the last `depth` blocks. As on a real chain no transaction is lost: those of some senders are in the new
 * blocks at once, the others go back to the pool (anvil forgets them, so they are sent again).
 * @throws when the node refuses the reorg; single transactions that it does not take back are left out.
 */
export async function reorg(client: NodeClient, depth: number, prng: Prng): Promise<ReorgReport> {
  const orphans = await readBlocks(client, depth)
  const keeps = new Map<Hex, boolean>()
  for (const { from } of orphans) if (!keeps.has(from)) keeps.set(from, prng.chance(REINCLUDED_SHARE))
  const kept = orphans.filter(({ from }) => keeps.get(from) === true)
  const returned = orphans.filter(({ from }) => keeps.get(from) !== true)
  await client.request<AnvilReorg>({
    method: 'anvil_reorg',
    params: [depth, kept.map(({ raw, block }) => [raw, block])],
  })
  for (const { raw } of returned) {
    // A transaction that no longer fits is a nonce the traffic fills.
    await client.sendRawTransaction({ serializedTransaction: raw }).catch(() => {})
  }
  return { depth, orphaned: orphans.length, reincluded: kept.length }
}

interface AnvilReorg {
  readonly Method: 'anvil_reorg'
  readonly Parameters: readonly [depth: number, transactions: readonly (readonly [raw: Hex, block: number])[]]
  readonly ReturnType: null
}

interface RawTransactionByHash {
  readonly Method: 'eth_getRawTransactionByHash'
  readonly Parameters: readonly [hash: Hex]
  readonly ReturnType: Hex | null
}

/** The transactions of the last `depth` blocks, oldest first. */
async function readBlocks(client: NodeClient, depth: number): Promise<readonly Orphan[]> {
  const head = await client.getBlockNumber()
  const orphans: Orphan[] = []
  for (let block = 0; block < depth; block += 1) {
    const blockNumber = head - BigInt(depth - 1 - block)
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true })
    const raws = await Promise.all(
      transactions.map(({ hash }) =>
        client.request<RawTransactionByHash>({ method: 'eth_getRawTransactionByHash', params: [hash] }),
      ),
    )
    transactions.forEach(({ from }, index) => {
      const raw = raws[index]
      if (raw !== null && raw !== undefined) orphans.push({ from, raw, block })
    })
  }
  return orphans
}
