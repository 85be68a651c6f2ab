import type { Hash } from 'viem'
import { DevnetError } from '../errors.ts'
import type { NodeClient } from '../node-client.ts'
import type { SetupTransaction } from './setup-script.ts'

/** More blocks than any deployment needs; a bound against mining forever. */
const MAX_BLOCKS = 500

/**
 * Sends the transactions, mines until all of them are in blocks, and looks at every receipt. The node must not mine
 * on its own, or slowly: order within an account is by nonce.
 * @throws DevnetError `DEPLOY_FAILED` naming the transaction that was refused, reverted or not mined.
 */
export async function runSetup(client: NodeClient, transactions: readonly SetupTransaction[]): Promise<void> {
  const hashes = await Promise.all(
    transactions.map(({ raw, what }) =>
      client.sendRawTransaction({ serializedTransaction: raw }).catch((cause: unknown) => {
        throw new DevnetError('DEPLOY_FAILED', `the node refused the deployment's "${what}"`, {
          retryable: false,
          cause,
        })
      }),
    ),
  )
  for (let block = 0; block < MAX_BLOCKS; block += 1) {
    await client.mine({ blocks: 1 })
    const { pending } = await client.getTxpoolStatus()
    if (pending === 0) break
  }
  await Promise.all(
    hashes.map((hash, index) => checkReceipt(client, hash, transactions[index]?.what ?? hash)),
  )
}

async function checkReceipt(client: NodeClient, hash: Hash, what: string): Promise<void> {
  const receipt = await client.getTransactionReceipt({ hash }).catch((cause: unknown) => {
    throw new DevnetError('DEPLOY_FAILED', `the deployment's "${what}" (${hash}) was not mined`, {
      retryable: false,
      cause,
    })
  })
  if (receipt.status === 'success') return
  throw new DevnetError('DEPLOY_FAILED', `the deployment's "${what}" (${hash}) reverted`, {
    retryable: false,
  })
}
