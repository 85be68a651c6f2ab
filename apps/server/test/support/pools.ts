import { type Deployment, type Pool, protocolsFile } from '@org/devnet'
import { createSystemClock, type PoolState } from '@org/events'
import { loadRegistry } from '@org/searcher'
import { createCallBudget } from '../../src/state/call-budget.ts'
import { createJsonRpc } from '../../src/state/json-rpc.ts'
import { createPoolReader, type PoolReader } from '../../src/state/pool-reader.ts'
import type { UniswapChain } from './uniswap-chain.ts'

/** The registry of a devnet, as the server would load it from the file. */
function registryOf(deployment: Deployment) {
  return loadRegistry({ userEntries: protocolsFile(deployment) })
}

/** The name by which the searcher knows a pool. */
function poolName(deployment: Deployment, pool: Pool): string {
  const [a, b] = pool.tokens.map((symbol) => deployment.tokens[symbol])
  if (a === undefined || b === undefined) throw new Error('a pool has two tokens')
  const pair = a < b ? `${a}:${b}` : `${b}:${a}`
  return pool.version === 2 ? `uniswap-v2:${pair}:` : `uniswap-v3:${pair}:${pool.fee}`
}

/** A reader of the chain's pools as the server uses it. */
export function readerOf(chain: UniswapChain): PoolReader {
  const clock = createSystemClock()
  return createPoolReader({
    rpc: createJsonRpc({
      urls: [chain.anvil.httpUrl],
      timeoutMs: 30_000,
      signal: new AbortController().signal,
      clock,
    }),
    chain: registryOf(chain.deployment).chain(chain.anvil.chainId),
    budget: createCallBudget(10_000, clock),
    poolsPerRead: 100,
  })
}

/** The state of every pool at the latest block, by pool. */
export async function readPools(
  chain: UniswapChain,
  reader: PoolReader,
): Promise<readonly { readonly pool: Pool; readonly state: PoolState }[]> {
  const { deployment, client } = chain
  const blockNumber = Number(await client.getBlockNumber({ cacheTime: 0 }))
  const names = deployment.pools.map((pool) => poolName(deployment, pool))
  const states = await reader.read(names, blockNumber)
  return deployment.pools.map((pool, index) => {
    const state = states.get(names[index] ?? '')
    if (state === undefined) throw new Error(`pool ${names[index]} was not read`)
    return { pool, state }
  })
}
