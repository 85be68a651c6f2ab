import type { Hash } from 'viem'
import type { NodeClient } from '../src/index.ts'

/** Where a transaction stands in the canonical chain. */
export interface Mined {
  readonly block: bigint
  readonly success: boolean
}

/** Every transaction of the canonical chain. */
export async function readChain(client: NodeClient): Promise<ReadonlyMap<Hash, Mined>> {
  const mined = new Map<Hash, Mined>()
  const head = await client.getBlockNumber()
  for (let blockNumber = 1n; blockNumber <= head; blockNumber += 1n) {
    const { transactions } = await client.getBlock({ blockNumber })
    const receipts = await Promise.all(transactions.map((hash) => client.getTransactionReceipt({ hash })))
    for (const { transactionHash, status } of receipts) {
      mined.set(transactionHash, { block: blockNumber, success: status === 'success' })
    }
  }
  return mined
}

/** Waits until the condition holds. @throws after the deadline, with what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
