import {
  createActionEncoder,
  createDevnet,
  createPlan,
  type DevnetInfo,
  deriveTraders,
  type PlannedTransaction,
  protocolsFile,
} from '@org/devnet'
import type { Hash } from 'viem'
import { readTransaction } from './read-transaction.ts'
import { labelFromReceipt } from './truth/label-from-receipt.ts'
import { readReceipt } from './truth/read-receipt.ts'
import { headerLine, rowLine } from './write-labelled-set.ts'

const SENDERS = 8
/** Far enough in the future that no deadline passes, and the same in every run. */
const NOW_SECONDS = 4_000_000_000
/** Nothing is mined but what is asked for. */
const NEVER_SECONDS = 1_000_000

/** What the plan meant to do: protocols are not in the logs. */
const PROTOCOLS: Readonly<Record<PlannedTransaction['action']['type'], string | null>> = {
  transfer_eth: 'native',
  cancel: 'native',
  transfer_token: 'erc20',
  approve: 'erc20',
  create: 'none',
  swap: null,
}
const SWAP_PROTOCOLS: Readonly<Record<string, string>> = {
  v2: 'uniswap-v2',
  v3: 'uniswap-v3',
  router02: 'uniswap-v3',
  universal: 'uniswap-universal-router',
}

/** Runs the devnet's traffic, one transaction a block, and labels each by its receipt. The same seed gives the same text. */
export async function makeDevnetSet(seed: string, count: number): Promise<string> {
  const devnet = createDevnet({ seed, senders: SENDERS, blockSeconds: NEVER_SECONDS, reorgSeconds: 0 })
  try {
    const info = await devnet.start()
    const lines = [
      headerLine({
        name: 'devnet',
        chain_id: info.chainId,
        base_fee_wei: '20000000000',
        registry: protocolsFile(info.deployment),
        made_by: `bench:searcher-set --seed ${seed} --count ${count}`,
      }),
    ]
    for await (const line of rows(info, seed, count)) lines.push(line)
    return lines.join('')
  } finally {
    await devnet.stop()
  }
}

async function* rows(info: DevnetInfo, seed: string, count: number): AsyncGenerator<string> {
  const { client, deployment, chainId } = info
  const traders = deriveTraders(seed, SENDERS)
  const plan = createPlan({ seed, senders: SENDERS, txPerSecond: 1 })
  const encode = createActionEncoder(deployment)
  const nonces = await Promise.all(traders.map(({ address }) => client.getTransactionCount({ address })))
  for (let made = 0; made < count; ) {
    const planned = plan.next()
    // Replacements and gaps are about the pool, and nothing waits in this one.
    if (planned.nonce.role !== 'next') continue
    const trader = traders[planned.sender]
    const nonce = nonces[planned.sender]
    if (trader === undefined || nonce === undefined) continue
    const call = encode(planned.action, trader.address, NOW_SECONDS)
    const raw = await trader.signTransaction({ ...call, ...planned.fees, nonce, chainId })
    const hash = await client.sendRawTransaction({ serializedTransaction: raw })
    nonces[planned.sender] = nonce + 1
    await client.mine({ blocks: 1 })
    yield await row(info, planned, hash)
    made += 1
  }
}

async function row(
  { client, chainId, deployment }: DevnetInfo,
  planned: PlannedTransaction,
  hash: Hash,
): Promise<string> {
  const json = await client.request({ method: 'eth_getTransactionByHash', params: [hash] })
  const receipt = readReceipt(await client.request({ method: 'eth_getTransactionReceipt', params: [hash] }))
  const transaction = readTransaction(json, chainId, 'devnet', 0)
  if (receipt === null || typeof transaction === 'string')
    throw new Error(`the node does not know ${hash}, which it has mined`)
  const label = labelFromReceipt(transaction, receipt, deployment.tokens.WETH.toLowerCase())
  const protocol = label.category === null ? null : protocolOf(planned)
  return rowLine(json, { ...label, protocol }, planned.kind)
}

function protocolOf({ action }: PlannedTransaction): string | null {
  if ('token' in action && action.token === 'WETH') return 'wrapped-native'
  if (action.type !== 'swap') return PROTOCOLS[action.type]
  return SWAP_PROTOCOLS[action.method.split('.')[0] ?? ''] ?? null
}
